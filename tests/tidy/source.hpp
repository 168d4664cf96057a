// A source file as the rules see it: lines, and its text without comments or strings.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace tidy {

// Comments, and with `strings` also the insides of literals, become blanks; lines stay.
inline std::string blanked(std::string_view text, bool strings) {
    std::string out(text);
    const auto blank = [&](std::size_t from, std::size_t to) {
        for (; from < to && from < out.size(); ++from) {
            if (out[from] != '\n') out[from] = ' ';
        }
    };
    const auto word = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0;
    };
    for (std::size_t i = 0; i < text.size();) {
        const auto rest = text.substr(i);
        std::size_t end = i + 1;
        if (rest.starts_with("//")) {
            end = std::min(text.find('\n', i), text.size());
            blank(i, end);
        } else if (rest.starts_with("/*")) {
            end = std::min(text.find("*/", i + 2), text.size() - 2) + 2;
            blank(i, end);
        } else if (rest.starts_with("R\"") && (i == 0 || !word(text[i - 1]))) {
            const auto open = std::min(text.find('(', i), text.size() - 1);
            const auto close = ")" + std::string(text.substr(i + 2, open - i - 2)) + "\"";
            end = std::min(text.find(close, open), text.size() - close.size()) + close.size();
            if (strings) blank(open + 1, end - close.size());
        } else if (text[i] == '"' || (text[i] == '\'' && (i == 0 || !word(text[i - 1])))) {
            while (end < text.size() && text[end] != text[i])
                end += text[end] == '\\' ? 2 : 1;
            if (strings) blank(i + 1, end);
            ++end;
        }
        i = end;
    }
    return out;
}

struct Source {
    std::string path;   // from the root, with '/'
    std::string text;   // as it is
    std::string code;   // without comments
    std::string plain;  // without comments and the insides of strings
    std::vector<std::string> lines;

    Source(std::string where, std::string bytes)
        : path(std::move(where)),
          text(std::move(bytes)),
          code(blanked(text, false)),
          plain(blanked(text, true)) {
        std::istringstream in(text);
        for (std::string line; std::getline(in, line);)
            lines.push_back(line);
    }
    bool is_cpp() const { return path.ends_with(".cpp") || path.ends_with(".hpp"); }
    bool in(std::string_view folder) const { return path.starts_with(std::string(folder) + "/"); }
    std::string stem() const { return std::filesystem::path(path).stem().string(); }
    std::size_t line_at(std::size_t offset) const {
        const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
        return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
    }
    // The room of src, or the top folder: "net", "commands", "tests".
    std::string room() const {
        const auto first = path.substr(0, path.find('/'));
        if (first != "src") return first;
        const auto rest = path.substr(4);
        return rest.find('/') == std::string::npos ? "app" : rest.substr(0, rest.find('/'));
    }
};

inline std::vector<Source> sources_under(const std::filesystem::path& root) {
    std::vector<Source> found;
    for (const char* top : {"src", "include", "commands", "tests", "cmake"}) {
        for (std::filesystem::recursive_directory_iterator at(root / top), end; at != end; ++at) {
            const auto& file = *at;
            if (file.path().filename() == "node_modules") at.disable_recursion_pending();
            const auto path = std::filesystem::relative(file.path(), root).generic_string();
            const auto ending = file.path().extension().string();
            const bool read = ending == ".cpp" || ending == ".hpp" || ending == ".sql" ||
                              ending == ".js" || ending == ".mjs" || ending == ".css" ||
                              ending == ".cmake";
            if (!read || !file.is_regular_file() || path.starts_with("tests/golden/")) continue;
            std::ifstream in(file.path(), std::ios::binary);
            std::ostringstream bytes;
            bytes << in.rdbuf();
            found.emplace_back(path, bytes.str());
        }
    }
    return found;
}

}  // namespace tidy

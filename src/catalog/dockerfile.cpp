// Dockerfiles: instructions with continuations and heredocs, stages, arguments expanded.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/dockerfile.hpp"

#include "catalog/text.hpp"

#include <algorithm>
#include <cctype>

namespace qm::catalog {
namespace {

constexpr std::size_t dockerfile_lines_max = 2000;
constexpr std::size_t arguments_max = 20'000;

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

// The marks of "<<EOF", "<<-'EOF'" in a RUN or COPY line.
std::vector<std::string> heredocs(std::string_view line) {
    std::vector<std::string> marks;
    for (auto at = line.find("<<"); at != line.npos && marks.size() < 8; at = line.find("<<", at)) {
        at += 2;
        if (at < line.size() && line[at] == '<') continue;  // a here-string of the shell
        if (at < line.size() && line[at] == '-') ++at;
        if (at < line.size() && (line[at] == '"' || line[at] == '\'')) ++at;
        const auto start = at;
        while (at < line.size() &&
               (std::isalnum(static_cast<unsigned char>(line[at])) || line[at] == '_'))
            ++at;
        if (at > start && !std::isdigit(static_cast<unsigned char>(line[start])))
            marks.emplace_back(line.substr(start, at - start));
    }
    return marks;
}

char escape_of(const std::vector<std::string_view>& lines) {
    for (const auto line : lines) {
        auto text = trim(line);
        if (!text.starts_with('#')) break;
        text = trim(text.substr(1));
        const auto equals = text.find('=');
        if (equals == text.npos) break;
        if (lower(trim(text.substr(0, equals))) == "escape")
            return trim(text.substr(equals + 1)) == "`" ? '`' : '\\';
    }
    return '\\';
}

void split_stages(Dockerfile& file) {
    for (const auto& line : file.lines) {
        if (line.name == "FROM") {
            DockerStage stage;
            auto words = split(line.arguments, " \t");
            std::erase_if(words, [](const std::string& word) { return word.starts_with("--"); });
            if (!words.empty()) stage.base = words[0];
            if (words.size() > 2 && lower(words[1]) == "as") stage.name = lower(words[2]);
            file.stages.push_back(std::move(stage));
        } else if (file.stages.empty()) {
            file.before.push_back(line);
        } else {
            file.stages.back().lines.push_back(line);
        }
    }
}

}  // namespace

Dockerfile read_dockerfile(std::string_view text) {
    Dockerfile file;
    const auto lines = lines_of(text);
    const char escape = escape_of(lines);
    for (std::size_t i = 0; i < lines.size() && file.lines.size() < dockerfile_lines_max; ++i) {
        const auto first = trim(lines[i]);
        if (first.empty() || first.starts_with('#')) continue;
        const int number = static_cast<int>(i) + 1;
        std::string whole;
        for (;; ++i) {
            auto part = trim(lines[i]);
            const bool comment = part.starts_with('#');  // allowed between continued lines
            const bool more = comment || part.empty() || part.back() == escape;
            if (!comment && !part.empty()) {
                if (part.back() == escape) part.remove_suffix(1);
                if (whole.size() < arguments_max) (whole += whole.empty() ? "" : " ") += trim(part);
            }
            if (!more || i + 1 >= lines.size()) break;
        }
        const auto space = whole.find_first_of(" \t");
        Instruction line{upper(std::string_view(whole).substr(0, space)), {}, number};
        if (space != std::string::npos)
            line.arguments = trim(std::string_view(whole).substr(space));
        if (line.name == "RUN" || line.name == "COPY" || line.name == "ADD")
            for (const auto& mark : heredocs(line.arguments))
                while (i + 1 < lines.size() && trim(lines[++i]) != mark) {
                }
        file.lines.push_back(std::move(line));
    }
    split_stages(file);
    if (file.stages.empty()) file.error = ReadError{0, "has no FROM"};
    return file;
}

std::vector<std::pair<std::string, std::string>> key_values(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> out;
    text = trim(text);
    const auto blank = text.find_first_of(" \t");
    if (const auto equals = text.find('='); equals == text.npos || blank < equals) {
        auto value = blank == text.npos ? std::string_view{} : trim(text.substr(blank));
        if (value.size() > 1 && value.front() == '"' && value.back() == '"')
            value = value.substr(1, value.size() - 2);
        out.emplace_back(text.substr(0, blank), value);
        return out;
    }
    for (std::size_t i = 0; i < text.size();) {
        std::string word;
        std::string key;
        bool has_key = false;
        char quote = 0;
        for (; i < text.size(); ++i) {
            const char c = text[i];
            if (c == '\\' && i + 1 < text.size()) {
                word += text[++i];
            } else if (quote != 0) {
                if (c == quote)
                    quote = 0;
                else
                    word += c;
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else if (c == '=' && !has_key) {
                has_key = true;
                key = std::exchange(word, {});
            } else if (c == ' ' || c == '\t') {
                break;
            } else {
                word += c;
            }
        }
        while (i < text.size() && (text[i] == ' ' || text[i] == '\t'))
            ++i;
        if (has_key && !key.empty()) out.emplace_back(std::move(key), std::move(word));
    }
    return out;
}

std::string expand(std::string_view text,
                   const std::map<std::string, std::string, std::less<>>& values) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$' || i + 1 >= text.size()) {
            out += text[i];
            continue;
        }
        const bool braced = text[i + 1] == '{';
        const auto start = i + (braced ? 2 : 1);
        auto end = start;
        while (end < text.size() &&
               (std::isalnum(static_cast<unsigned char>(text[end])) || text[end] == '_'))
            ++end;
        const auto close = braced ? text.find('}', end) : end;
        if (end == start || close == text.npos) {
            out += text[i];
            continue;
        }
        const auto found = values.find(text.substr(start, end - start));
        auto word = braced ? text.substr(end, close - end) : std::string_view{};
        if (found != values.end() && !found->second.empty()) {
            out += found->second;
        } else if (word.starts_with(":-") || word.starts_with('-')) {
            out += word.substr(word.find('-') + 1);
        } else {
            out += text.substr(i, close + (braced ? 1 : 0) - i);
        }
        i = braced ? close : end - 1;
    }
    return out;
}

}  // namespace qm::catalog

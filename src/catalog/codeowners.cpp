// CODEOWNERS of GitHub and GitLab: who owns a path.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/codeowners.hpp"

#include "catalog/paths.hpp"
#include "catalog/text.hpp"

#include <algorithm>

namespace qm::catalog {
namespace {

constexpr std::size_t rules_max = 5000;

std::vector<std::string_view> segments(std::string_view path) {
    std::vector<std::string_view> out;
    while (!path.empty()) {
        const auto slash = path.find('/');
        if (slash != 0) out.push_back(path.substr(0, slash));
        if (slash == path.npos) break;
        path.remove_prefix(slash + 1);
    }
    return out;
}

// '*' and '?' inside one segment; linear with one place to come back to.
bool glob(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = pattern.npos;
    std::size_t from = 0;
    while (t < text.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t]) &&
            pattern[p] != '*') {
            ++p;
            ++t;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            from = t;
        } else if (star != pattern.npos) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

using Parts = std::vector<std::string_view>;

// Whether the pattern's segments match the first segments of the path ("**" any number of them).
// Row by row, so that many "**" cost no more than pattern × path.
bool match_prefix(const Parts& pattern, const Parts& path, bool whole) {
    std::vector<bool> reach(path.size() + 1, false);
    reach[0] = true;
    for (const auto part : pattern) {
        std::vector<bool> next(path.size() + 1, false);
        for (std::size_t i = 0; i <= path.size(); ++i) {
            if (part == "**") {
                next[i] = reach[i] || (i > 0 && next[i - 1]);
            } else if (i > 0 && reach[i - 1] && glob(part, path[i - 1])) {
                next[i] = true;
            }
        }
        reach = std::move(next);
    }
    if (whole) return reach.back();
    return std::find(reach.begin(), reach.end(), true) != reach.end();
}

// Words of a rule: cut at blanks that are not escaped, up to a comment.
std::vector<std::string> owners_words(std::string_view line) {
    std::vector<std::string> words(1);
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '\\' && i + 1 < line.size()) {
            words.back() += line[++i];
        } else if (c == ' ' || c == '\t') {
            if (!words.back().empty()) words.emplace_back();
        } else if (c == '#' && words.back().empty()) {
            break;
        } else {
            words.back() += c;
        }
    }
    if (words.back().empty()) words.pop_back();
    return words;
}

std::vector<std::string> owners_in(const std::vector<std::string>& words, std::size_t from) {
    std::vector<std::string> owners;
    for (std::size_t i = from; i < words.size(); ++i) {
        std::string_view word = words[i];
        const bool handle = word.starts_with('@');
        while (word.starts_with('@'))
            word.remove_prefix(1);  // "@@maintainer" is a role
        if (handle || contains(word, "@")) add_once(owners, word, 20);
    }
    return owners;
}

// "[Name]", "^[Name][2] @default": the place after the name's bracket, or npos.
std::size_t section_end(std::string_view line) {
    if (line.starts_with('^')) line = line.substr(1);
    if (!line.starts_with('[')) return line.npos;
    const auto end = line.find(']');
    return end == line.npos || end < 2 ? line.npos : end;
}

}  // namespace

Codeowners::Codeowners(std::string_view text) : optional_{false} {
    std::vector<std::string> fallback;
    for (const auto raw : lines_of(text)) {
        const auto line = trim(raw);
        if (line.empty() || line.front() == '#' || rules_.size() >= rules_max) continue;
        if (const auto end = section_end(line); end != line.npos) {
            optional_.push_back(line.front() == '^');
            fallback = owners_in(owners_words(line.substr(end)), 0);
            continue;
        }
        const auto words = owners_words(line);
        if (words.empty()) continue;
        auto owners = owners_in(words, 1);
        if (owners.empty()) owners = fallback;
        rules_.push_back(
            {words.front(), std::move(owners), static_cast<int>(optional_.size()) - 1});
    }
}

std::vector<std::string> Codeowners::owners(std::string_view path) const {
    std::vector<const Rule*> last(optional_.size(), nullptr);
    for (const auto& rule : rules_)
        if (codeowners_match(rule.pattern, path))
            last[static_cast<std::size_t>(rule.section)] = &rule;
    for (const bool optional : {false, true}) {
        for (std::size_t i = last.size(); i-- > 0;)
            if (last[i] && optional_[i] == optional && !last[i]->owners.empty())
                return last[i]->owners;
    }
    return {};
}

std::string codeowners_path(const Tree& tree) {
    return first_of(tree, "",
                    {"CODEOWNERS", ".gitlab/CODEOWNERS", ".github/CODEOWNERS", "docs/CODEOWNERS"});
}

bool codeowners_match(std::string_view pattern, std::string_view path) {
    const bool negated = pattern.starts_with('!');  // neither platform has a meaning we can use
    if (negated || pattern.size() > 512 || path.size() > 4096) return false;
    const bool folder = pattern.ends_with('/');
    auto parts = segments(pattern);
    const auto path_parts = segments(path);
    if (parts.empty()) return true;  // "/" is everything
    // Without a slash in front or inside, the pattern may match at any depth.
    const bool anchored = pattern.starts_with('/') || parts.size() > 1;
    if (!anchored) parts.insert(parts.begin(), "**");
    const bool last_is_star = parts.back() == "*";
    return match_prefix(parts, path_parts, last_is_star && !folder);
}

}  // namespace qm::catalog

// The keys of a YAML file as people wrote them: the comment above, and the value's own text. A
// YAML parser drops both, and both are what a role's defaults and a chart's values are read for.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/commented.hpp"

#include "catalog/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>

namespace qm::catalog {
namespace {

constexpr std::size_t commented_keys_max = 10'000;
constexpr std::size_t text_max = 2000;

std::size_t indent_of(std::string_view line) {
    return std::min(line.find_first_not_of(" \t"), line.size());
}

// "|", ">-", "|2": a block scalar begins below.
bool is_block(std::string_view value) {
    return !value.empty() && (value.front() == '|' || value.front() == '>') && value.size() <= 3 &&
           value.find_first_not_of("+-0123456789", 1) == value.npos;
}

// The key and what follows its colon; an empty key when the line is no `key: value`.
struct KeyLine {
    std::string key;
    std::string_view rest;
};

KeyLine key_line(std::string_view line) {
    std::size_t end = 0;
    if (line.starts_with('"') || line.starts_with('\'')) {
        end = line.find(line.front(), 1);
        if (end == std::string_view::npos) return {};
        ++end;
    } else {
        while (end < line.size() && (std::isalnum(static_cast<unsigned char>(line[end])) ||
                                     contains("_.-/$", line.substr(end, 1))))
            ++end;
    }
    if (end == 0 || end >= line.size() || line[end] != ':') return {};
    if (end + 1 < line.size() && line[end + 1] != ' ' && line[end + 1] != '\t') return {};
    auto key = line.substr(0, end);
    if (key.size() >= 2 && (key.front() == '"' || key.front() == '\''))
        key = key.substr(1, key.size() - 2);
    return {std::string(key), trim(line.substr(end + 1))};
}

// Where a trailing comment begins; quotes are respected.
std::size_t comment_at(std::string_view value) {
    char quote = 0;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const char c = value[i];
        if (quote != 0) {
            if (c == '\\' && quote == '"')
                ++i;
            else if (c == quote)
                quote = 0;
        } else if ((c == '"' || c == '\'') &&
                   (i == 0 || contains(" [{,:", value.substr(i - 1, 1)))) {
            quote = c;
        } else if (c == '#' && (i == 0 || value[i - 1] == ' ' || value[i - 1] == '\t')) {
            return i;
        }
    }
    return value.size();
}

bool is_rule(std::string_view text) {  // "=====", "-----", "#####"
    return text.size() >= 3 && text.find_first_not_of("=-#*~_") == std::string_view::npos;
}

// A line of a comment that is markup, not prose.
bool is_markup(std::string_view text) {
    if (is_rule(text) || text == "]]]" || text == "---" || text.ends_with("[[[")) return true;
    if (text.starts_with(".. ") || text.starts_with(":local:")) return true;
    return text.starts_with("@section") || text.starts_with("@skip") ||
           text.starts_with("@extra") || text.starts_with("@schema") ||
           text.starts_with("yaml-language-server");
}

// "(string) the words" of helm-docs.
std::string_view without_type(std::string_view text) {
    if (!text.starts_with('(')) return text;
    const auto end = text.find(')');
    return end == std::string_view::npos || end > 24 ? text : trim(text.substr(end + 1));
}

struct Comment {
    std::string text;
    bool documented = false;
};

Comment comment_of(const std::vector<std::string_view>& lines) {
    Comment out;
    for (const auto line : lines) {
        auto text = trim(line.substr(std::min(line.find_first_not_of('#'), line.size())));
        if (text.starts_with("@default")) continue;
        if (text.starts_with("-- ")) {  // what stands above it is not the documentation
            out.text.clear();
            out.documented = true;
            text = without_type(trim(text.substr(3)));
        }
        if (text.empty() || is_markup(text)) {
            if (text.ends_with("[[[")) out.text.clear();  // a section's title
            continue;
        }
        if (out.text.size() > text_max) break;
        if (!out.text.empty()) out.text += ' ';
        out.text += text;
    }
    return out;
}

// "@param image.tag [string] The words" → (image.tag, The words)
void note_param(std::string_view text, std::map<std::string, std::string>& params) {
    text = trim(text.substr(std::min(text.find_first_not_of("# "), text.size())));
    if (!text.starts_with("@param ")) return;
    text = trim(text.substr(7));
    const auto space = text.find(' ');
    if (space == std::string_view::npos || params.size() >= commented_keys_max) return;
    auto words = trim(text.substr(space));
    while (words.starts_with('[')) {
        const auto end = words.find(']');
        if (end == std::string_view::npos) break;
        words = trim(words.substr(end + 1));
    }
    params.emplace(text.substr(0, space), words);
}

class CommentedReader {
public:
    explicit CommentedReader(std::string_view yaml) : lines_(lines_of(yaml)) {}

    std::vector<CommentedKey> read() {
        for (at_ = 0; at_ < lines_.size() && keys_.size() < commented_keys_max; ++at_)
            step(lines_[at_]);
        for (auto& key : keys_) {
            if (const auto found = params_.find(key.path); found != params_.end()) {
                key.comment = found->second;
                key.documented = true;
            }
        }
        return std::move(keys_);
    }

private:
    struct Level {
        std::size_t indent;
        std::string path;
    };

    void step(std::string_view line) {
        const auto text = trim(line);
        if (text.empty() || text == "---" || text == "...") return pending_.clear();
        const auto indent = indent_of(line);
        if (text.starts_with('#')) {
            note_param(text, params_);
            if (!pending_.empty() && indent != pending_indent_) pending_.clear();
            pending_indent_ = indent;
            return pending_.push_back(text);
        }
        if (skip_deeper_ && indent > *skip_deeper_) return;
        skip_deeper_.reset();
        const auto found = text.starts_with("- ") || text == "-" ? KeyLine{} : key_line(text);
        if (found.key.empty()) {
            if (text.starts_with('-')) skip_deeper_ = indent;
            return pending_.clear();
        }
        add(found, indent);
    }

    void add(const KeyLine& found, std::size_t indent) {
        while (!levels_.empty() && levels_.back().indent >= indent)
            levels_.pop_back();
        CommentedKey key;
        key.path = levels_.empty() ? found.key : levels_.back().path + '.' + found.key;
        key.line = static_cast<int>(at_) + 1;
        key.depth = static_cast<int>(levels_.size());
        auto comment = comment_of(pending_);
        pending_.clear();
        key.text = value_text(found.rest, indent, comment.text);
        key.comment = std::move(comment.text);
        key.documented = comment.documented;
        if (levels_.size() < 8) levels_.push_back({indent, key.path});
        if (!found.rest.empty() &&
            (found.rest.front() == '|' || found.rest.front() == '>' || found.rest.front() == '[' ||
             found.rest.front() == '{' || found.rest.front() == '"' || found.rest.front() == '\''))
            skip_deeper_ = indent;
        keys_.push_back(std::move(key));
    }

    // The lines of the value: the rest of the key's line, then all that is indented deeper, and a
    // list written at the key's own indent. Block scalars inside keep every line and '#'.
    std::string value_text(std::string_view rest, std::size_t indent, std::string& comment) const {
        const auto cut = comment_at(rest);
        std::string text(trim(rest.substr(0, cut)));
        const bool block = is_block(text);
        if (comment.empty() && cut < rest.size()) comment = trim(rest.substr(cut + 1));
        std::size_t deeper = std::string::npos;
        std::size_t scalar = block ? indent : std::string::npos;  // of the block scalar's parent
        std::string blank;  // blank lines of a block scalar: kept only when more follows
        for (std::size_t i = at_ + 1; i < lines_.size() && text.size() < text_max; ++i) {
            const auto line = lines_[i];
            const auto inner = trim(line);
            const auto column = indent_of(line);
            if (scalar != std::string::npos && !inner.empty() && column <= scalar)
                scalar = std::string::npos;
            const bool inside = scalar != std::string::npos;
            if (inner.empty() && inside && blank.size() < 20) blank += '\n';
            if (inner.empty() || (!inside && inner.starts_with('#'))) continue;
            const bool list = column == indent && rest.empty() && inner.starts_with('-');
            const bool closing = column == indent && !rest.empty() &&
                                 (inner.starts_with(']') || inner.starts_with('}'));
            if (inner == "---" && column == 0) break;
            if (column <= indent && !list && !closing) break;
            if (deeper == std::string::npos) deeper = column;
            if (!text.empty()) text += '\n' + blank;
            blank.clear();
            const auto keep = line.substr(std::min(deeper, column));
            if (block) text += "  ";  // "|" wants its lines deeper than itself
            text += inside ? keep : keep.substr(0, comment_at(keep));
            if (!inside) scalar = scalar_parent(inner, column);
        }
        return text;
    }

    // The column below which a block scalar that this line begins must stay; npos when it begins
    // none. In "- key: |" that is the key's own column.
    static std::size_t scalar_parent(std::string_view inner, std::size_t column) {
        auto text = trim(inner.substr(0, comment_at(inner)));
        const auto space = text.rfind(' ');
        if (space == text.npos || !is_block(text.substr(space + 1))) return std::string::npos;
        while (text.starts_with("- ") && !is_block(trim(text.substr(2)))) {
            const auto next = text.find_first_not_of(' ', 2);
            column += next;
            text.remove_prefix(next);
        }
        return column;
    }

    std::vector<std::string_view> lines_;
    std::size_t at_ = 0;
    std::vector<CommentedKey> keys_;
    std::vector<Level> levels_;
    std::vector<std::string_view> pending_;
    std::size_t pending_indent_ = 0;
    std::optional<std::size_t> skip_deeper_;
    std::map<std::string, std::string> params_;
};

bool is_directive(std::string_view text) {
    const auto low = lower(text);
    return low.starts_with("!") || low.starts_with("syntax=") || low.starts_with("escape=") ||
           low.starts_with("-*-") || low.starts_with("vim:") || low.starts_with("vi:") ||
           low.starts_with("check=") || contains(low, "yaml-language-server") ||
           contains(low, "yamllint") || contains(low, "hadolint") || low.starts_with("noqa") ||
           contains(low, "foldmarker") || low.starts_with("renovate:") ||
           contains(low, "tflint-") || contains(low, "shellcheck") ||
           low.starts_with("code generated") || low.starts_with("coding:") ||
           contains(low, "do not edit") || contains(low, "is generated") ||
           contains(low, "automatically generated") || low.starts_with("auto generated") ||
           low.starts_with("autogenerated") || low.starts_with("auto-generated");
}

bool is_address(std::string_view text) {
    return (text.starts_with("http://") || text.starts_with("https://")) && !contains(text, " ");
}

bool is_usage(std::string_view text) {
    static constexpr std::array<std::string_view, 15> words = {
        "to use",   "how to use", "command to", "usage",        "example",
        "author",   "comments:",  "docker run", "docker build", "to run",
        "to build", "run with",   "build with", "todo",         "requires:"};
    const auto low = lower(text);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return low.starts_with(word); });
}

// "@Description the words", "DESCRIPTION: the words" → the words; "@Require …" → nothing.
std::string_view without_marker(std::string_view text) {
    const auto low = lower(text);
    for (const std::string_view mark : {"@description", "description:", "@desc", "summary:"})
        if (low.starts_with(mark)) return trim(text.substr(mark.size()));
    return text.starts_with('@') ? std::string_view{} : text;
}

}  // namespace

std::vector<CommentedKey> commented_keys(std::string_view yaml) {
    return CommentedReader(yaml).read();
}

bool is_legal(std::string_view text) {
    static constexpr std::array<std::string_view, 12> words = {"unless required by applicable law",
                                                               "you may obtain a copy",
                                                               "distributed under the license",
                                                               "limitations under the license",
                                                               "copyright",
                                                               "spdx-",
                                                               "licensed under",
                                                               "all rights reserved",
                                                               "licence:",
                                                               "license:",
                                                               "permission is hereby",
                                                               "you may not use this file"};
    const auto low = lower(text);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return contains(low, word); });
}

std::string leading_comment(std::string_view text, std::string_view mark) {
    std::string out;
    bool legal = false;  // a licence runs to the end of its paragraph
    bool usage = false;
    int seen = 0;
    for (const auto line : lines_of(text)) {
        if (++seen > 120) break;
        const auto inner = trim(line);
        const bool comment = inner.starts_with(mark);
        if (!comment && !inner.empty() && inner != "---") break;
        auto words = comment ? trim(inner.substr(mark.size())) : std::string_view{};
        words = trim(words.substr(std::min(words.find_first_not_of("#*=-/"), words.size())));
        if (words.empty()) {
            if (!out.empty() && (!comment || out.size() > 20)) break;
            legal = false;
            usage = false;
            continue;
        }
        if (legal || is_legal(words)) {
            legal = true;
            continue;
        }
        if (is_directive(words) || is_markup(words) || is_address(words)) continue;
        if (is_usage(words)) {  // how to run it: what it is has been said, or comes after
            if (!out.empty()) break;
            usage = true;
            continue;
        }
        words = without_marker(words);
        if (usage || words.empty()) continue;
        if (!out.empty()) out += ' ';
        out += words;
        if (out.size() > text_max) break;
    }
    while (out.ends_with(':'))  // what it announced was how to run it
        out.pop_back();
    return out;
}

}  // namespace qm::catalog

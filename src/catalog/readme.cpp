// What a README says first: the first paragraph of prose, past titles, badges, HTML and notes.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/readme.hpp"

#include "catalog/paths.hpp"
#include "catalog/successor.hpp"
#include "catalog/text.hpp"

#include <md4c.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace qm::catalog {
namespace {

constexpr std::size_t readme_bytes_max = 64 * 1024;
constexpr std::size_t motto_max = 160;  // a longer quote is a notice

std::size_t letters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return std::isalpha(static_cast<unsigned char>(c)) || static_cast<unsigned char>(c) >= 0x80;
    }));
}

// Notes, warnings and tables of contents open many READMEs; they describe nothing.
bool is_notice(std::string_view text) {
    static constexpr std::array<std::string_view, 21> words = {"!!!",
                                                               "???",
                                                               "note:",
                                                               "note ",
                                                               "warning:",
                                                               "important:",
                                                               "caution:",
                                                               "tip:",
                                                               "attention",
                                                               "toc",
                                                               "table of contents",
                                                               "contents",
                                                               "[!",
                                                               "disclaimer",
                                                               "english |",
                                                               "documentation:",
                                                               "license:",
                                                               "licensed under",
                                                               "read more",
                                                               "all documentation",
                                                               "copyright"};
    const auto low = lower(text);
    if (contains(low.substr(0, 60), "copyright \u00a9") ||
        contains(low.substr(0, 60), "copyright (c)"))
        return true;
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return low.starts_with(word); });
}

// "Stack level: regional": a fact of a form, not a sentence.
bool is_fact(std::string_view text) {
    return contains(text, ": ") && split(text, " ").size() <= 4 && !text.ends_with('.');
}

// `plain` is the text outside links: a row of links or badges is no prose.
bool is_prose(std::string_view text, std::string_view plain) {
    if (letters(text) < 8 || !contains(trim(text), " ") || is_notice(trim(text)) ||
        is_fact(one_line(text)))
        return false;
    return letters(plain) >= 4;
}

// Sections that say how, not what.
bool is_how_to(std::string_view heading) {
    static constexpr std::array<std::string_view, 12> words = {
        "usage",        "install",   "getting started", "quick start", "quickstart", "requirements",
        "prerequisite", "contribut", "development",     "example",     "building",   "license"};
    const auto low = lower(heading);
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return low.starts_with(word); });
}

struct Markdown {
    int skip = 0;  // inside something that is no paragraph of the page itself
    bool in_paragraph = false;
    int link = 0;
    int image = 0;
    int list = 0;
    int quote = 0;
    bool alert = false;       // inside "> [!WARNING]"
    bool below_title = true;  // no second heading yet: a quote here is the page's motto
    std::string text;
    std::string plain;
    std::string opening;  // "Image with:": the list that follows belongs to it
    std::vector<std::string> items;
    std::string found;
    bool in_heading = false;
    std::string heading;
    bool how_to = false;  // below "Usage" and its like
    std::string later;    // said there: better than nothing

    void settle() {
        found = one_line(opening + (items.empty() ? "" : " " + join(items, ", ")));
        // Attribute lists of MkDocs and Jekyll: {:target="_blank"}
        for (auto at = found.find("{:"); at != std::string::npos; at = found.find("{:", at)) {
            const auto end = found.find('}', at);
            if (end == std::string::npos) break;
            found.erase(at, end + 1 - at);
        }
    }
};

bool is_aside(MD_BLOCKTYPE type) {
    return type == MD_BLOCK_QUOTE || type == MD_BLOCK_UL || type == MD_BLOCK_OL ||
           type == MD_BLOCK_TABLE || type == MD_BLOCK_HTML || type == MD_BLOCK_CODE ||
           type == MD_BLOCK_H;
}

int enter_block(MD_BLOCKTYPE type, void* detail, void* user) {
    auto& md = *static_cast<Markdown*>(user);
    const bool list = type == MD_BLOCK_UL || type == MD_BLOCK_OL;
    if (!md.opening.empty() && md.list == 0 && !list) return md.settle(), -1;
    if (list) ++md.list;
    if (type == MD_BLOCK_LI) md.items.emplace_back();
    if (type == MD_BLOCK_QUOTE) ++md.quote;
    if (type == MD_BLOCK_H && static_cast<MD_BLOCK_H_DETAIL*>(detail)->level > 1)
        md.below_title = false;
    if (type == MD_BLOCK_H) {
        md.in_heading = true;
        md.heading.clear();
    }
    if (is_aside(type)) ++md.skip;
    const bool motto = md.skip == 1 && md.quote == 1 && md.below_title;
    if (type == MD_BLOCK_P && (md.skip == 0 || motto)) {
        md.in_paragraph = true;
        md.text.clear();
        md.plain.clear();
    }
    return 0;
}

int leave_block(MD_BLOCKTYPE type, void*, void* user) {
    auto& md = *static_cast<Markdown*>(user);
    if (is_aside(type)) --md.skip;
    if (type == MD_BLOCK_H) {
        md.in_heading = false;
        md.how_to = is_how_to(md.heading);
    }
    if (type == MD_BLOCK_QUOTE && --md.quote == 0) md.alert = false;
    if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
        --md.list;
        if (!md.opening.empty() && md.list == 0) return md.settle(), -1;
    }
    if (type == MD_BLOCK_DOC && !md.opening.empty()) md.settle();
    if (type != MD_BLOCK_P || !md.in_paragraph) return 0;
    md.in_paragraph = false;
    if (md.quote > 0 && trim(md.text).starts_with("[!")) md.alert = true;
    if (md.alert) return 0;
    if (!is_prose(md.text, md.plain)) return 0;
    if (md.quote > 0 && (md.text.size() > motto_max || says_deprecated("# " + md.text))) return 0;
    if (md.how_to || is_obituary(md.text)) {
        if (md.later.empty()) md.later = one_line(md.text);
        return 0;
    }
    md.items.clear();
    md.opening = one_line(md.text);
    if (md.opening.ends_with(':')) return 0;
    md.settle();
    return -1;  // ends the parse: the library passes on only what is negative
}

int enter_span(MD_SPANTYPE type, void*, void* user) {
    auto& md = *static_cast<Markdown*>(user);
    if (type == MD_SPAN_A) ++md.link;
    if (type == MD_SPAN_IMG) ++md.image;
    return 0;
}

int leave_span(MD_SPANTYPE type, void*, void* user) {
    auto& md = *static_cast<Markdown*>(user);
    if (type == MD_SPAN_A) --md.link;
    if (type == MD_SPAN_IMG) --md.image;
    return 0;
}

int on_text(MD_TEXTTYPE type, const MD_CHAR* chars, MD_SIZE size, void* user) {
    auto& md = *static_cast<Markdown*>(user);
    std::string_view text(chars, size);
    if (md.in_heading && md.heading.size() < 80) md.heading += text;
    if (md.list > 0 && !md.items.empty() && !md.opening.empty() && md.image == 0 &&
        type != MD_TEXT_HTML) {
        if (md.items.size() <= 12) md.items.back() += type == MD_TEXT_SOFTBR ? " " : text;
        return 0;
    }
    if (!md.in_paragraph || md.image > 0 || type == MD_TEXT_HTML) return 0;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR) text = " ";
    if (type == MD_TEXT_NULLCHAR) return 0;
    if (type == MD_TEXT_ENTITY) {
        if (text == "&amp;")
            text = "&";
        else if (text == "&lt;")
            text = "<";
        else if (text == "&gt;")
            text = ">";
        else if (text == "&quot;")
            text = "\"";
        else
            text = " ";
    }
    md.text += text;
    if (md.link == 0) md.plain += text;
    return 0;
}

// YAML front matter of static site generators.
std::string_view without_front_matter(std::string_view text) {
    if (!text.starts_with("---\n")) return text;
    const auto end = text.find("\n---", 3);
    if (end == text.npos) return text;
    const auto line = text.find('\n', end + 1);
    return line == text.npos ? std::string_view{} : text.substr(line + 1);
}

// Where the whole name stands: not inside "my-name" or "name_of".
std::size_t place_of(std::string_view text, std::string_view named) {
    const auto line = lower(text);
    const auto name = lower(named);
    const auto inside = [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
    };
    for (auto at = name.empty() ? line.npos : line.find(name); at != line.npos;
         at = line.find(name, at + 1)) {
        const auto end = at + name.size();
        if ((at == 0 || !inside(line[at - 1])) && (end == line.size() || !inside(line[end])))
            return at;
    }
    return line.npos;
}

bool is_underline(std::string_view line) {
    return line.size() >= 3 && line.find_first_not_of(line.front()) == line.npos &&
           contains("=-~^\"'#*+.:_`", line.substr(0, 1));
}

}  // namespace

std::string readme_path(const Tree& tree, std::string_view dir) {
    std::string best;
    int rank = 9;
    const auto& paths = tree.paths();
    for (const std::string_view initial : {"R", "r"}) {  // paths are sorted
        const auto start = in_dir(dir, initial);
        auto path = std::lower_bound(paths.begin(), paths.end(), start);
        for (; path != paths.end() && path->starts_with(start); ++path) {
            if (dir_of(*path) != dir) continue;
            const auto name = lower(base_of(*path));
            if (!name.starts_with("readme")) continue;
            const auto end = name.substr(6);
            const int here = end == ".md" || end == ".markdown" ? 0
                             : end == ".rst"                    ? 1
                             : end.empty() || end == ".txt"     ? 2
                             : end == ".adoc"                   ? 3
                                                                : 9;
            if (here >= rank) continue;
            rank = here;
            best = *path;
        }
    }
    return best;
}

std::string nearest_readme(const Tree& tree, std::string_view dir) {
    for (;; dir = dir_of(dir)) {
        if (auto path = readme_path(tree, dir); !path.empty() || dir.empty()) return path;
    }
}

std::string markdown_prose(std::string_view text) {
    Markdown md;
    MD_PARSER parser{};
    parser.flags = MD_FLAG_TABLES | MD_FLAG_PERMISSIVEURLAUTOLINKS;
    parser.enter_block = enter_block;
    parser.leave_block = leave_block;
    parser.enter_span = enter_span;
    parser.leave_span = leave_span;
    parser.text = on_text;
    const auto body = without_front_matter(text.substr(0, readme_bytes_max));
    md_parse(body.data(), static_cast<MD_SIZE>(body.size()), &parser, &md);
    return md.found.empty() ? md.later : md.found;
}

std::string restructured_prose(std::string_view text) {
    const auto lines = lines_of(text.substr(0, readme_bytes_max));
    std::string paragraph;
    bool broken = false;  // the paragraph is a directive, a list or indented
    for (std::size_t i = 0; i <= lines.size(); ++i) {
        const auto line = i < lines.size() ? lines[i] : std::string_view{};
        const auto words = trim(line);
        if (words.empty()) {
            const auto found = plain_restructured(paragraph);
            if (!broken && is_prose(found, found)) return found;
            paragraph.clear();
            broken = false;
            continue;
        }
        if (is_underline(words)) {  // what stood above was a title
            paragraph.clear();
            broken = false;
            continue;
        }
        const bool aside = words.starts_with("..") || line.starts_with(' ') ||
                           words.starts_with("* ") || words.starts_with("- ") ||
                           words.starts_with('|') || words.starts_with('=') ||
                           words.starts_with(':') || words.starts_with("image::");
        if (paragraph.empty() && aside) broken = true;
        if (!paragraph.empty()) paragraph += ' ';
        paragraph += words;
    }
    return {};
}

std::string plain_restructured(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '`') {
            if (i + 1 < text.size() && text[i + 1] == '_') ++i;
            if (i + 1 < text.size() && text[i + 1] == '_') ++i;
            continue;
        }
        if (c == '<' && contains(text.substr(i), ">`")) {
            i = text.find(">`", i);
            continue;
        }
        if (c == ':') {  // ":ref:`…`"
            const auto end = text.find(":`", i + 1);
            if (end != text.npos && end - i < 16 && !contains(text.substr(i, end - i), " ")) {
                i = end;
                continue;
            }
        }
        if (c == '*') continue;
        out += c;
    }
    return one_line(out);
}

std::string readme_prose(const Tree& tree, std::string_view path) {
    if (path.empty()) return {};
    const auto* text = tree.read(path);
    if (!text) return {};
    const auto cleaned = clean(std::string_view(*text).substr(0, readme_bytes_max));
    const auto name = lower(base_of(path));
    return name.ends_with(".md") || name.ends_with(".markdown") || name == "readme"
               ? markdown_prose(cleaned)
               : restructured_prose(cleaned);
}

std::string section_prose(std::string_view markdown, std::string_view name) {
    const auto text = clean(markdown.substr(0, readme_bytes_max));
    const auto lines = lines_of(text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto line = trim(lines[i]);
        if (!line.starts_with('#') || place_of(line, name) == line.npos) continue;
        std::string section;
        for (std::size_t k = i + 1; k < lines.size() && !trim(lines[k]).starts_with('#'); ++k)
            (section += lines[k]) += '\n';
        if (auto prose = markdown_prose(section); !prose.empty()) return prose;
    }
    for (const auto raw : lines) {
        const auto line = trim(raw);
        const bool item = line.starts_with("- ") || line.starts_with("* ") || line.starts_with('|');
        const auto at = item ? place_of(line, name) : line.npos;
        if (at == line.npos || at > 40) continue;
        auto rest = line.substr(at + name.size());
        if (const auto link = rest.find("]("); link < 4)
            rest = rest.substr(std::min(rest.find(')', link), rest.size()));
        rest = trim(rest.substr(
            std::min(rest.find_first_not_of(")`*|:- \t\xe2\x80\x93\x94"), rest.size())));
        const auto words = markdown_prose(trim(rest.substr(0, rest.find('|'))));
        if (!words.empty() && !words.starts_with("docker ")) return words;
    }
    return {};
}

std::string describe(std::string_view manifest, const Tree& tree, const std::string& readme,
                     std::string_view comment) {
    if (auto own = one_line(manifest); !own.empty()) return own;
    if (auto prose = readme_prose(tree, readme); !prose.empty()) return prose;
    return one_line(comment);
}

}  // namespace qm::catalog

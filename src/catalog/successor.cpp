// What replaces a deprecated entry, as its own words say it.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/successor.hpp"

#include "catalog/paths.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace qm::catalog {
namespace {

constexpr std::size_t successor_text_max = 4000;
constexpr int lines_max = 16;  // that are not blank: further down a page speaks of its parts
constexpr std::size_t name_max = 80;
constexpr std::size_t successor_words_max = 8;  // between the phrase and the name
constexpr std::size_t sentence_max = 80;
constexpr std::size_t instead_max = 160;  // between "use" and "instead"

template <std::size_t N>
bool is_one_word(const std::array<std::string_view, N>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

// Words that stand before a name and are none.
bool is_filler(std::string_view word) {
    static constexpr std::array<std::string_view, 22> words = {
        "a",        "an",       "the",        "our",      "new",     "newer",
        "official", "upstream", "maintained", "using",    "another", "its",
        "this",     "that",     "it",         "either",   "both",    "similar",
        "existing", "generic",  "please",     "community"};
    return is_one_word(words, lower(word));
}

// "the loki chart": what follows tells that the word was a name.
bool is_kind_word(std::string_view word) {
    static constexpr std::array<std::string_view, 12> words = {
        "chart",    "charts",   "role",       "module", "component", "package",
        "exporter", "template", "collection", "image",  "library",   "repository"};
    return is_one_word(words, lower(word));
}

bool is_name_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) ||
           contains("._-/@+", std::string_view(&c, 1));
}

// The text of a name without the marks around it; "" when it is several words or something else.
std::string name_after(std::string_view text) {
    while (!text.empty() && !is_name_char(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && (!is_name_char(text.back()) || text.back() == '.'))
        text.remove_suffix(1);
    const bool name = !text.empty() && text.size() <= name_max &&
                      std::all_of(text.begin(), text.end(), is_name_char);
    return name ? std::string(text) : std::string{};
}

std::string name_of_address(std::string_view url) {
    url = url.substr(0, url.find_first_of("?# \t>)]\"'`,"));
    while (url.ends_with('/') || url.ends_with('.'))
        url.remove_suffix(1);
    if (url.ends_with(".git")) url.remove_suffix(4);
    return name_after(base_of(url));
}

bool is_web_address(std::string_view text) {
    return text.starts_with("http://") || text.starts_with("https://");
}

// [text](address) at the front: the text where it is one name, else the end of the address.
std::string name_of_link(std::string_view text) {
    const auto close = text.find(']');
    if (close == text.npos) return {};
    const auto words = text.substr(1, close - 1);
    if (is_web_address(words)) return name_of_address(words);
    if (auto name = name_after(words); !name.empty()) return name;
    const auto address = text.substr(close + 1);
    return address.starts_with('(') ? name_of_address(address.substr(1)) : std::string{};
}

// A plain word is a name when it looks like none of the language's own.
bool has_sign(std::string_view word) {
    return word.find_first_of("-_/0123456789") != word.npos;
}

bool speaks_as_name(std::string_view word, std::string_view after, bool first) {
    if (std::isupper(static_cast<unsigned char>(word.front()))) return true;
    if (has_sign(word)) return true;
    const auto next = split(after.substr(0, 40), " .,;:!*`");
    return (first && trim(after).empty()) || (!next.empty() && is_kind_word(next.front()));
}

// A link further on in the sentence says it better than a plain word.
std::string linked_name(std::string_view rest) {
    const auto sentence = rest.substr(0, std::min(rest.find(". "), sentence_max));
    const auto at = sentence.find('[');
    return at == sentence.npos ? std::string{} : name_of_link(rest.substr(at));
}

// The first name in what follows a phrase, before the sentence ends.
std::string first_name(std::string_view rest) {
    bool first = true;  // only words like "the" were passed
    for (std::size_t seen = 0; seen < successor_words_max; ++seen) {
        rest = trim(rest);
        while (rest.starts_with('*') || rest.starts_with('<') || rest.starts_with(':') ||
               rest.starts_with('"') || rest.starts_with(' '))
            rest.remove_prefix(1);
        if (rest.empty()) return {};
        if (rest.front() == '[') return name_of_link(rest);
        if (rest.front() == '`') return name_after(rest.substr(1, rest.find('`', 1) - 1));
        if (is_web_address(rest)) return name_of_address(rest);
        const auto end = std::min(rest.find(' '), rest.size());
        const auto raw = rest.substr(0, end);
        rest.remove_prefix(end);
        const auto word = name_after(raw);
        if (word.empty() ? is_filler(trim(raw)) : is_filler(word)) continue;
        const bool ends = raw.ends_with('.') || raw.ends_with("**");
        const auto after = ends ? std::string_view{} : rest;
        if (!word.empty() && speaks_as_name(word, after, first)) {
            const auto link = has_sign(word) ? std::string{} : linked_name(after);
            return link.empty() ? word : link;
        }
        if (ends) return {};
        first = false;
    }
    return {};
}

// The first lines as one.
std::string opening(std::string_view text) {
    std::string out;
    int seen = 0;
    for (const auto line : lines_of(text.substr(0, successor_text_max))) {
        if (trim(line).empty()) continue;
        if (++seen > lines_max) break;
        (out += line) += ' ';
    }
    return one_line(out);
}

// "use X instead", the place of " instead" given.
std::string used_instead(std::string_view view, std::string_view low, std::size_t at) {
    for (const std::string_view use : {"use ", "using ", "see "}) {
        const auto from = low.substr(0, at).rfind(use);
        if (from == low.npos || at - from > instead_max) continue;
        const auto inside = view.substr(from + use.size(), at - from - use.size());
        if (contains(inside, ". ")) continue;
        if (auto name = first_name(inside); !name.empty()) return name;
    }
    return {};
}

}  // namespace

bool says_deprecated(std::string_view readme) {
    int seen = 0;
    for (const auto line : lines_of(readme.substr(0, 4000))) {
        const auto words = lower(trim(line));
        if (words.empty()) continue;
        if (++seen > 12) return false;
        const bool heading = words.starts_with('#') || words.starts_with("**") ||
                             words.starts_with('>') || words.starts_with('[') ||
                             words.starts_with("!!!");
        if (heading &&
            (contains(words, "deprecated") || contains(words, "no longer maintained") ||
             contains(words, "unmaintained") || contains(words, "deprecation notice") ||
             contains(words, "no longer supported")) &&
            !contains(words, "badge"))
            return true;
        for (const auto* phrase :
             {"is deprecated", "been deprecated", "deprecated in favo", "deprecated, use",
              "is no longer maintained", "is no longer supported", "is being retired"}) {
            const auto at = words.find(phrase);
            // "the X option is deprecated" is about a part; the whole calls itself this or it.
            if (at != std::string::npos &&
                (contains(words, "this ") || contains(phrase, "favo") || at < 24))
                return true;
        }
    }
    return false;
}

bool is_obituary(std::string_view text) {
    const auto low = lower(text.substr(0, 400));
    for (const auto* phrase :
         {"no longer supported", "no longer maintained", "has been deprecated",
          "this chart is deprecated", "this module is deprecated", "this role is deprecated",
          "repository is deprecated", "project is deprecated", "is being retired"})
        if (contains(low, phrase)) return true;
    return false;
}

std::string successor_in(std::string_view text) {
    const auto words = opening(text);
    const auto low = lower(words);
    const std::string_view view = words;
    for (const std::string_view phrase :
         {"in favor of ", "in favour of ", "replaced by ", "replaced with ", "superseded by ",
          "succeeded by ", "moved to ", "migrated to ", "merged into ", "migrate to "})
        if (const auto at = low.find(phrase); at != low.npos)
            if (auto name = first_name(view.substr(at + phrase.size())); !name.empty()) return name;
    for (auto at = low.find(" instead"); at != low.npos; at = low.find(" instead", at + 1))
        if (auto name = used_instead(view, low, at); !name.empty()) return name;
    // "DEPRECATED. Please use X."
    for (auto at = low.find("deprecated"); at != low.npos; at = low.find("deprecated", at + 1)) {
        const auto use = low.find("use ", at);
        if (use == low.npos || use - at > 22) continue;
        if (auto name = first_name(view.substr(use + 4)); !name.empty()) return name;
    }
    return {};
}

}  // namespace qm::catalog

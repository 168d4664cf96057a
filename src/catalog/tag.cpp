// Which tag is a version of which entry: "v1.2.3", "<name>-1.2.3", "<name>/1.2.3", "debian/1.2-3".
// SPDX-License-Identifier: Apache-2.0
#include "catalog/tag.hpp"

#include "catalog/text.hpp"

#include <algorithm>
#include <charconv>

namespace qm::catalog {
namespace {

bool is_tag_digit(char c) {
    return c >= '0' && c <= '9';
}

std::optional<long> number(std::string_view text) {
    long value = 0;
    const auto* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (text.empty() || read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    return value;
}

template <class T>
int order(const T& a, const T& b) {
    return a < b ? -1 : b < a ? 1 : 0;
}

int compare_before(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty()) return order(b.size(), a.size()) == 0 ? 0 : a.empty() ? 1 : -1;
    const auto left = split(a, ".-");
    const auto right = split(b, ".-");
    for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
        const auto x = number(left[i]);
        const auto y = number(right[i]);
        const int by = x && y ? order(*x, *y) : order(left[i], right[i]);
        if (by != 0) return by;
    }
    return order(left.size(), right.size());
}

constexpr std::size_t tags_max = 100'000;
constexpr std::size_t cuts_max = 12;  // places in a tag where its version may begin
constexpr std::string_view signs = "-/@_";

std::string_view bare(std::string_view text) {
    if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
    return text;
}

// The kept tags of a tree, or those read now.
template <class Use>
auto with_tags(const Tree& tree, Use use) {
    if (const auto* tagged = dynamic_cast<const TaggedTree*>(&tree)) return use(tagged->known());
    return use(Tags(tree.tags()));
}

}  // namespace

int Version::compare(const Version& other) const {
    const auto length = std::max(numbers.size(), other.numbers.size());
    for (std::size_t i = 0; i < length; ++i) {
        const long a = i < numbers.size() ? numbers[i] : 0;
        const long b = i < other.numbers.size() ? other.numbers[i] : 0;
        if (a != b) return order(a, b);
    }
    return compare_before(before, other.before);
}

std::optional<Version> read_version(std::string_view text) {
    const bool marked = text.starts_with('v') || text.starts_with('V');
    if (marked) text.remove_prefix(1);
    Version version;
    while (!text.empty() && is_tag_digit(text.front()) && version.numbers.size() < 5) {
        std::size_t end = 0;
        while (end < text.size() && is_tag_digit(text[end]))
            ++end;
        const auto value = number(text.substr(0, end));
        if (!value) return std::nullopt;
        version.numbers.push_back(*value);
        text.remove_prefix(end);
        const bool more = text.size() > 1 && text.front() == '.' && is_tag_digit(text[1]);
        if (!more) break;
        text.remove_prefix(1);
    }
    if (version.numbers.empty() || (version.numbers.size() == 1 && !marked)) return std::nullopt;
    text = text.substr(0, text.find('+'));
    if (text.empty()) return version;
    if (text.size() > 40 || text.find_first_of("/ ") != std::string_view::npos) return std::nullopt;
    if (text.front() == '-' || text.front() == '.' || text.front() == '_' || text.front() == '~')
        text.remove_prefix(1);
    version.before = lower(text);
    return version.before.empty() ? std::nullopt : std::optional(version);
}

Tags::Tags(const std::vector<std::string>& tags) {
    const auto count = std::min(tags.size(), tags_max);
    sorted_.assign(tags.begin(), tags.begin() + static_cast<std::ptrdiff_t>(count));
    for (const auto& tag : sorted_) {  // of equal versions the newer commit stays in front
        add(tag, {}, tag);
        std::size_t cuts = 0;
        for (auto at = tag.find_first_of(signs); at != tag.npos && cuts < cuts_max;
             at = tag.find_first_of(signs, at + 1), ++cuts)
            if (at > 0) add(tag, std::string_view(tag).substr(0, at), tag.substr(at + 1));
    }
    for (auto& [prefix, lines] : lines_)
        std::stable_sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
            return a.version.compare(b.version) > 0;
        });
    std::sort(sorted_.begin(), sorted_.end());
}

void Tags::add(const std::string& tag, std::string_view prefix, std::string_view text) {
    if (auto version = read_version(text))
        lines_[std::string(prefix)].push_back(
            {*std::move(version), {tag, std::string(bare(text))}});
}

std::vector<const Tags::Lines*> Tags::of(const std::vector<std::string>& names) const {
    std::vector<const Lines*> found;
    for (const auto& name : names) {
        const auto lines = name.empty() ? lines_.end() : lines_.find(name);
        if (lines == lines_.end()) continue;
        if (std::find(found.begin(), found.end(), &lines->second) == found.end())
            found.push_back(&lines->second);
    }
    if (const auto plain = lines_.find(std::string_view{}); found.empty() && plain != lines_.end())
        found.push_back(&plain->second);
    return found;
}

Tagged Tags::newest(const std::vector<std::string>& names) const {
    const Line* best = nullptr;
    for (const auto* lines : of(names)) {
        auto line = std::find_if(lines->begin(), lines->end(),
                                 [](const Line& one) { return one.version.before.empty(); });
        if (line == lines->end()) line = lines->begin();
        const bool release = line->version.before.empty();
        if (!best ||
            (release != best->version.before.empty() ? release
                                                     : line->version.compare(best->version) > 0))
            best = &*line;
    }
    return best ? best->tagged : Tagged{};
}

std::vector<Tagged> Tags::versions(const std::vector<std::string>& names, std::size_t most) const {
    std::vector<const Line*> all;
    for (const auto* lines : of(names))
        for (std::size_t i = 0; i < lines->size() && i < 4 * most; ++i)
            all.push_back(&(*lines)[i]);
    std::stable_sort(all.begin(), all.end(), [](const Line* a, const Line* b) {
        return a->version.compare(b->version) > 0;
    });
    std::vector<Tagged> out;
    const Version* last = nullptr;
    for (const auto* line : all) {
        if (out.size() >= most) break;
        if (last && line->version.compare(*last) == 0) continue;
        last = &line->version;
        out.push_back(line->tagged);
    }
    return out;
}

std::string Tags::of(std::string_view name, std::string_view version) const {
    if (version.empty()) return {};
    const auto known = [&](std::string_view prefix) -> std::string {
        for (const std::string_view mark : {"", "v"}) {
            auto tag = std::string(prefix) + std::string(mark) + std::string(version);
            if (std::binary_search(sorted_.begin(), sorted_.end(), tag)) return tag;
        }
        return {};
    };
    for (const char sign : signs)
        if (auto tag = known(std::string(name) + sign); !name.empty() && !tag.empty()) return tag;
    return known({});
}

std::vector<std::string> Tags::prefixes() const {
    std::vector<std::string> out;
    for (const auto& [prefix, lines] : lines_)
        if (!prefix.empty()) out.push_back(prefix);
    return out;
}

std::string TaggedTree::tagged_at(std::string_view tag) const {
    const auto found = at_.find(tag);
    if (found != at_.end()) return found->second;
    return at_.emplace(tag, tree_.tagged_at(tag)).first->second;
}

Tagged newest_tag(const Tree& tree, const std::vector<std::string>& names) {
    return with_tags(tree, [&](const Tags& tags) { return tags.newest(names); });
}

std::string tag_of(const Tree& tree, std::string_view name, std::string_view version) {
    return with_tags(tree, [&](const Tags& tags) { return tags.of(name, version); });
}

std::vector<std::string> tag_prefixes(const Tree& tree) {
    return with_tags(tree, [](const Tags& tags) { return tags.prefixes(); });
}

std::vector<Release> releases_of(const Tree& tree, const std::vector<std::string>& names) {
    std::vector<Release> out;
    const auto all = with_tags(tree, [&](const Tags& tags) { return tags.versions(names, 10); });
    for (const auto& one : all)
        out.push_back({one.version, one.tag, tree.tagged_at(one.tag)});
    return out;
}

}  // namespace qm::catalog

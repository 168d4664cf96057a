// Which tag is a version of which entry: "v1.2.3", "<name>-1.2.3", "<name>/1.2.3", "debian/1.2-3".
// SPDX-License-Identifier: Apache-2.0
#include "catalog/tag.hpp"

#include "catalog/text.hpp"

#include <algorithm>
#include <charconv>

namespace qm::catalog {
namespace {

bool is_digit(char c) {
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

// The version part of a tag that starts with the name, or nothing.
std::string_view after_name(std::string_view tag, std::string_view name) {
    if (name.empty() || tag.size() <= name.size() + 1 || !tag.starts_with(name)) return {};
    return contains("-/@_", tag.substr(name.size(), 1)) ? tag.substr(name.size() + 1)
                                                        : std::string_view{};
}

struct Best {
    Tagged tagged;
    Version version;
    bool any = false;

    void offer(std::string_view tag, std::string_view text) {
        const auto read = read_version(text);
        if (!read) return;
        if (any) {
            const bool release = read->before.empty();
            if (release != version.before.empty() ? !release : read->compare(version) <= 0) return;
        }
        if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
        tagged = {std::string(tag), std::string(text)};
        version = *read;
        any = true;
    }
};

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
    while (!text.empty() && is_digit(text.front()) && version.numbers.size() < 5) {
        std::size_t end = 0;
        while (end < text.size() && is_digit(text[end]))
            ++end;
        const auto value = number(text.substr(0, end));
        if (!value) return std::nullopt;
        version.numbers.push_back(*value);
        text.remove_prefix(end);
        const bool more = text.size() > 1 && text.front() == '.' && is_digit(text[1]);
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

Tagged newest_tag(const Tree& tree, const std::vector<std::string>& names) {
    Best named;
    Best bare;
    for (const auto& tag : tree.tags()) {
        bare.offer(tag, tag);
        for (const auto& name : names)
            if (const auto rest = after_name(tag, name); !rest.empty()) named.offer(tag, rest);
    }
    return named.any ? named.tagged : bare.tagged;
}

std::string tag_of(const Tree& tree, std::string_view name, std::string_view version) {
    if (version.empty()) return {};
    std::string plain;
    for (const auto& tag : tree.tags()) {
        auto rest = after_name(tag, name);
        const bool named = !rest.empty();
        if (!named) rest = tag;
        const bool same = rest == version || (rest.size() == version.size() + 1 &&
                                              rest.starts_with('v') && rest.ends_with(version));
        if (same && named) return tag;
        if (same && plain.empty()) plain = tag;
    }
    return plain;
}

}  // namespace qm::catalog

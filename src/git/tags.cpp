// The tags of a repository in the order in which they were made.
// SPDX-License-Identifier: Apache-2.0
#include "git/tags.hpp"

#include "git/names.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace qm::git {
namespace {

constexpr std::string_view prefix = "refs/tags/";
constexpr std::size_t listed_max = 200'000;

struct Listed : Tag {
    git_oid target{};
    std::size_t rank = 0;  // of its version in its series, the highest first
};

bool digit(char c) {
    return c >= '0' && c <= '9';
}

// The peeled object stands in packed-refs, so that most tags need no look at an object here.
std::vector<Listed> list(git_repository* repository) {
    std::vector<Listed> tags;
    References references;
    if (git_reference_iterator_glob_new(out(references), repository, "refs/tags/*") < 0)
        return tags;
    Reference reference;
    while (tags.size() < listed_max && git_reference_next(out(reference), references.get()) == 0) {
        const std::string_view name = git_reference_name(reference.get());
        const git_oid* target = git_reference_target_peel(reference.get());
        if (!target) target = git_reference_target(reference.get());
        if (target && name.size() > prefix.size() && valid_utf8(name))
            tags.push_back({{std::string(name.substr(prefix.size())), 0}, *target, 0});
    }
    return tags;
}

void keep_highest_of_each_series(std::vector<Listed>& tags) {
    std::sort(tags.begin(), tags.end(), [](const Listed& a, const Listed& b) {
        const auto series_a = series_of(a.name);
        const auto series_b = series_of(b.name);
        return series_a != series_b ? series_a < series_b : natural_less(b.name, a.name);
    });
    for (std::size_t i = 1; i < tags.size(); ++i)
        if (series_of(tags[i].name) == series_of(tags[i - 1].name))
            tags[i].rank = tags[i - 1].rank + 1;
    std::stable_sort(tags.begin(), tags.end(),
                     [](const Listed& a, const Listed& b) { return a.rank < b.rank; });
    tags.resize(tags_max);
}

// False: the tag names no commit.
bool date(git_repository* repository, Listed& tag) {
    Object object;
    Object peeled;
    if (git_object_lookup(out(object), repository, &tag.target, GIT_OBJECT_ANY) < 0) return false;
    if (git_object_peel(out(peeled), object.get(), GIT_OBJECT_COMMIT) < 0) return false;
    tag.time = git_commit_time(reinterpret_cast<git_commit*>(peeled.get()));
    return true;
}

}  // namespace

std::vector<Tag> tags_newest_first(git_repository* repository) {
    std::vector<Listed> tags = list(repository);
    if (tags.size() > tags_max) keep_highest_of_each_series(tags);
    std::erase_if(tags, [&](Listed& tag) { return !date(repository, tag); });
    std::sort(tags.begin(), tags.end(), [](const Listed& a, const Listed& b) {
        return a.time != b.time ? a.time > b.time : natural_less(b.name, a.name);
    });
    return {std::make_move_iterator(tags.begin()), std::make_move_iterator(tags.end())};
}

bool natural_less(std::string_view a, std::string_view b) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < a.size() && j < b.size()) {
        if (!digit(a[i]) || !digit(b[j])) {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i;
            ++j;
            continue;
        }
        const auto number = [](std::string_view text, std::size_t& at) {
            while (at < text.size() && text[at] == '0')
                ++at;
            const std::size_t from = at;
            while (at < text.size() && digit(text[at]))
                ++at;
            return text.substr(from, at - from);
        };
        const std::string_view x = number(a, i);
        const std::string_view y = number(b, j);
        if (x.size() != y.size()) return x.size() < y.size();
        if (x != y) return x < y;
    }
    if (a.size() - i != b.size() - j) return a.size() - i < b.size() - j;
    return a < b;
}

std::string_view series_of(std::string_view tag) {
    for (std::size_t i = 0; i < tag.size(); ++i) {
        if (!digit(tag[i])) continue;
        std::size_t end = i;
        while (end < tag.size() && digit(tag[end]))
            ++end;
        const bool starts =
            i == 0 || std::string_view("-_/v").find(tag[i - 1]) != std::string_view::npos;
        if (starts && (end == tag.size() || tag[end] == '.')) return tag.substr(0, i);
        i = end;
    }
    return tag;
}

}  // namespace qm::git

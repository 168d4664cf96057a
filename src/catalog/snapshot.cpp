// Looks docs up in the parts of a snapshot.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/snapshot.hpp"

#include "catalog/hash.hpp"
#include "catalog/packed.hpp"
#include "catalog/relations.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <numeric>
#include <set>
#include <tuple>

namespace qm::catalog {
namespace {

constexpr std::size_t near_max = 5;
constexpr std::uint32_t near_terms_max = 512;
constexpr std::size_t near_docs_max = 2'000;
constexpr std::size_t name_bytes_max = 256;
constexpr std::size_t users_max = 2'000;

// Shared pairs of letters, 0 … 1 (Dice).
double likeness(std::string_view a, std::string_view b) {
    const auto pairs = [](std::string_view text) {
        std::vector<std::string_view> out;
        for (std::size_t i = 0; i + 1 < text.size(); ++i)
            out.push_back(text.substr(i, 2));
        std::sort(out.begin(), out.end());
        return out;
    };
    const auto x = pairs(a);
    const auto y = pairs(b);
    if (x.empty() || y.empty()) return 0;
    std::vector<std::string_view> both;
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
    return 2.0 * static_cast<double>(both.size()) / static_cast<double>(x.size() + y.size());
}

}  // namespace

int telling(std::string_view kind) {
    if (kind == "prometheus-exporter") return 0;
    return kind == "container-image" ? 2 : 1;
}

Language::Language(const std::vector<Kind>& all, const Dictionary& dictionary)
    : meaning(dictionary), noise(dictionary.noise_words), noise_set(noise.begin(), noise.end()) {
    for (const Kind& kind : all) {
        kinds.push_back(kind.name);
        for (const auto& phrase : kind.words) {
            for (const auto& word : words_of(phrase)) {
                auto& list = kind_words[singular(word)];
                if (std::find(list.begin(), list.end(), kind.name) == list.end())
                    list.push_back(kind.name);
            }
        }
    }
}

std::vector<std::string> Language::kinds_named(std::string_view kind) const {
    const std::string normal = normal_form(cut(kind, name_bytes_max));
    for (const auto& name : kinds) {
        if (normal_form(name) == normal) return {name};
    }
    const auto words = kind_words.find(singular(fold(cut(kind, name_bytes_max))));
    return words == kind_words.end() ? std::vector<std::string>() : words->second;
}

void Snapshot::count() {
    std::array<std::uint64_t, fields_count> lengths{};
    std::uint64_t docs = 0;
    live = 0;
    for (Part& part : parts) {
        part.first = static_cast<std::uint32_t>(docs);
        docs += part.segment->size();
        live += part.live;
        for (std::size_t field = 0; field < fields_count; ++field)
            lengths[field] += part.segment->lengths()[field];
    }
    for (std::size_t field = 0; field < fields_count; ++field)
        mean_lengths[field] =
            std::max(1.0F, static_cast<float>(lengths[field]) /
                               static_cast<float>(std::max<std::uint64_t>(1, docs)));
}

const Part& Snapshot::part_of(std::uint32_t doc) const {
    const auto after = std::upper_bound(
        parts.begin(), parts.end(), doc,
        [](std::uint32_t wanted, const Part& part) { return wanted < part.first; });
    return *std::prev(after);
}

const Doc& Snapshot::doc(std::uint32_t number) const {
    const Part& part = part_of(number);
    return part.segment->doc(number - part.first);
}

std::string_view Snapshot::name(std::uint32_t number) const {
    const Part& part = part_of(number);
    return packed_name(part.segment->packed(number - part.first));
}

std::string_view Snapshot::kind(std::uint32_t number) const {
    const Part& part = part_of(number);
    return part.segment->kinds()[part.segment->doc(number - part.first).kind];
}

Entry Snapshot::entry(std::uint32_t number) const {
    const Part& part = part_of(number);
    Entry entry = part.segment->entry(number - part.first);
    if (entry.id.empty()) entry.id = id_of(entry, number);
    return entry;
}

// As unique_ids() would name it among all.
std::string Snapshot::id_of(const Entry& entry, std::uint32_t doc) const {
    bool same_name = false;
    bool same_repo = false;
    int same_place = 0;
    for (const auto other : with_key(by_normal, hash64(normal_form(entry.name)))) {
        if (other == doc || kind(other) != entry.kind || name(other) != entry.name) continue;
        same_name = true;
        const Part& part = part_of(other);
        const Entry twin = part.segment->entry(other - part.first);
        if (twin.repo != entry.repo) continue;
        same_repo = true;
        same_place += twin.path == entry.path && other < doc ? 1 : 0;
    }
    std::string id = entry.kind + '/' + entry.name;
    if (same_name) id += '@' + entry.repo;
    if (same_repo) id += "//" + entry.path;
    if (same_place > 0) id += '#' + std::to_string(same_place + 1);
    return id;
}

std::vector<std::uint32_t> Snapshot::with_key(Table table, std::uint64_t hash) const {
    std::vector<std::uint32_t> found;
    for (const Part& part : parts) {
        for (const Key& key : part.segment->lookup(table, hash)) {
            if (part.alive(key.doc)) found.push_back(part.first + key.doc);
        }
    }
    return found;
}

std::uint32_t Snapshot::find(const Entry& entry) const {
    for (const auto doc : with_key(by_normal, hash64(normal_form(entry.name)))) {
        if (name(doc) != entry.name || kind(doc) != entry.kind) continue;
        const Part& part = part_of(doc);
        const Entry each = part.segment->entry(doc - part.first);
        if (each.repo == entry.repo && each.path == entry.path) return doc;
    }
    return none;
}

// "redis", "Redis_Exporter", or with the kind in front: "helm-chart/redis", "…@sre/charts".
std::vector<std::uint32_t> Snapshot::named(std::string_view text) const {
    text = cut(text, name_bytes_max);
    struct Named {
        std::uint32_t doc;
        Entry entry;
    };
    std::vector<Named> found;
    const auto find_all = [&](std::string_view wanted) {
        const std::string normal = normal_form(wanted);
        for (const auto doc : with_key(by_normal, hash64(normal))) {
            if (normal_form(name(doc)) == normal) found.push_back({doc, entry(doc)});
        }
    };
    find_all(text);
    const auto slash = text.find('/');
    const auto sign = std::min(text.find('@'), text.size());
    if (found.empty() && slash < sign) {
        find_all(text.substr(slash + 1, sign - slash - 1));
        const std::string place(text.substr(std::min(sign + 1, text.size())));
        std::erase_if(found, [&](const Named& each) {
            const Entry& e = each.entry;
            return normal_form(e.kind) != normal_form(text.substr(0, slash)) ||
                   (!place.empty() && place != e.repo && place != e.repo + "//" + e.path);
        });
    }
    std::sort(found.begin(), found.end(), [&](const Named& a, const Named& b) {
        const Entry& x = a.entry;
        const Entry& y = b.entry;
        // Letter by letter before other spellings of the same name.
        return std::tuple(x.tombstone, x.deprecated, x.name != text, telling(x.kind),
                          std::tie(x.kind, x.repo, x.path)) <
               std::tuple(y.tombstone, y.deprecated, y.name != text, telling(y.kind),
                          std::tie(y.kind, y.repo, y.path));
    });
    std::vector<std::uint32_t> docs;
    for (const auto& each : found)
        docs.push_back(each.doc);
    return docs;
}

namespace {

// Docs whose names are compared with a name that was not found: all of a small part, else those
// with a word that begins like one of it.
std::vector<std::uint32_t> near_docs(const Segment& segment, std::string_view text) {
    std::vector<std::uint32_t> docs;
    if (segment.size() <= near_docs_max) {
        docs.resize(segment.size());
        std::iota(docs.begin(), docs.end(), 0U);
        return docs;
    }
    Seen seen(segment.size());
    for (const auto& word : words_of(text)) {
        const auto [from, to] = segment.starting_with(word.substr(0, 3));
        for (auto term = from; term < std::min(to, from + near_terms_max); ++term) {
            for (const Posting posting : segment.postings(term)) {
                if (posting.field() != in_name || docs.size() >= near_docs_max) break;
                if (seen.first(posting.doc())) docs.push_back(posting.doc());
            }
        }
    }
    return docs;
}

}  // namespace

std::vector<std::string> Snapshot::near(std::string_view text, const Sees& sees) const {
    constexpr double likeness_min = 0.45;
    text = cut(text, name_bytes_max);
    const std::string wanted = normal_form(text);
    std::set<std::pair<double, std::string>> nearest;  // most alike first
    for (const Part& part : parts) {
        for (const auto doc : near_docs(*part.segment, text)) {
            if (part.segment->doc(doc).gone() || !sees(part, doc)) continue;
            const auto name = packed_name(part.segment->packed(doc));
            const double alike = likeness(wanted, normal_form(name));
            if (alike < likeness_min) continue;
            nearest.emplace(-alike, name);
            if (nearest.size() > near_max) nearest.erase(std::prev(nearest.end()));
        }
    }
    std::vector<std::string> names;
    for (const auto& [alike, near_name] : nearest)
        names.push_back(near_name);
    return names;
}

std::uint64_t Snapshot::docs_with(std::string_view word) const {
    std::uint64_t docs = 0;
    for (const Part& part : parts) {
        const auto term = part.segment->find(word);
        if (term != Segment::none) docs += part.segment->docs_with(term);
    }
    return docs;
}

std::vector<std::uint32_t> Snapshot::uses(std::uint32_t doc, const Entry& entry) const {
    const Targets targets = [&](const std::string& key) {
        std::vector<Target> found;
        for (const auto other : with_key(by_target, hash64(key))) {
            const Part& part = part_of(other);
            Entry each = part.segment->entry(other - part.first);
            const auto keys = target_keys(each);
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) continue;
            found.push_back({other, std::move(each.name), std::move(each.repo),
                             std::move(each.path), each.deprecated});
        }
        return found;
    };
    std::vector<std::uint32_t> used;
    for (const auto& dependency : entry.dependencies)
        used.push_back(resolve(entry, doc, dependency, targets).value_or(none));
    return used;
}

std::vector<std::uint32_t> Snapshot::used_by(std::uint32_t doc, const Entry& entry) const {
    std::vector<std::uint32_t> users;
    for (const auto& key : target_keys(entry)) {
        const auto some = with_key(by_need, hash64(key));
        users.insert(users.end(), some.begin(), some.end());
    }
    std::sort(users.begin(), users.end());
    users.erase(std::unique(users.begin(), users.end()), users.end());
    if (users.size() > users_max) users.resize(users_max);
    std::erase_if(users, [&](std::uint32_t user) {
        const Part& part = part_of(user);
        const auto used = uses(user, part.segment->entry(user - part.first));
        return std::find(used.begin(), used.end(), doc) == used.end();
    });
    return users;
}

}  // namespace qm::catalog

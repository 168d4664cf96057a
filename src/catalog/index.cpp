// Snapshots: made, changed, merged.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/index.hpp"

#include "catalog/hash.hpp"
#include "catalog/packed.hpp"
#include "catalog/snapshot.hpp"

#include <algorithm>
#include <map>

namespace qm::catalog {
namespace {

// Parts of about the same size are merged when there are this many of them, so that an update
// stays cheap and a search has few parts to look into.
constexpr std::size_t alike_parts_max = 16;

std::shared_ptr<const Segment> in_memory(std::string bytes) {
    auto kept = std::make_shared<const std::string>(std::move(bytes));
    const std::string_view view = *kept;
    return Segment::open(std::move(kept), view).value();  // written a moment ago
}

Part part_of(std::shared_ptr<const Segment> segment) {
    const auto size = segment->size();
    return {std::move(segment), nullptr, 0, size};
}

void remove(Snapshot& snapshot, std::uint32_t number) {
    const Part& found = snapshot.part_of(number);
    Part& part = snapshot.parts[static_cast<std::size_t>(&found - snapshot.parts.data())];
    auto dead =
        part.dead ? std::vector<bool>(*part.dead) : std::vector<bool>(part.segment->size(), false);
    if (dead[number - part.first]) return;
    dead[number - part.first] = true;
    part.dead = std::make_shared<const std::vector<bool>>(std::move(dead));
    --part.live;
}

std::size_t tier_of(const Part& part) {
    return part.segment->size() < alike_parts_max                     ? 0
           : part.segment->size() < alike_parts_max * alike_parts_max ? 1
                                                                      : 2;
}

std::vector<Entry> living(const Part& part) {
    std::vector<Entry> entries;
    for (std::uint32_t doc = 0; doc < part.segment->size(); ++doc) {
        if (part.alive(doc)) entries.push_back(part.segment->entry(doc));
    }
    return entries;
}

// The overlay's parts, of which the newest has just come.
void merge(Snapshot& snapshot) {
    for (std::size_t tier = 0; tier < 2; ++tier) {
        std::vector<Entry> entries;
        std::vector<Part> kept;
        std::size_t count = 0;
        for (std::size_t i = 1; i < snapshot.parts.size(); ++i)
            count += tier_of(snapshot.parts[i]) == tier ? 1 : 0;
        if (count < alike_parts_max) continue;
        for (std::size_t i = 0; i < snapshot.parts.size(); ++i) {
            Part& part = snapshot.parts[i];
            if (i == 0 || tier_of(part) != tier) {
                kept.push_back(part);
                continue;
            }
            auto some = living(part);
            entries.insert(entries.end(), std::make_move_iterator(some.begin()),
                           std::make_move_iterator(some.end()));
        }
        snapshot.parts = std::move(kept);
        if (!entries.empty())
            snapshot.parts.push_back(
                part_of(in_memory(write_segment(entries, snapshot.language->noise, {}))));
    }
}

}  // namespace

Index::Index(const std::vector<Entry>& entries, const std::vector<Kind>& kinds,
             const Dictionary& dictionary)
    : Index(in_memory(write_segment(entries, dictionary.noise_words, {})), kinds, dictionary) {}

Index::Index(std::shared_ptr<const Segment> base, const std::vector<Kind>& kinds,
             const Dictionary& dictionary) {
    auto snapshot = std::make_shared<Snapshot>();
    snapshot->language = std::make_shared<const Language>(kinds, dictionary);
    snapshot->parts.push_back(part_of(std::move(base)));
    snapshot->count();
    snapshot_ = std::move(snapshot);
}

Index::Index(std::shared_ptr<const Snapshot> snapshot, std::vector<std::vector<bool>> allowed)
    : snapshot_(std::move(snapshot)), allowed_(std::move(allowed)) {}

Index::~Index() = default;

std::shared_ptr<const Index> Index::with(const std::vector<Entry>& changed,
                                         const std::vector<Entry>& removed) const {
    auto next = std::make_shared<Snapshot>(*snapshot_);
    for (const auto* list : {&changed, &removed}) {
        for (const Entry& entry : *list) {
            if (const auto doc = snapshot_->find(entry); doc != Snapshot::none) remove(*next, doc);
        }
    }
    std::erase_if(next->parts,
                  [&](const Part& part) { return part.live == 0 && &part != next->parts.data(); });
    if (!changed.empty())
        next->parts.push_back(
            part_of(in_memory(write_segment(changed, next->language->noise, {}))));
    merge(*next);
    next->count();
    std::shared_ptr<Index> made(new Index(std::move(next), {}));
    made->learned_ = learned_;
    return made;
}

std::shared_ptr<const Index> Index::with_repo(const std::string& repo,
                                              const std::vector<Entry>& entries) const {
    std::map<std::string, Entry> before;  // by bytes
    for (const auto doc : snapshot_->with_key(by_repo, hash64(repo))) {
        const Part& part = snapshot_->part_of(doc);
        Entry entry = part.segment->entry(doc - part.first);
        if (entry.repo != repo) continue;
        std::string bytes;
        pack(entry, bytes);
        before.emplace(std::move(bytes), std::move(entry));
    }
    std::vector<Entry> changed;
    for (const Entry& entry : entries) {
        std::string bytes;
        pack(entry, bytes);
        if (before.erase(bytes) == 0) changed.push_back(entry);
    }
    std::vector<Entry> removed;
    for (auto& [bytes, entry] : before)
        removed.push_back(std::move(entry));
    return with(changed, removed);
}

std::size_t Index::overlay() const {
    const Part& base = snapshot_->parts.front();
    return snapshot_->live - base.live + (base.segment->size() - base.live);
}

std::size_t Index::bytes() const {
    std::size_t sum = 0;
    for (const Part& part : snapshot_->parts)
        sum += part.segment->bytes();
    return sum;
}

}  // namespace qm::catalog

// A search as it is asked: the query's text is read, the engine ranks its words, the answer says
// what was understood.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/asked.hpp"
#include "catalog/index.hpp"
#include "catalog/learned.hpp"
#include "catalog/snapshot.hpp"

#include <set>

namespace qm::catalog {
namespace {

const std::vector<Kind>& known_kinds() {
    static const std::vector<Kind> kinds = all_kinds();
    return kinds;
}

}  // namespace

std::shared_ptr<const Index> Index::knowing(std::shared_ptr<const Learned> learned) const {
    std::shared_ptr<Index> made(new Index(*this));
    made->learned_ = std::move(learned);
    return made;
}

// Everybody who owns what may be seen, each once.
std::vector<std::string> Index::owners() const {
    std::set<std::string> all;
    for (const Part& part : snapshot_->parts) {
        for (std::uint32_t doc = 0; doc < part.segment->size(); ++doc) {
            if (part.segment->doc(doc).tombstone() || !sees(part, doc)) continue;
            std::string owner = part.segment->entry(doc).owner;
            if (!owner.empty()) all.insert(std::move(owner));
        }
    }
    return {all.begin(), all.end()};
}

Found Index::search(const Query& query) const {
    Asked asked = ask(query.words, known_kinds());
    Found found;
    if (!asked.complaints.empty()) {
        found.asked = std::move(asked);
        return found;
    }
    Query plain = query;
    plain.words = asked.words;
    Wanted wanted;
    const bool filtered = !asked.conditions.empty();
    wanted.browse = filtered;
    if (filtered || !query.only.empty()) {
        wanted.passes = [&](const Entry& entry) {
            return (query.only.empty() || entry.id == query.only) && passes(asked, entry);
        };
    }
    const Learned::Times* times = learned_ ? learned_->of(asked.words) : nullptr;
    if (times != nullptr) {
        wanted.opened = [times](const Entry& entry) {
            const auto at = times->find(entry.id);
            return at == times->end() ? 0 : at->second;
        };
    }
    found = search_words(plain, wanted);
    if (found.total == 0 && filtered && query.only.empty()) {
        complain_of_owners(owners(), query.words, asked);
        plain.limit = 0;
        if (asked.complaints.empty() && !asked.words.empty())
            found.dropped = search_words(plain, {}).total;
    }
    found.asked = std::move(asked);
    return found;
}

}  // namespace qm::catalog

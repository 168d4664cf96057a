// The catalog as people search it: an immutable snapshot, ranked in strict buckets. A change gives
// a new snapshot, which shares all that stayed the same.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>
#include <quartermaster/kind.hpp>

#include "catalog/meaning.hpp"
#include "catalog/segment.hpp"

#include <memory>
#include <string>
#include <vector>

namespace qm::catalog {

struct Language;
struct Part;
struct Snapshot;
struct Wanted;  // asked.hpp
class Learned;  // learned.hpp

// The overlay is merged into a new base when it holds this many entries.
inline constexpr std::size_t overlay_max = 1'000;

// One snapshot, as one viewer may see it. The snapshot lives as long as any view of it.
class Index : public CatalogView {
public:
    // All of it: what the command line sees. The base is written to memory.
    Index(const std::vector<Entry>& entries, const std::vector<Kind>& kinds,
          const Dictionary& dictionary);
    // Over a base that was written with the noise words of the same dictionary.
    Index(std::shared_ptr<const Segment> base, const std::vector<Kind>& kinds,
          const Dictionary& dictionary);
    ~Index() override;

    // The next snapshot: `changed` replace what stands at their kind, name, repository and path,
    // or are new; `removed` go. About 50 µs an entry; of all of it, what nobody may see too.
    std::shared_ptr<const Index> with(const std::vector<Entry>& changed,
                                      const std::vector<Entry>& removed) const;
    // The same for one repository: `entries` are all that it has now.
    std::shared_ptr<const Index> with_repo(const std::string& repo,
                                           const std::vector<Entry>& entries) const;
    std::size_t overlay() const;  // entries outside of the base, and dead ones in it
    std::size_t bytes() const;

    Found search(const Query& query) const override;
    std::vector<Entry> named(std::string_view name) const override;
    std::vector<std::string> near(std::string_view name) const override;
    std::size_t size() const override;
    Found list(const Listing& listing) const override;
    std::vector<KindCount> stats() const override;
    std::vector<Entry> family(const Entry& entry) const override;
    std::vector<Dependency> uses(const Entry& entry) const override;
    std::vector<Entry> used_by(const Entry& entry) const override;
    std::vector<Entry> similar(const Entry& entry, int limit) const override;
    std::vector<Expert> experts(std::string_view words, int limit) const override;
    std::unique_ptr<const CatalogView> seen_by(Viewer viewer) const override;

    // The same, with what people opened: it breaks ties.
    std::shared_ptr<const Index> knowing(std::shared_ptr<const Learned> learned) const;

private:
    // The engine's own search; `search` reads the query's text first (index_asked.cpp).
    Found search_words(const Query& query, const Wanted& wanted) const;
    std::vector<std::string> owners() const;
    Index(std::shared_ptr<const Snapshot> snapshot, std::vector<std::vector<bool>> allowed);
    bool sees(const Part& part, std::uint32_t doc) const;
    bool sees(std::uint32_t number) const;
    std::uint32_t find(const Entry& entry) const;
    template <class Visit>
    void each(Visit visit) const;
    Found browse(const Query& query, const Wanted& wanted) const;
    std::vector<Entry> entries_of(const std::vector<std::uint32_t>& docs,
                                  std::uint32_t except) const;

    std::shared_ptr<const Snapshot> snapshot_;
    std::vector<std::vector<bool>> allowed_;  // by part and audience; empty: all
    std::shared_ptr<const Learned> learned_;  // may be null
};

}  // namespace qm::catalog

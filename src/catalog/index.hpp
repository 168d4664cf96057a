// The catalog as people search it: an immutable snapshot, ranked in strict buckets.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>
#include <quartermaster/kind.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace qm::catalog {

// What people mean: phrases in normal form, words parted by one blank.
struct Dictionary {
    // Phrase → other phrases that mean the same here ("pg" → "postgres").
    std::map<std::string, std::vector<std::string>> same;
    // What people want → what does it ("load balancer" → "haproxy").
    std::map<std::string, std::vector<std::string>> does;
    std::vector<std::string> question_words;  // dropped: "how", "comment", "le" …
    std::vector<std::string> light_words;     // an entry need not say them: "install", "manage"
    std::vector<std::string> noise_words;     // say little in a name: "terraform", "helm" …
};

// Lines of config/words/*.txt, '#' comments; on the right of a sign a phrase is joined by '-':
//   pg == postgres postgresql       each means each
//   mail = smtp                     the left also means the right
//   load balancer ~ haproxy envoy   who wants the left may want the right
//   ? how what where                question words
//   ! install manage              light words: deeds that any entry may be asked for
//   - terraform helm                noise words of names
// Bounded: 20,000 lines, 64 phrases a line; what does not parse is left out.
Dictionary read_dictionary(const std::vector<std::string_view>& files);

struct IndexBody;
struct Wanted;  // asked.hpp
class Learned;  // learned.hpp

// One snapshot, as one viewer may see it. The snapshot lives as long as any view of it.
class Index : public CatalogView {
public:
    // All of it: what the command line sees.
    Index(std::vector<Entry> entries, const std::vector<Kind>& kinds, Dictionary dictionary);
    ~Index() override;

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
    // hook: the engine's own search; `search` reads the query's text first (index_asked.cpp).
    Found search_words(const Query& query, const Wanted& wanted) const;
    std::vector<std::string> owners() const;
    Index(std::shared_ptr<const IndexBody> body, std::vector<bool> allowed);
    bool sees(std::uint32_t doc) const;
    std::uint32_t find(const Entry& entry) const;
    std::vector<Entry> entries_of(const std::vector<std::uint32_t>& docs,
                                  std::uint32_t except) const;

    std::shared_ptr<const IndexBody> body_;
    std::vector<bool> allowed_;               // by audience; empty: all
    std::shared_ptr<const Learned> learned_;  // hook: may be null
};

}  // namespace qm::catalog

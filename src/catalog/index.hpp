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

class Index : public CatalogView {
public:
    Index(std::vector<Entry> entries, const std::vector<Kind>& kinds, Dictionary dictionary);
    ~Index() override;
    Found search(const Query& query) const override;
    std::vector<Entry> named(std::string_view name) const override;
    std::vector<std::string> near(std::string_view name) const override;
    std::size_t size() const override;

private:
    struct Body;
    std::unique_ptr<const Body> body_;
};

}  // namespace qm::catalog

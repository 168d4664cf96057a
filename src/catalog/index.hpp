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

// Word → other words that mean the same here ("pg" → "postgres", "sauvegarde" → "backup").
struct Dictionary {
    std::map<std::string, std::vector<std::string>> same;
    std::vector<std::string> question_words;  // dropped: "how", "comment", "le" …
};

// lines of config/words/*.txt: "pg = postgres postgresql", "? how what where"; '#' comments.
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

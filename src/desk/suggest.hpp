// An entry of the catalog that may answer a question at once: only where its very name is written.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include <string>
#include <string_view>

namespace qm::desk {

// "kind/name description", as a request keeps it; empty: nothing is near enough. A name of one
// plain word needs the word of a kind beside it: "redis" alone is what people talk about, "the
// redis chart" is an entry.
std::string suggest(const CatalogView& catalog, std::string_view question);

struct Suggested {
    std::string kind;
    std::string name;
    std::string description;
};
Suggested read_suggested(std::string_view suggested);

}  // namespace qm::desk

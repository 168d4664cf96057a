// What filters are called and what their values mean, in both languages. Private to asked.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/asked.hpp>
#include <quartermaster/kind.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

struct Filter {
    About about = About::kind;
    bool shy = false;  // an unknown value makes it words: people paste "type: …" too
};

// By its folded name: "kind", "team", "owner", "equipe", "lang", "deprecated", "obsolete" …
std::optional<Filter> filter_of(std::string_view key);

struct FilterValue {
    std::vector<std::string> values;  // what it means; empty: nothing known
    bool everything = false;          // "deprecated:yes" asks for nothing
    std::string nearest;
    std::vector<std::string> known;
};

FilterValue read_value(About about, std::string_view value, const std::vector<Kind>& kinds);

}  // namespace qm::catalog

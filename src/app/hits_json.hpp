// A search's answer for the command line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include <nlohmann/json.hpp>

namespace qm::app {

// {"query","hits":[{"id","kind","name","family",…,"score_bucket","because"}],"total",
// "suggestions","dropped","complaints"}
nlohmann::json hits_json(const CatalogView& catalog, Query query);

// As lines for people; nothing found is said on standard error. Returns the exit code.
int print_hits(const nlohmann::json& answer);

}  // namespace qm::app

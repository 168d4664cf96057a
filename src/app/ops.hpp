// What the command line asks a running bot, or answers itself from the data folder when none
// runs: JSON in, JSON out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include "core/say.hpp"
#include "desk/setup.hpp"
#include "store/db.hpp"

#include <string>
#include <string_view>

namespace qm::app {

struct OpsView {
    const desk::Setup& setup;
    const CatalogView& catalog;
    const core::Texts& texts;
    Instant now;
};

// {"do":"who","team":""} {"do":"plan","team":"","days":14} {"do":"search","words":…,"kind":…,
// "limit":…} {"do":"show","name":…} {"do":"why","words":…,"locale":…}
// {"do":"status"}. The answer is one line: {"ok":true,…} or
// {"ok":false,"error":"a sentence"}.
std::string answer(store::Db& db, const OpsView& view, std::string_view request);

}  // namespace qm::app

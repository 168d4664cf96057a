// What the command line asks a running bot, or answers itself from the data folder when none
// runs: JSON in, JSON out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include "core/say.hpp"
#include "desk/turn.hpp"
#include "store/db.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <string_view>

namespace qm::app {

struct OpsView {
    const desk::Setup& setup;
    const CatalogView& catalog;
    const core::Texts& texts;
    Instant now;
};

// {"do":"who","team":""} {"do":"plan","team":"","days":14} or with "weeks":4
// {"do":"plan as calendar","team":"","weeks":4,"locale":"en"}: {"ics":…}, of one team
// {"do":"whose","team":"","day":"2026-10-08","locale":"en"}: why that day is theirs
// {"do":"rota scope","team":""}: of whom and which days a rota file may speak
// {"do":"import","team":"","days":{"2026-10-08":"alice"},"apply":false}: what that changes, or,
// when there are no problems, changes it
// {"do":"pause","team":…} {"do":"resume","team":…}: likewise
// {"do":"search","words":…,"kind":…,"limit":…} {"do":"show","name":…}
// {"do":"why","words":…,"locale":…}: why an entry stands where it stands
// {"do":"report","team":"","weeks":4} {"do":"baseline","team":"","weeks":4}
// {"do":"log","at":0,"event":"","seq":-1}: a page of it after that row
// {"do":"outbox","team":"","state":"","limit":100}: rows of what must be said, without texts
// {"do":"database"}: whether its file is whole, and its newest migration
// {"do":"status"}. The answer is one line: {"ok":true,…} or
// {"ok":false,"error":"a sentence"}.
std::string answer(store::Db& db, const OpsView& view, std::string_view request);
// Whether it changes something, so that it must be asked inside a transaction.
bool changes_something(const nlohmann::json& request);

// The answer to "whose" (ops_whose.cpp).
nlohmann::json whose_json(desk::Turn& turn, const core::Texts& texts, const Team& team, Date date,
                          const std::string& locale);

// The answers to "report", "baseline" and "log" (ops_report.cpp).
nlohmann::json report_json(desk::Turn& turn, const std::vector<const Team*>& teams, int weeks);
nlohmann::json baseline_json(desk::Turn& turn, const std::vector<const Team*>& teams, int weeks);
nlohmann::json log_json(store::Db& db, const nlohmann::json& request);
// The answer to "outbox" (ops_outbox.cpp); no team: of all. No state: all that is not said yet.
nlohmann::json outbox_json(store::Db& db, const TeamId& team, const nlohmann::json& request);
// The answers to "rota scope" and "import" (ops_import.cpp).
nlohmann::json scope_json(desk::Turn& turn, const Team& team);
nlohmann::json import_json(desk::Turn& turn, const Team& team, const nlohmann::json& request);

}  // namespace qm::app

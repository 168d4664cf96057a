// What must be said, for the command line: states and places, no texts.
// SPDX-License-Identifier: Apache-2.0
#include "app/ops.hpp"
#include "core/calendar.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::app {
namespace {

using nlohmann::json;

constexpr int outbox_rows_max = 1'000;
constexpr const char* unsaid[] = {"ready", "claimed", "stale", "held", "refused"};

json outbox_row(store::Db& db, const store::OutboxState& row) {
    json one = {{"key", row.key},
                {"state", row.state},
                {"kind", row.state == "stale" ? "edit" : row.kind},
                {"what", row.subject},
                {"urgent", row.rank == 0},
                {"team", row.team.value},
                {"channel", row.channel.value},
                {"person", row.to.value},
                {"since", core::rfc3339(row.created)},
                {"why", row.error}};
    const auto channel = store::channel(db, row.channel);
    if (channel && row.to.empty() && !channel->name.empty()) one["channel"] = "~" + channel->name;
    const auto person = store::person(db, row.to);
    if (person && !person->username.empty()) one["person"] = "@" + person->username;
    return one;
}

}  // namespace

json outbox_json(store::Db& db, const TeamId& team, const json& request) {
    const std::string state = request.value("state", "");
    const int limit = std::clamp(request.value("limit", 100), 1, outbox_rows_max);
    json rows = json::array();
    json counts = json::object();
    for (const char* one : unsaid) {
        counts[one] = store::outbox_count(db, one);
        if (!state.empty() && state != one) continue;
        const int room = limit - static_cast<int>(rows.size());
        if (room <= 0) continue;
        for (const store::OutboxState& row : store::outbox_in(db, one, team, room))
            rows.push_back(outbox_row(db, row));
    }
    if (state == "sent") {
        for (const store::OutboxState& row : store::outbox_in(db, state, team, limit))
            rows.push_back(outbox_row(db, row));
    }
    return {{"rows", std::move(rows)}, {"counts", std::move(counts)}};
}

}  // namespace qm::app

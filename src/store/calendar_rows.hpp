// Rows behind calendars: private links, and all that ever became of a published day.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/day_rows.hpp"

namespace qm::store {

struct CalendarLink {
    std::string hash;
    TeamId team;  // empty: the person's own days
    std::string username;
    Instant made{};
};
void add_calendar_link(Db& db, const CalendarLink& row);
std::optional<CalendarLink> calendar_link(Db& db, std::string_view hash);
std::vector<CalendarLink> calendar_links_of(Db& db, std::string_view username);
void drop_calendar_links(Db& db, std::string_view username);

// Like changes_between, with those that were undone and those that undid them: a calendar that has
// shown a day must be told of every turn it took. Oldest first, at most 4,000.
std::vector<ChangeRow> all_changes_between(Db& db, const TeamId& team, std::string_view from,
                                           std::string_view until);

struct ClosingRow {
    std::string day;
    Instant at{};
};
// Each time one of these days was closed or opened again, oldest first, at most 2,000.
std::vector<ClosingRow> closings_between(Db& db, const TeamId& team, std::string_view from,
                                         std::string_view until);

}  // namespace qm::store

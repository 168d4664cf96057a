// Rows that keep requests cared for: what nobody looks after, where channels belong, notes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/rows.hpp"

namespace qm::store {

std::int64_t open_requests_count(Db& db);
// Open ones without a next look, or whose look should have been before `before`.
std::vector<Request> neglected(Db& db, Instant before, int limit);
// Open ones of a team whose next look is by then, soonest first.
std::vector<Request> looked_at_by(Db& db, const TeamId& team, Instant until, int limit);
// Open ones of a settled team that nothing was ever said of in that team's channel.
std::vector<Request> uncarded(Db& db, int limit);
bool has_card(Db& db, const RequestId& id);  // it stands, waits, or is tried again
struct OwnerRow {
    TeamId team;
    UserId owner;  // empty: nobody has taken it
};
std::vector<OwnerRow> owners(Db& db);  // of open requests, each pair once
std::vector<Request> open_requests_of(Db& db, const OwnerRow& row, int limit);

struct ChannelTeamRow {
    ChannelId channel;
    TeamId team;
    std::string instead_of;  // what the configuration said then; empty: nothing
    std::string by;
    Instant at{};
};
void save_channel_team(Db& db, const ChannelTeamRow& row);
bool drop_channel_team(Db& db, const ChannelId& channel);
std::optional<ChannelTeamRow> channel_team(Db& db, const ChannelId& channel);
std::vector<ChannelTeamRow> channel_teams(Db& db, int limit);

// Words of requests that are over, what was said of them, events that failed, notes: of before.
// At most `limit` rows of each; how many there were.
int erase_texts(Db& db, Instant before, std::string_view day, int limit);

struct NoteRow {
    TeamId team;
    std::string day;  // of the shift that ends
    std::string author;
    std::string words;
    Instant at{};
};
void save_note(Db& db, const NoteRow& row);  // of an author one a day; the last words count
// Of the days from `from` on, before `until`, that say something; oldest first, at most 20.
std::vector<NoteRow> notes(Db& db, const TeamId& team, std::string_view from,
                           std::string_view until);

}  // namespace qm::store

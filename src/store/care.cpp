// What keeps requests cared for.
// SPDX-License-Identifier: Apache-2.0
#include "store/care_rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view open = "state in ('new', 'taken', 'waiting')";
constexpr std::string_view find_neglected =
    "select r.id from requests r left join timers t on t.name = 'remind/' || r.id "
    "where r.state in ('new', 'taken', 'waiting') and (t.due_at is null or t.due_at < $1) "
    "order by r.number limit $2";
// Nothing was said, or a pause dropped it. What the platform refused was said, and went to whoever
// is on duty: no minute says it again.
constexpr std::string_view find_uncarded =
    "select r.id from requests r where r.state in ('new', 'taken', 'waiting') "
    "and r.settles_at is null and not exists (select 1 from outbox o "
    "where o.subject = 'duty/' || r.id and o.state <> 'dropped') order by r.number limit $1";
constexpr std::string_view find_card_row =
    "select 1 from outbox where subject = $1 and state <> 'dropped' limit 1";
constexpr std::string_view find_looks =
    "select r.id from timers t join requests r on r.id = substr(t.name, 8) "
    "where t.name like 'remind/%' and t.due_at <= $2 and r.team = $1 "
    "and r.state in ('new', 'taken', 'waiting') order by t.due_at, r.number limit $3";
constexpr std::string_view find_owners =
    "select distinct team, case when state = 'taken' then taken_by else '' end from requests "
    "where state in ('new', 'taken', 'waiting') order by 1, 2";
constexpr std::string_view find_of_owner =
    "select id from requests where team = $1 and state in ('new', 'taken', 'waiting') "
    "and case when state = 'taken' then taken_by else '' end = $2 order by number limit $3";
constexpr std::string_view put_channel_team =
    "insert into channel_teams (channel, team, instead_of, by_user, at) "
    "values ($1, $2, $3, $4, $5) on conflict (channel) do update set team = excluded.team, "
    "instead_of = excluded.instead_of, by_user = excluded.by_user, at = excluded.at";
constexpr std::string_view put_note =
    "insert into day_notes (team, day, author, words, at) values ($1, $2, $3, $4, $5) "
    "on conflict (team, day, author) do update set words = excluded.words, at = excluded.at";
constexpr std::string_view find_notes =
    "select team, day, author, words, at from day_notes "
    "where team = $1 and day >= $2 and day < $3 and words <> '' order by day, at, author limit 20";

std::vector<Request> requests_named(Db& db, const std::vector<Row>& rows) {
    std::vector<Request> found;
    found.reserve(rows.size());
    for (const Row& row : rows) {
        if (auto one = request(db, RequestId(text(row[0])))) found.push_back(std::move(*one));
    }
    return found;
}

ChannelTeamRow channel_team_from(const Row& row) {
    return {ChannelId(text(row[0])), TeamId(text(row[1])), text(row[2]), text(row[3]),
            from_unix(number(row[4]))};
}

}  // namespace

std::int64_t open_requests_count(Db& db) {
    return number(db.run("select count(*) from requests where " + std::string(open))[0][0]);
}

std::vector<Request> neglected(Db& db, Instant before, int limit) {
    return requests_named(db, db.run(find_neglected, to_unix(before), std::int64_t{limit}));
}

std::vector<Request> looked_at_by(Db& db, const TeamId& team, Instant until, int limit) {
    return requests_named(db, db.run(find_looks, team.value, to_unix(until), std::int64_t{limit}));
}

std::vector<Request> uncarded(Db& db, int limit) {
    return requests_named(db, db.run(find_uncarded, std::int64_t{limit}));
}

bool has_card(Db& db, const RequestId& id) {
    return !db.run(find_card_row, "duty/" + id.value).empty();
}

std::vector<OwnerRow> owners(Db& db) {
    std::vector<OwnerRow> found;
    for (const Row& row : db.run(find_owners))
        found.push_back({TeamId(text(row[0])), UserId(text(row[1]))});
    return found;
}

std::vector<Request> open_requests_of(Db& db, const OwnerRow& row, int limit) {
    return requests_named(
        db, db.run(find_of_owner, row.team.value, row.owner.value, std::int64_t{limit}));
}

void save_channel_team(Db& db, const ChannelTeamRow& row) {
    db.run(put_channel_team, row.channel.value, row.team.value, row.instead_of, row.by,
           to_unix(row.at));
}

bool drop_channel_team(Db& db, const ChannelId& channel) {
    return !db.run("delete from channel_teams where channel = $1 returning channel", channel.value)
                .empty();
}

std::optional<ChannelTeamRow> channel_team(Db& db, const ChannelId& channel) {
    const auto rows = db.run(
        "select channel, team, instead_of, by_user, at from channel_teams where channel = $1",
        channel.value);
    if (rows.empty()) return std::nullopt;
    return channel_team_from(rows[0]);
}

std::vector<ChannelTeamRow> channel_teams(Db& db, int limit) {
    std::vector<ChannelTeamRow> found;
    for (const Row& row : db.run("select channel, team, instead_of, by_user, at from channel_teams "
                                 "order by at desc, channel limit $1",
                                 std::int64_t{limit}))
        found.push_back(channel_team_from(row));
    return found;
}

void save_note(Db& db, const NoteRow& row) {
    db.run(put_note, row.team.value, row.day, row.author, row.words, to_unix(row.at));
}

std::vector<NoteRow> notes(Db& db, const TeamId& team, std::string_view from,
                           std::string_view until) {
    std::vector<NoteRow> found;
    for (const Row& row : db.run(find_notes, team.value, std::string(from), std::string(until)))
        found.push_back({TeamId(text(row[0])), text(row[1]), text(row[2]), text(row[3]),
                         from_unix(number(row[4]))});
    return found;
}

}  // namespace qm::store

// Single values, the log of who did what, and timers.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view read_meta = "select value from meta where name = $1";
constexpr std::string_view write_meta =
    "insert into meta (name, value) values ($1, $2) on conflict (name) do update set value = $2";
constexpr std::string_view write_log =
    "insert into log (event, seq, at, what, subject, who) values ($1, $2, $3, $4, $5, $6) "
    "on conflict (event, seq) do nothing";
constexpr std::string_view read_log =
    "select at, what, subject, who from log where subject = $1 order by at desc, seq desc limit $2";
constexpr std::string_view read_log_event =
    "select event from log where subject = $1 and what = $2 order by at, seq limit 1";
constexpr std::string_view read_log_after =
    "select at, what, subject, who, event, seq from log where (at, event, seq) > ($1, $2, $3) "
    "order by at, event, seq limit $4";
constexpr std::string_view write_timer =
    "insert into timers (name, due_at, epoch) values ($1, $2, $3) "
    "on conflict (name) do update set due_at = $2, epoch = $3";
constexpr std::string_view delete_timer = "delete from timers where name = $1";
constexpr std::string_view read_due =
    "select name, due_at, epoch from timers where due_at <= $1 order by due_at, name limit $2";
constexpr std::string_view first_due = "select min(due_at) from timers";
constexpr std::string_view one_timer = "select name, due_at, epoch from timers where name = $1";

Timer timer_of(const Row& row) {
    return {text(row[0]), from_unix(number(row[1])), number(row[2])};
}

}  // namespace

std::string meta(Db& db, std::string_view name) {
    const auto rows = db.run(read_meta, std::string(name));
    return rows.empty() ? "" : text(rows[0][0]);
}

std::vector<std::string> meta_names(Db& db, std::string_view prefix) {
    std::vector<std::string> names;
    for (const Row& row :
         db.run("select name from meta where name like $1 and value <> '' order by name",
                std::string(prefix) + "%"))
        names.push_back(text(row[0]));
    return names;
}

void set_meta(Db& db, std::string_view name, std::string_view value) {
    db.run(write_meta, std::string(name), std::string(value));
}

std::int64_t next_number(Db& db, std::string_view counter, std::int64_t first) {
    const std::string last = meta(db, counter);
    const std::int64_t next = last.empty() ? first : std::stoll(last) + 1;
    set_meta(db, counter, std::to_string(next));
    return next;
}

void log(Db& db, std::string_view event, int seq, const LogRow& row) {
    db.run(write_log, std::string(event), std::int64_t{seq}, to_unix(row.at), row.what, row.subject,
           row.who);
}

std::vector<LogRow> log_of(Db& db, std::string_view subject, int limit) {
    std::vector<LogRow> found;
    for (const Row& row : db.run(read_log, std::string(subject), std::int64_t{limit}))
        found.push_back({from_unix(number(row[0])), text(row[1]), text(row[2]), text(row[3])});
    return found;
}

std::string event_of(Db& db, std::string_view subject, std::string_view what) {
    const auto rows = db.run(read_log_event, std::string(subject), std::string(what));
    return rows.empty() ? "" : text(rows[0][0]);
}

LogPage log_after(Db& db, const LogPlace& place, int limit) {
    LogPage page{{}, place};
    for (const Row& row :
         db.run(read_log_after, to_unix(place.at), place.event, place.seq, std::int64_t{limit})) {
        page.rows.push_back({from_unix(number(row[0])), text(row[1]), text(row[2]), text(row[3])});
        page.last = {from_unix(number(row[0])), text(row[4]), number(row[5])};
    }
    return page;
}

void set_timer(Db& db, std::string_view name, Instant due, std::int64_t epoch) {
    db.run(write_timer, std::string(name), to_unix(due), epoch);
}

void drop_timer(Db& db, std::string_view name) {
    db.run(delete_timer, std::string(name));
}

std::vector<Timer> due_timers(Db& db, Instant now, int limit) {
    std::vector<Timer> due;
    for (const Row& row : db.run(read_due, to_unix(now), std::int64_t{limit}))
        due.push_back(timer_of(row));
    return due;
}

std::optional<Instant> next_due(Db& db) {
    const auto rows = db.run(first_due);
    if (rows.empty() || std::holds_alternative<std::monostate>(rows[0][0])) return std::nullopt;
    return from_unix(number(rows[0][0]));
}

std::optional<Timer> timer(Db& db, std::string_view name) {
    const auto rows = db.run(one_timer, std::string(name));
    if (rows.empty()) return std::nullopt;
    return timer_of(rows[0]);
}

}  // namespace qm::store

// Events seen: each only once, by the platform's own identity.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view insert_key =
    "insert into inbox (key, at, state) values ($1, $2, 'done') on conflict (key) do nothing "
    "returning key";
constexpr std::string_view find_event = "select 1 from inbox where key = $1";
constexpr std::string_view delete_key =
    "delete from inbox where key = $1 and state = 'done' returning key";
constexpr std::string_view insert_failed =
    "insert into inbox (key, at, state, error, event) values ($1, $2, 'failed', $3, $4) "
    "on conflict (key) do update set state = 'failed', error = $3, event = $4";
constexpr std::string_view read_failed =
    "select key, error from inbox where state = 'failed' order by at desc limit $1";
constexpr std::string_view delete_old =
    "delete from inbox where state = 'done' and at < $1 returning key";

}  // namespace

bool first_time(Db& db, std::string_view key, Instant now) {
    return !db.run(insert_key, std::string(key), to_unix(now)).empty();
}

bool seen(Db& db, std::string_view key) {
    return !db.run(find_event, std::string(key)).empty();
}

bool forget(Db& db, std::string_view key) {
    return !db.run(delete_key, std::string(key)).empty();
}

void set_aside(Db& db, std::string_view key, Instant now, std::string_view error,
               std::string_view event) {
    db.run(insert_failed, std::string(key), to_unix(now), std::string(error), std::string(event));
}

std::vector<Failed> failed_events(Db& db, int limit) {
    std::vector<Failed> found;
    for (const Row& row : db.run(read_failed, std::int64_t{limit}))
        found.push_back({text(row[0]), text(row[1])});
    return found;
}

int forget_events(Db& db, Instant before) {
    return static_cast<int>(db.run(delete_old, to_unix(before)).size());
}

}  // namespace qm::store

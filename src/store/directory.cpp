// People and channels as the platform named them, and how far each channel was read.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view write_user =
    "insert into users (id, username, display, locale, zone) values ($1, $2, $3, $4, $5) "
    "on conflict (id) do update set username = $2, display = $3, locale = $4, zone = $5";
constexpr std::string_view user_by_id =
    "select id, username, display, locale, zone from users where id = $1";
constexpr std::string_view user_by_name =
    "select id, username, display, locale, zone from users where username = $1 limit 1";
constexpr std::string_view write_channel =
    "insert into channels (id, name, display, type) values ($1, $2, $3, $4) "
    "on conflict (id) do update set name = $2, display = $3, type = $4";
constexpr std::string_view channel_by_id =
    "select id, name, display, type from channels where id = $1";
constexpr std::string_view channel_by_name =
    "select id, name, display, type from channels where name = $1 limit 1";
// The old mark stays at least five minutes behind: posts of the same millisecond, and late ones,
// lie after it. A later mark never moves one back.
constexpr std::string_view move_mark =
    "update channels set "
    "old_post = case when old_post = '' then $2 when $3 - mid_ms >= 300000 then mid_post "
    "  else old_post end, "
    "old_ms = case when old_post = '' then $3 when $3 - mid_ms >= 300000 then mid_ms "
    "  else old_ms end, "
    "mid_post = case when mid_post = '' or $3 - mid_ms >= 300000 then $2 else mid_post end, "
    "mid_ms = case when mid_post = '' or $3 - mid_ms >= 300000 then $3 else mid_ms end, "
    "last_post = $2, last_ms = $3 where id = $1 and last_ms < $3";
constexpr std::string_view move_last =
    "update channels set last_post = $2, last_ms = $3 where id = $1 and last_ms < $3";
constexpr std::string_view read_marks =
    "select id, old_post, old_ms, last_ms from channels where old_ms > 0 order by id limit 10000";

std::string type_name(ChannelType type) {
    switch (type) {
        case ChannelType::open:
            return "open";
        case ChannelType::closed:
            return "closed";
        case ChannelType::direct:
            return "direct";
        case ChannelType::group:
            return "group";
    }
    return "closed";
}

ChannelType type_of(std::string_view name) {
    if (name == "open") return ChannelType::open;
    if (name == "direct") return ChannelType::direct;
    if (name == "group") return ChannelType::group;
    return ChannelType::closed;
}

std::optional<Person> person_of(const std::vector<Row>& rows) {
    if (rows.empty()) return std::nullopt;
    const Row& row = rows[0];
    return Person{UserId(text(row[0])), text(row[1]), text(row[2]), text(row[3]), text(row[4])};
}

std::optional<Channel> channel_of(const std::vector<Row>& rows) {
    if (rows.empty()) return std::nullopt;
    const Row& row = rows[0];
    return Channel{ChannelId(text(row[0])), text(row[1]), text(row[2]), type_of(text(row[3]))};
}

}  // namespace

void save_person(Db& db, const Person& person) {
    db.run(write_user, person.id.value, person.username, person.display, person.locale,
           person.zone);
}

void save_channel(Db& db, const Channel& channel) {
    db.run(write_channel, channel.id.value, channel.name, channel.display, type_name(channel.type));
}

std::optional<Person> person(Db& db, const UserId& id) {
    return person_of(db.run(user_by_id, id.value));
}

std::optional<Person> person_named(Db& db, std::string_view username) {
    return person_of(db.run(user_by_name, std::string(username)));
}

bool is_name(Db& db, std::string_view word) {
    return !db.run(
                  "select 1 from users where lower(username) = $1 or "
                  "' ' || lower(display) || ' ' like '% ' || $1 || ' %' limit 1",
                  std::string(word))
                .empty();
}

std::optional<Channel> channel(Db& db, const ChannelId& id) {
    return channel_of(db.run(channel_by_id, id.value));
}

std::optional<Channel> channel_named(Db& db, std::string_view name) {
    return channel_of(db.run(channel_by_name, std::string(name)));
}

void mark(Db& db, const Channel& channel, const PostId& post, std::int64_t at_ms, bool behind) {
    save_channel(db, channel);
    db.run(behind ? move_last : move_mark, channel.id.value, post.value, at_ms);
}

std::vector<Watermark> watermarks(Db& db) {
    std::vector<Watermark> marks;
    for (const Row& row : db.run(read_marks))
        marks.push_back(
            {ChannelId(text(row[0])), PostId(text(row[1])), number(row[2]), number(row[3])});
    return marks;
}

}  // namespace qm::store

// Things to say: claimed, sent, found again, drawn anew.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

#define QM_OUTBOX_COLUMNS                                                                    \
    "key, kind, subject, body, channel, to_user, root, post, pending, locale, zone, state, " \
    "wanted, drawn, created_at, team, rank"
// It stands under no card that is still to be posted. (A card that will never be there is the
// business of whoever draws the post.)
#define QM_MAY_GO                                                                             \
    "state = 'ready' and (root not like '@%' or not exists (select 1 from outbox card where " \
    "card.subject = substr(outbox.root, 2) and card.post = '' and card.state not in "         \
    "('refused', 'dropped')))"

constexpr std::string_view insert_post =
    "insert into outbox (" QM_OUTBOX_COLUMNS
    ", seq) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, "
    "(select coalesce(max(seq), 0) + 1 from outbox)) on conflict (key) do nothing returning key";
constexpr std::string_view find_lanes =
    "select channel, to_user from outbox where " QM_MAY_GO
    " group by channel, to_user order by min(rank), min(seq) limit $1";
constexpr std::string_view find_ready =
    "select " QM_OUTBOX_COLUMNS " from outbox where " QM_MAY_GO
    " and channel = $1 and to_user = $2 order by rank, seq, created_at, key limit $3";
constexpr std::string_view lane_load =
    "select (select count(*) from outbox where state = 'claimed' and channel = $1 and to_user = "
    "$2), case when exists (select 1 from outbox where " QM_MAY_GO
    " and channel = $1 and to_user = $2 and rank <= $3) then 1 else 0 end";
constexpr std::string_view find_key = "select " QM_OUTBOX_COLUMNS " from outbox where key = $1";
constexpr std::string_view find_subject =
    "select " QM_OUTBOX_COLUMNS
    " from outbox where subject = $1 order by created_at desc, seq desc limit 1";
constexpr std::string_view find_post = "select " QM_OUTBOX_COLUMNS
                                       " from outbox where post = $1 and state = 'sent' and "
                                       "kind = 'create' limit 1";
constexpr std::string_view find_under =
    "select " QM_OUTBOX_COLUMNS
    " from outbox where root <> '' and root in ($1, $2) and kind = 'create' and body <> '' "
    "order by created_at desc, key limit $3";
constexpr std::string_view find_open_posts =
    "select " QM_OUTBOX_COLUMNS
    " from outbox where state in ('ready', 'claimed') and state = $1 "
    "order by seq, created_at, key limit $2";
constexpr std::string_view find_stale =
    "select " QM_OUTBOX_COLUMNS " from (select " QM_OUTBOX_COLUMNS
    ", row_number() over (partition by channel, to_user order by created_at, key) as place from "
    "outbox where state = 'sent' and wanted > drawn) stale where place <= $2 "
    "order by created_at, key limit $1";
constexpr std::string_view swap_state =
    "update outbox set state = $2 where key = $1 and state = $3 returning key";
constexpr std::string_view set_sent =
    "update outbox set state = 'sent', post = $2, channel = case when $3 = '' then channel else $3 "
    "end, drawn = $4, error = '' where key = $1 and state <> 'sent' returning key";
constexpr std::string_view set_drawn =
    "update outbox set drawn = $2, error = $3 where key = $1 and drawn < $2";
constexpr std::string_view set_refused =
    "update outbox set state = 'refused', error = $2 where key = $1";
constexpr std::string_view set_dropped = "update outbox set state = 'dropped' where key = $1";
constexpr std::string_view set_body =
    "update outbox set body = $2, wanted = wanted + 1 where key = $1 and subject = ''";
constexpr std::string_view free_refused_cards =
    "update outbox set state = 'ready' where state = 'refused' and exists (select 1 from requests "
    "r where r.state in ('new', 'taken', 'waiting') and outbox.subject in ('status/' || r.id, "
    "'duty/' || r.id)) and not exists (select 1 from outbox other where other.subject = "
    "outbox.subject and other.key <> outbox.key and other.state in ('ready', 'claimed', 'sent')) "
    "returning key";
constexpr std::string_view free_refused_edits =
    "update outbox set drawn = $1, error = '' where key in (select key from outbox where state = "
    "'sent' and error <> '' and created_at >= $2 order by created_at desc limit $3) returning key";
constexpr std::string_view set_unknown =
    "update outbox set drawn = $2 where state = 'sent' and kind = 'create' and subject <> '' and "
    "(created_at >= $1 or exists (select 1 from requests r where r.state in ('new', 'taken', "
    "'waiting') and outbox.subject in ('status/' || r.id, 'duty/' || r.id)))";
constexpr std::string_view find_last = "select max(created_at) from outbox";
constexpr std::string_view find_waiting_under =
    "select " QM_OUTBOX_COLUMNS
    " from outbox where state = 'ready' and root = $1 order by seq, key limit $2";
constexpr std::string_view set_wanted =
    "update outbox set wanted = $2 where subject = $1 and wanted < $2";
constexpr std::string_view rename_subject =
    "update outbox set subject = $2, wanted = $3 where subject = $1";
constexpr std::string_view release_open =
    "update outbox set state = 'ready' where state = 'held' and team = $1 and exists (select 1 "
    "from requests r where r.team = $1 and r.state in ('new', 'taken', 'waiting') and "
    "(outbox.subject in ('status/' || r.id, 'duty/' || r.id) or outbox.root = '@duty/' || r.id))";
// What was relayed to the asker of a request made by slash stands under its status post.
constexpr std::string_view release_roots =
    "update outbox set state = 'ready' where state = 'held' and team = $1 and exists (select 1 "
    "from outbox said where said.root = '@' || outbox.subject and said.state = 'ready')";
constexpr std::string_view drop_held =
    "update outbox set state = 'dropped' where state = 'held' and team = $1";
constexpr std::string_view count_open =
    "select count(*) from outbox where state in ('ready', 'claimed')";

#undef QM_OUTBOX_COLUMNS
#undef QM_MAY_GO

OutboxRow row_of(const Row& row) {
    OutboxRow post;
    post.key = text(row[0]);
    post.kind = text(row[1]);
    post.subject = text(row[2]);
    post.body = text(row[3]);
    post.channel = ChannelId(text(row[4]));
    post.to = UserId(text(row[5]));
    post.root = PostId(text(row[6]));
    post.post = PostId(text(row[7]));
    post.pending = text(row[8]);
    post.locale = text(row[9]);
    post.zone = text(row[10]);
    post.state = text(row[11]);
    post.wanted = number(row[12]);
    post.drawn = number(row[13]);
    post.created = from_unix(number(row[14]));
    post.team = TeamId(text(row[15]));
    post.rank = static_cast<int>(number(row[16]));
    return post;
}

std::vector<OutboxRow> rows_of(const std::vector<Row>& rows) {
    std::vector<OutboxRow> posts;
    posts.reserve(rows.size());
    for (const Row& row : rows)
        posts.push_back(row_of(row));
    return posts;
}

std::optional<OutboxRow> first_of(const std::vector<Row>& rows) {
    if (rows.empty()) return std::nullopt;
    return row_of(rows[0]);
}

}  // namespace

bool add_post(Db& db, const OutboxRow& row) {
    return !db.run(insert_post, row.key, row.kind, row.subject, row.body, row.channel.value,
                   row.to.value, row.root.value, row.post.value, row.pending, row.locale, row.zone,
                   row.state, row.wanted, row.drawn, to_unix(row.created), row.team.value,
                   std::int64_t{row.rank})
                .empty();
}

std::vector<Lane> ready_lanes(Db& db, int limit) {
    std::vector<Lane> lanes;
    for (const Row& row : db.run(find_lanes, std::int64_t{limit}))
        lanes.push_back({ChannelId(text(row[0])), UserId(text(row[1]))});
    return lanes;
}

std::vector<OutboxRow> ready_posts(Db& db, const Lane& lane, int limit) {
    return rows_of(db.run(find_ready, lane.channel.value, lane.to.value, std::int64_t{limit}));
}

bool is_free(Db& db, const Lane& lane, int rank, int most) {
    const Row load = db.run(lane_load, lane.channel.value, lane.to.value, std::int64_t{rank}).at(0);
    return number(load[0]) < most && number(load[1]) == 0;
}

std::optional<OutboxRow> post_by_key(Db& db, std::string_view key) {
    return first_of(db.run(find_key, std::string(key)));
}

std::optional<OutboxRow> post_by_subject(Db& db, std::string_view subject) {
    return first_of(db.run(find_subject, std::string(subject)));
}

std::optional<OutboxRow> post_at(Db& db, const PostId& post) {
    return first_of(db.run(find_post, post.value));
}

std::vector<OutboxRow> open_posts(Db& db, std::string_view state, int limit) {
    return rows_of(db.run(find_open_posts, std::string(state), std::int64_t{limit}));
}

std::vector<OutboxRow> stale_posts(Db& db, int limit, int each) {
    return rows_of(db.run(find_stale, std::int64_t{limit}, std::int64_t{each}));
}

bool claim(Db& db, std::string_view key) {
    return !db.run(swap_state, std::string(key), std::string("claimed"), std::string("ready"))
                .empty();
}

bool unclaim(Db& db, std::string_view key) {
    return !db.run(swap_state, std::string(key), std::string("ready"), std::string("claimed"))
                .empty();
}

bool mark_sent(Db& db, std::string_view key, const PostId& post, const ChannelId& channel,
               std::int64_t drawn) {
    return !db.run(set_sent, std::string(key), post.value, channel.value, drawn).empty();
}

void release_held(Db& db, const TeamId& team) {
    db.run(release_open, team.value);
    db.run(release_roots, team.value);
    db.run(drop_held, team.value);
}

void mark_drawn(Db& db, std::string_view key, std::int64_t drawn) {
    db.run(set_drawn, std::string(key), drawn, std::string());
}

void mark_edit_refused(Db& db, std::string_view key, std::int64_t drawn, std::string_view why) {
    db.run(set_drawn, std::string(key), drawn, std::string(why));
}

void mark_refused(Db& db, std::string_view key, std::string_view why) {
    db.run(set_refused, std::string(key), std::string(why));
}

void drop_post(Db& db, std::string_view key) {
    db.run(set_dropped, std::string(key));
}

void rewrite(Db& db, std::string_view key, std::string_view body) {
    db.run(set_body, std::string(key), std::string(body));
}

int retry_cards(Db& db, Instant since, int limit) {
    return static_cast<int>(
        db.run(free_refused_cards).size() +
        db.run(free_refused_edits, drawn_unknown, to_unix(since), std::int64_t{limit}).size());
}

void redraw_all(Db& db, Instant since) {
    db.run(set_unknown, to_unix(since), drawn_unknown);
}

std::optional<Instant> last_post(Db& db) {
    const Row row = db.run(find_last).at(0);
    if (std::holds_alternative<std::monostate>(row[0])) return std::nullopt;
    return from_unix(number(row[0]));
}

void want(Db& db, std::string_view subject, std::int64_t version) {
    db.run(set_wanted, std::string(subject), version);
}

std::vector<OutboxRow> waiting_under(Db& db, std::string_view subject, int limit) {
    return rows_of(db.run(find_waiting_under, "@" + std::string(subject), std::int64_t{limit}));
}

void retire_subject(Db& db, std::string_view subject, std::string_view becomes,
                    std::int64_t version) {
    db.run(rename_subject, std::string(subject), std::string(becomes), version);
}

std::vector<OutboxRow> said_under(Db& db, std::string_view root, std::string_view other,
                                  int limit) {
    std::vector<OutboxRow> said;
    for (const Row& row :
         db.run(find_under, std::string(root), std::string(other), std::int64_t{limit}))
        said.push_back(row_of(row));
    return said;
}

std::int64_t open_count(Db& db) {
    return number(db.run(count_open)[0][0]);
}

}  // namespace qm::store

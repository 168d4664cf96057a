// Requests, their threads, and counts over them.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

#define QM_REQUEST_COLUMNS                                                                   \
    "id, version, team, product, because, kind, state, asker, channel, root, is_private, "   \
    "words, opened_at, reply_due, first_reply_at, solved_at, news_due, lateness, taken_by, " \
    "waiting_until, waiting_for, answer, handovers, kept_until, sign_at, asked_at, "         \
    "moved_from, moved_until, settles_at, suggested, settled_by"

constexpr std::string_view insert_row =
    "insert into requests (" QM_REQUEST_COLUMNS
    ", number) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, "
    "$17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)";
constexpr std::string_view update_row =
    "update requests set version = version + 1, team = $3, product = $4, because = $5, "
    "kind = $6, state = $7, asker = $8, channel = $9, root = $10, is_private = $11, words = $12, "
    "opened_at = $13, reply_due = $14, first_reply_at = $15, solved_at = $16, news_due = $17, "
    "lateness = $18, taken_by = $19, waiting_until = $20, waiting_for = $21, answer = $22, "
    "handovers = $23, kept_until = $24, sign_at = $25, asked_at = $26, moved_from = $27, "
    "moved_until = $28, settles_at = $29, suggested = $30, settled_by = $31 "
    "where id = $1 and version = $2 returning version";
constexpr std::string_view find_id = "select " QM_REQUEST_COLUMNS " from requests where id = $1";
constexpr std::string_view find_root =
    "select " QM_REQUEST_COLUMNS " from requests where root = $1 and root <> ''";
constexpr std::string_view find_open_of_team =
    "select " QM_REQUEST_COLUMNS
    " from requests where team = $1 and state in ('new', 'taken', 'waiting') "
    "order by opened_at, number limit $2";
constexpr std::string_view find_asked =
    "select " QM_REQUEST_COLUMNS
    " from requests where asker = $1 and ($2 = 0 or state in ('new', 'taken', 'waiting')) "
    "order by opened_at desc, number desc limit $3";
constexpr std::string_view insert_thread =
    "insert into threads (root, request, side) values ($1, $2, $3) on conflict (root) do nothing";
constexpr std::string_view find_open_threads =
    "select t.root from threads t join requests r on r.id = t.request "
    "where r.state in ('new', 'taken', 'waiting') order by r.opened_at desc, t.root limit $1";
constexpr std::string_view find_thread = "select request, side from threads where root = $1";
constexpr std::string_view find_card =
    "select root from threads where request = $1 and side = 'card' limit 1";
constexpr std::string_view count_rows =
    "select sum(case when opened_at >= $2 and opened_at < $3 then 1 else 0 end), "
    "sum(case when solved_at >= $2 and solved_at < $3 then 1 else 0 end), "
    "sum(case when opened_at >= $2 and opened_at < $3 "
    "  and coalesce(first_reply_at, solved_at, case when state = 'closed' then reply_due else $3 "
    "end)"
    "  > reply_due then 1 else 0 end) from requests where team = $1 and (state <> 'closed' or "
    "settled_by = 'reason') and (opened_at >= $2 or solved_at >= $2)";

#undef QM_REQUEST_COLUMNS

constexpr std::string_view state_names[] = {"new", "taken", "waiting", "solved", "closed"};

std::string state_name(RequestState state) {
    return std::string(state_names[static_cast<std::size_t>(state)]);
}

RequestState state_of(std::string_view name) {
    for (std::size_t i = 0; i < std::size(state_names); ++i) {
        if (state_names[i] == name) return static_cast<RequestState>(i);
    }
    throw Error(Error::Kind::corrupt, "a request has an unknown state: " + std::string(name));
}

Value instant_or_null(const std::optional<Instant>& at) {
    return at ? Value(to_unix(*at)) : Value(std::monostate{});
}

std::optional<Instant> maybe_of(const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
    return from_unix(number(value));
}

std::vector<Value> values_of(const Request& r) {
    return {r.id.value,
            r.version,
            r.team.value,
            r.product,
            r.because,
            r.kind,
            state_name(r.state),
            r.asker.value,
            r.channel.value,
            r.root.value,
            std::int64_t{r.is_private ? 1 : 0},
            r.text,
            to_unix(r.opened_at),
            to_unix(r.reply_due),
            instant_or_null(r.first_reply_at),
            instant_or_null(r.solved_at),
            instant_or_null(r.news_due),
            static_cast<std::int64_t>(r.lateness),
            r.taken_by.value,
            instant_or_null(r.waiting_until),
            r.waiting_for,
            r.answer,
            std::int64_t{r.handovers},
            instant_or_null(r.kept_until),
            instant_or_null(r.sign_at),
            instant_or_null(r.asked_at),
            r.moved_from.value,
            instant_or_null(r.moved_until),
            instant_or_null(r.settles_at),
            r.suggested,
            r.settled_by};
}

Request request_from(const Row& row) {
    Request r;
    r.id = RequestId(text(row[0]));
    r.version = number(row[1]);
    r.team = TeamId(text(row[2]));
    r.product = text(row[3]);
    r.because = text(row[4]);
    r.kind = text(row[5]);
    r.state = state_of(text(row[6]));
    r.asker = UserId(text(row[7]));
    r.channel = ChannelId(text(row[8]));
    r.root = PostId(text(row[9]));
    r.is_private = number(row[10]) != 0;
    r.text = text(row[11]);
    r.opened_at = from_unix(number(row[12]));
    r.reply_due = from_unix(number(row[13]));
    r.first_reply_at = maybe_of(row[14]);
    r.solved_at = maybe_of(row[15]);
    r.news_due = maybe_of(row[16]);
    r.lateness = static_cast<Lateness>(number(row[17]));
    r.taken_by = UserId(text(row[18]));
    r.waiting_until = maybe_of(row[19]);
    r.waiting_for = text(row[20]);
    r.answer = text(row[21]);
    r.handovers = static_cast<int>(number(row[22]));
    r.kept_until = maybe_of(row[23]);
    r.sign_at = maybe_of(row[24]);
    r.asked_at = maybe_of(row[25]);
    r.moved_from = TeamId(text(row[26]));
    r.moved_until = maybe_of(row[27]);
    r.settles_at = maybe_of(row[28]);
    r.suggested = text(row[29]);
    r.settled_by = text(row[30]);
    return r;
}

std::vector<Request> all_from(const std::vector<Row>& rows) {
    std::vector<Request> found;
    found.reserve(rows.size());
    for (const Row& row : rows)
        found.push_back(request_from(row));
    return found;
}

std::optional<Request> first_from(const std::vector<Row>& rows) {
    if (rows.empty()) return std::nullopt;
    return request_from(rows[0]);
}

}  // namespace

void insert_request(Db& db, const Request& request, std::int64_t number) {
    auto values = values_of(request);
    values.emplace_back(number);
    db.query(insert_row, values);
}

bool save_request(Db& db, const Request& request) {
    return !db.query(update_row, values_of(request)).empty();
}

std::optional<Request> request(Db& db, const RequestId& id) {
    return first_from(db.run(find_id, id.value));
}

std::optional<Request> request_of_root(Db& db, const PostId& root) {
    return first_from(db.run(find_root, root.value));
}

std::vector<Request> open_requests(Db& db, const TeamId& team, int limit) {
    return all_from(db.run(find_open_of_team, team.value, std::int64_t{limit}));
}

std::vector<Request> requests_of(Db& db, const UserId& asker, bool open_only, int limit) {
    return all_from(
        db.run(find_asked, asker.value, std::int64_t{open_only ? 1 : 0}, std::int64_t{limit}));
}

void save_thread(Db& db, const PostId& root, const RequestId& request, bool card) {
    db.run(insert_thread, root.value, request.value, std::string(card ? "card" : "asker"));
}

std::optional<ThreadSide> thread(Db& db, const PostId& root) {
    const auto rows = db.run(find_thread, root.value);
    if (rows.empty()) return std::nullopt;
    return ThreadSide{RequestId(text(rows[0][0])), text(rows[0][1]) == "card"};
}

std::vector<PostId> open_threads(Db& db, int limit) {
    std::vector<PostId> roots;
    for (const Row& row : db.run(find_open_threads, std::int64_t{limit}))
        roots.emplace_back(text(row[0]));
    return roots;
}

std::optional<PostId> card_thread(Db& db, const RequestId& request) {
    const auto rows = db.run(find_card, request.value);
    if (rows.empty()) return std::nullopt;
    return PostId(text(rows[0][0]));
}

Counts count_between(Db& db, const TeamId& team, Instant from, Instant until) {
    const auto rows = db.run(count_rows, team.value, to_unix(from), to_unix(until));
    return {number(rows[0][0]), number(rows[0][1]), number(rows[0][2])};
}

}  // namespace qm::store

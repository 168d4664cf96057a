// Finding requests by their words, and what figures are counted from.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

// A place others read: what was said in private is not even searched there.
constexpr std::string_view find_ids =
    "select id from (select id, number, team, asker, channel, is_private, kind, words, answer "
    "from requests order by number desc limit 10000) as newest "
    "where (asker = $1 or team = $2 or "
    "  (channel = $3 and is_private = 0 and kind not in ('security', 'access', 'revoke'))) "
    "and ($4 = 0 or (is_private = 0 and kind not in ('security', 'access', 'revoke'))) "
    "and lower(words || ' ' || answer) like $5 escape '!' "
    "and lower(words || ' ' || answer) like $6 escape '!' "
    "and lower(words || ' ' || answer) like $7 escape '!' "
    "and lower(words || ' ' || answer) like $8 escape '!' "
    "order by number desc limit $9 offset $10";
constexpr std::string_view read_figures =
    "select kind, product, state, opened_at, reply_due, first_reply_at, solved_at, handovers, "
    "settled_by from requests where team = $1 and opened_at >= $2 and opened_at < $3 "
    "order by opened_at desc limit $4";
constexpr std::string_view read_words =
    "select substr(words, 1, 1000) from requests where team = $1 and opened_at >= $2 "
    "and opened_at < $3 and is_private = 0 and words <> '' "
    "and kind not in ('security', 'access', 'revoke') order by opened_at desc limit $4";
constexpr std::string_view count_logged =
    "select count(*) from requests join log on log.subject = requests.id "
    "where requests.team = $1 and requests.opened_at >= $2 and requests.opened_at < $3 "
    "and log.what = $4";

constexpr std::string_view put_count =
    "insert into counts (day, what, scope, times) values ($1, $2, $3, 1) "
    "on conflict (day, what, scope) do update set times = counts.times + 1";
constexpr std::string_view sum_counts =
    "select cast(coalesce(sum(times), 0) as bigint) from counts "
    "where day >= $1 and day <= $2 and what = $3 and scope = $4";

std::string day_of(Instant at) {
    return iso_day(Date{std::chrono::floor<std::chrono::days>(at).time_since_epoch()});
}

std::string pattern_of(const std::vector<std::string>& words, std::size_t i) {
    std::string pattern = "%";
    if (i >= words.size()) return pattern;
    for (const char c : words[i]) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    return pattern + "%";
}

std::optional<Instant> when(const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) return std::nullopt;
    return from_unix(number(value));
}

}  // namespace

std::vector<Request> find_requests(Db& db, const RequestWords& wanted) {
    std::vector<Request> found;
    for (const Row& row : db.run(find_ids, wanted.asker.value, wanted.team.value,
                                 wanted.channel.value, std::int64_t{wanted.others_read ? 1 : 0},
                                 pattern_of(wanted.words, 0), pattern_of(wanted.words, 1),
                                 pattern_of(wanted.words, 2), pattern_of(wanted.words, 3),
                                 std::int64_t{wanted.limit}, std::int64_t{wanted.offset})) {
        if (auto one = request(db, RequestId(text(row[0])))) found.push_back(std::move(*one));
    }
    return found;
}

std::vector<FigureRow> figure_rows(Db& db, const TeamId& team, Instant from, Instant until,
                                   int limit) {
    std::vector<FigureRow> found;
    for (const Row& row :
         db.run(read_figures, team.value, to_unix(from), to_unix(until), std::int64_t{limit}))
        found.push_back({text(row[0]), text(row[1]), text(row[2]), from_unix(number(row[3])),
                         from_unix(number(row[4])), when(row[5]), when(row[6]), number(row[7]),
                         text(row[8])});
    return found;
}

std::vector<std::string> request_words(Db& db, const TeamId& team, Instant from, Instant until,
                                       int limit) {
    std::vector<std::string> found;
    for (const Row& row :
         db.run(read_words, team.value, to_unix(from), to_unix(until), std::int64_t{limit}))
        found.push_back(text(row[0]));
    return found;
}

std::int64_t times_logged(Db& db, const TeamId& team, Instant from, Instant until,
                          std::string_view what) {
    return number(
        db.run(count_logged, team.value, to_unix(from), to_unix(until), std::string(what))[0][0]);
}

void count_once(Db& db, Instant at, std::string_view what, std::string_view scope) {
    db.run(put_count, day_of(at), std::string(what), std::string(scope));
}

std::int64_t counted(Db& db, Instant from, Instant until, std::string_view what,
                     std::string_view scope) {
    const Instant last = until - std::chrono::seconds{1};
    return number(db.run(sum_counts, day_of(from), day_of(last), std::string(what),
                         std::string(scope))[0][0]);
}

}  // namespace qm::store

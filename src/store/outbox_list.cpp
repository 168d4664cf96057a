// How things stand with what is to be said, for whoever runs the bot.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

#include <map>

namespace qm::store {
namespace {

constexpr std::string_view find_refused =
    "select subject, channel, to_user, error, created_at from outbox where state = 'refused' "
    "order by created_at desc, key limit $1";

// Each state is found by an index of its own: the outbox keeps what was sent, for ever.
#define QM_STATES                                                                             \
    "select key, state, case when state = 'sent' and error <> '' then 'edit' else kind end, " \
    "subject, channel, to_user, team, created_at, error, rank from "                          \
    "outbox where "
#define QM_OF_TEAM " and ($1 = '' or team = $1) order by "

constexpr std::string_view ready_ones = QM_STATES
    "state in ('ready', 'claimed') and state = 'ready'" QM_OF_TEAM "created_at, key limit $2";
constexpr std::string_view claimed_ones = QM_STATES
    "state in ('ready', 'claimed') and state = 'claimed'" QM_OF_TEAM "created_at, key limit $2";
constexpr std::string_view stale_ones =
    QM_STATES "state = 'sent' and wanted > drawn" QM_OF_TEAM "created_at, key limit $2";
constexpr std::string_view held_ones =
    QM_STATES "state = 'held'" QM_OF_TEAM "created_at, key limit $2";
constexpr std::string_view refused_ones =
    QM_STATES "(state = 'refused' or (state = 'sent' and error <> ''))" QM_OF_TEAM
              "created_at desc, key limit $2";
constexpr std::string_view sent_ones =
    QM_STATES "state = 'sent'" QM_OF_TEAM "seq desc, key limit $2";

#undef QM_STATES
#undef QM_OF_TEAM

struct Question {
    std::string_view rows;
    std::string_view count;
};

const std::map<std::string_view, Question> questions = {
    {"ready",
     {ready_ones,
      "select count(*) from outbox where state in ('ready', 'claimed') and state = 'ready'"}},
    {"claimed",
     {claimed_ones,
      "select count(*) from outbox where state in ('ready', 'claimed') and state = 'claimed'"}},
    {"stale", {stale_ones, "select count(*) from outbox where state = 'sent' and wanted > drawn"}},
    {"held", {held_ones, "select count(*) from outbox where state = 'held'"}},
    {"refused",
     {refused_ones,
      "select count(*) from outbox where state = 'refused' or (state = 'sent' and error <> '')"}},
    {"sent", {sent_ones, ""}},
};

}  // namespace

std::vector<Refused> refused_posts(Db& db, int limit) {
    std::vector<Refused> refused;
    for (const Row& row : db.run(find_refused, std::int64_t{limit}))
        refused.push_back({text(row[0]), ChannelId(text(row[1])), UserId(text(row[2])),
                           text(row[3]), from_unix(number(row[4]))});
    return refused;
}

std::vector<OutboxState> outbox_in(Db& db, std::string_view state, const TeamId& team, int limit) {
    std::vector<OutboxState> found;
    const auto question = questions.find(state);
    if (question == questions.end()) return found;
    for (const Row& row : db.run(question->second.rows, team.value, std::int64_t{limit}))
        found.push_back({text(row[0]), std::string(state), text(row[2]), text(row[3]),
                         ChannelId(text(row[4])), UserId(text(row[5])), TeamId(text(row[6])),
                         from_unix(number(row[7])), text(row[8]),
                         static_cast<int>(number(row[9]))});
    return found;
}

std::int64_t outbox_count(Db& db, std::string_view state) {
    const auto question = questions.find(state);
    if (question == questions.end() || question->second.count.empty()) return 0;
    return number(db.run(question->second.count)[0][0]);
}

}  // namespace qm::store

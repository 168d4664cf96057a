// Every statement over the tables, on every engine: keys that are once, compare-and-set, marks.
// SPDX-License-Identifier: Apache-2.0
#include "support/engines.hpp"

namespace qm::store::tests {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = from_unix(1'800'000'000);

class Rows : public Store {};
INSTANTIATE_TEST_SUITE_P(Engines, Rows, engines(), engine_name);

OutboxRow post(const std::string& key, const std::string& subject = "") {
    OutboxRow row;
    row.key = key;
    row.kind = "create";
    row.subject = subject;
    row.body = "{}";
    row.channel = ChannelId("c1");
    row.pending = "p-" + key;
    row.state = "ready";
    row.wanted = 1;
    row.created = noon;
    return row;
}

Request request_of(const std::string& id, const std::string& root) {
    Request request;
    request.id = RequestId(id);
    request.team = TeamId("core");
    request.product = "payments";
    request.because = "channel payments";
    request.asker = UserId("pia");
    request.channel = ChannelId("c1");
    request.root = PostId(root);
    request.text = "é @all";
    request.opened_at = noon;
    request.reply_due = noon + 1h;
    return request;
}

TEST_P(Rows, MetaAndNumbers) {
    EXPECT_EQ(meta(*db_, "x"), "");
    set_meta(*db_, "x", "1");
    set_meta(*db_, "x", "2");
    EXPECT_EQ(meta(*db_, "x"), "2");
    EXPECT_EQ(next_number(*db_, "last", 1001), 1001);
    EXPECT_EQ(next_number(*db_, "last", 1001), 1002);
}

TEST_P(Rows, HabitsAreCountedByDayAndBounded) {
    const auto note = [&](const std::string& words, const std::string& entry,
                          const std::string& day, const char* what) {
        note_habit(*db_, {words, entry, 0, day}, what, 10);
    };
    for (int i = 0; i < 3; ++i)
        note("redis", "", "2026-10-06", "searched");
    note("kafka", "", "2026-10-06", "searched");
    ASSERT_EQ(unopened_habits(*db_, 3, 10).size(), 1U);
    EXPECT_EQ(unopened_habits(*db_, 3, 10)[0].times, 3);
    note("redis", "chart/redis", "2026-10-06", "opened");
    note("redis", "chart/redis", "2026-10-07", "copied");
    note("redis", "chart/redis", "2026-10-08", "unwanted");
    EXPECT_TRUE(unopened_habits(*db_, 3, 10).empty());
    const auto opened = opened_habits(*db_);
    ASSERT_EQ(opened.size(), 1U);
    EXPECT_EQ(opened[0].times, 1) << "two less the one that was not wanted";
    EXPECT_EQ(opened[0].day, "2026-10-08");
    EXPECT_EQ(unwanted_habits(*db_, 10).at(0).entry, "chart/redis");
    for (int i = 0; i < 30; ++i)
        note("w" + std::to_string(i), "e", "2026-10-09", "opened");
    EXPECT_LE(opened_habits(*db_).size(), 10U);
    EXPECT_EQ(unopened_habits(*db_, 3, 10).size(), 1U) << "what is often stays longest";
}

TEST_P(Rows, LogKeepsTheFirstOfEachStepNewestFirst) {
    log(*db_, "e1", 0, {noon, "opened", "R1", "pia"});
    log(*db_, "e1", 0, {noon, "again", "R1", "pia"});
    log(*db_, "e2", 0, {noon + 1s, "taken", "R1", "bob"});
    const auto rows = log_of(*db_, "R1", 10);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].what, "taken");
    EXPECT_EQ(rows[0].who, "bob");
    EXPECT_EQ(rows[1].what, "opened");
    EXPECT_EQ(rows[1].at, noon);
    EXPECT_EQ(log_of(*db_, "R1", 1).size(), 1U);
    EXPECT_TRUE(log_of(*db_, "R2", 9).empty());
}

TEST_P(Rows, TimersAreSetMovedFoundAndDropped) {
    EXPECT_FALSE(next_due(*db_));
    set_timer(*db_, "b", noon + 2s, 1);
    set_timer(*db_, "a", noon + 1s, 1);
    set_timer(*db_, "b", noon + 5s, 2);
    EXPECT_EQ(next_due(*db_), noon + 1s);
    EXPECT_EQ(timer(*db_, "b")->due, noon + 5s);
    EXPECT_EQ(timer(*db_, "b")->epoch, 2);
    EXPECT_TRUE(due_timers(*db_, noon, 10).empty());
    ASSERT_EQ(due_timers(*db_, noon + 9s, 10).size(), 2U);
    EXPECT_EQ(due_timers(*db_, noon + 9s, 1)[0].name, "a");
    drop_timer(*db_, "a");
    EXPECT_FALSE(timer(*db_, "a"));
}

TEST_P(Rows, AnEventIsOnceUnlessItIsForgotten) {
    EXPECT_FALSE(seen(*db_, "k"));
    EXPECT_TRUE(first_time(*db_, "k", noon));
    EXPECT_FALSE(first_time(*db_, "k", noon + 1h));
    EXPECT_TRUE(seen(*db_, "k"));
    forget(*db_, "k");
    EXPECT_TRUE(first_time(*db_, "k", noon));
}

TEST_P(Rows, WhatWasSetAsideStaysVisibleWhenOldEventsGo) {
    first_time(*db_, "old", noon - 1h);
    first_time(*db_, "bad", noon - 1h);
    set_aside(*db_, "bad", noon - 1h, "thrown three times", "pia: words");
    set_aside(*db_, "worse", noon - 2h, "thrown", "zoe: words");
    first_time(*db_, "new", noon);
    const auto failed = failed_events(*db_, 10);
    ASSERT_EQ(failed.size(), 2U);
    EXPECT_EQ(failed[0].key, "bad");
    EXPECT_EQ(failed[0].error, "thrown three times");
    EXPECT_EQ(forget_events(*db_, noon), 1);
    EXPECT_TRUE(seen(*db_, "bad"));
    forget(*db_, "bad");
    EXPECT_TRUE(seen(*db_, "bad"));
    EXPECT_FALSE(seen(*db_, "old"));
    EXPECT_TRUE(seen(*db_, "new"));
}

TEST_P(Rows, APostIsClaimedByOneAndSentOnce) {
    EXPECT_TRUE(add_post(*db_, post("k")));
    EXPECT_FALSE(add_post(*db_, post("k")));
    EXPECT_EQ(open_count(*db_), 1);
    EXPECT_TRUE(claim(*db_, "k"));
    EXPECT_FALSE(claim(*db_, "k"));
    EXPECT_TRUE(open_posts(*db_, "ready", 10).empty());
    ASSERT_EQ(open_posts(*db_, "claimed", 10).size(), 1U);
    EXPECT_TRUE(unclaim(*db_, "k"));
    EXPECT_FALSE(unclaim(*db_, "k"));
    EXPECT_TRUE(claim(*db_, "k"));
    EXPECT_TRUE(mark_sent(*db_, "k", PostId("p1"), ChannelId(""), 1));
    EXPECT_FALSE(mark_sent(*db_, "k", PostId("p2"), ChannelId("c9"), 1));
    const auto row = post_by_key(*db_, "k");
    EXPECT_EQ(row->post.value, "p1");
    EXPECT_EQ(row->channel.value, "c1");
    EXPECT_EQ(row->state, "sent");
    EXPECT_EQ(row->created, noon);
    EXPECT_EQ(row->pending, "p-k");
    EXPECT_EQ(open_count(*db_), 0);
    EXPECT_FALSE(claim(*db_, "k"));
    EXPECT_FALSE(post_by_key(*db_, "none"));
}

TEST_P(Rows, ADirectMessageLearnsItsChannelAndARefusedOneIsDone) {
    auto direct = post("d");
    direct.channel = ChannelId();
    direct.to = UserId("bob");
    add_post(*db_, direct);
    claim(*db_, "d");
    mark_sent(*db_, "d", PostId("p1"), ChannelId("dm"), 0);
    EXPECT_EQ(post_by_key(*db_, "d")->channel.value, "dm");
    EXPECT_EQ(post_by_key(*db_, "d")->to.value, "bob");
    add_post(*db_, post("r"));
    mark_refused(*db_, "r", "not in the channel");
    EXPECT_EQ(post_by_key(*db_, "r")->state, "refused");
    EXPECT_EQ(open_count(*db_), 0);
}

TEST_P(Rows, ACardIsStaleUntilItWasDrawnAnew) {
    add_post(*db_, post("k", "duty/R1"));
    want(*db_, "duty/R1", 3);
    EXPECT_TRUE(stale_posts(*db_, 10, 10).empty());  // it is not even sent
    claim(*db_, "k");
    mark_sent(*db_, "k", PostId("p1"), ChannelId("c1"), 1);
    ASSERT_EQ(stale_posts(*db_, 10, 10).size(), 1U);
    mark_drawn(*db_, "k", 3);
    EXPECT_TRUE(stale_posts(*db_, 10, 10).empty());
    want(*db_, "duty/R1", 2);  // an older change comes late
    mark_drawn(*db_, "k", 1);
    EXPECT_TRUE(stale_posts(*db_, 10, 10).empty());
    want(*db_, "duty/R1", 4);
    EXPECT_EQ(stale_posts(*db_, 10, 10).at(0).key, "k");
}

TEST_P(Rows, AMovedCardGivesItsSubjectAway) {
    add_post(*db_, post("old", "duty/R1"));
    mark_sent(*db_, "old", PostId("p1"), ChannelId("c1"), 1);
    retire_subject(*db_, "duty/R1", "moved/R1/core", 5);
    EXPECT_FALSE(post_by_subject(*db_, "duty/R1"));
    auto next = post("new", "duty/R1");
    next.created = noon + 1s;
    add_post(*db_, next);
    EXPECT_EQ(post_by_subject(*db_, "duty/R1")->key, "new");
    EXPECT_EQ(stale_posts(*db_, 10, 10).at(0).subject, "moved/R1/core");
}

TEST_P(Rows, WhatWaitsUnderACardIsFound) {
    auto under = post("under");
    under.root = PostId("@duty/R1");
    add_post(*db_, under);
    add_post(*db_, post("other"));
    ASSERT_EQ(waiting_under(*db_, "duty/R1", 10).size(), 1U);
    EXPECT_EQ(waiting_under(*db_, "duty/R1", 10).front().key, "under");
    mark_refused(*db_, "under", "no card");
    EXPECT_TRUE(waiting_under(*db_, "duty/R1", 10).empty());
    EXPECT_EQ(open_count(*db_), 1);
}

TEST_P(Rows, PeopleAndChannelsAreKnownByIdAndName) {
    save_person(*db_, {UserId("u1"), "pia", "Pia", "en", "Europe/Paris"});
    save_person(*db_, {UserId("u1"), "pia", "Pia Ñ", "fr", ""});
    EXPECT_EQ(person(*db_, UserId("u1"))->display, "Pia Ñ");
    EXPECT_EQ(person_named(*db_, "pia")->locale, "fr");
    EXPECT_FALSE(person(*db_, UserId("u2")));
    EXPECT_FALSE(person_named(*db_, "bob"));
    for (const ChannelType type :
         {ChannelType::open, ChannelType::closed, ChannelType::direct, ChannelType::group}) {
        save_channel(*db_, {ChannelId("c1"), "payments", "Payments", type});
        EXPECT_EQ(channel(*db_, ChannelId("c1"))->type, type);
    }
    EXPECT_EQ(channel_named(*db_, "payments")->display, "Payments");
    EXPECT_FALSE(channel(*db_, ChannelId("c2")));
    EXPECT_FALSE(channel_named(*db_, "search"));
}

TEST_P(Rows, TheOldMarkStaysFiveMinutesBehind) {
    const Channel here{ChannelId("c1"), "payments", "", ChannelType::open};
    const std::int64_t t = 1'800'000'000'000;
    mark(*db_, here, PostId("p0"), t, false);
    EXPECT_EQ(watermarks(*db_).at(0).anchor.value, "p0");
    for (int minute = 1; minute <= 60; ++minute) {
        mark(*db_, here, PostId("p" + std::to_string(minute)), t + minute * 60'000, false);
        const auto now = watermarks(*db_).at(0);
        EXPECT_EQ(now.last_ms, t + minute * 60'000);
        if (minute < 5) continue;
        EXPECT_GE(now.last_ms - now.anchor_ms, 300'000) << minute;
        EXPECT_LE(now.last_ms - now.anchor_ms, 660'000) << minute;
        EXPECT_EQ(now.anchor.value, "p" + std::to_string((now.anchor_ms - t) / 60'000));
    }
    const auto before = watermarks(*db_).at(0);
    mark(*db_, here, PostId("late"), t, false);  // an old post never moves a mark back
    EXPECT_EQ(watermarks(*db_).at(0).last_ms, before.last_ms);
    EXPECT_EQ(watermarks(*db_).at(0).anchor, before.anchor);
}

TEST_P(Rows, WhileABackFillRunsOnlyTheLastMarkMoves) {
    const Channel here{ChannelId("c1"), "payments", "", ChannelType::open};
    const std::int64_t t = 1'800'000'000'000;
    mark(*db_, here, PostId("p0"), t, false);
    for (int minute = 1; minute <= 60; ++minute)
        mark(*db_, here, PostId("b" + std::to_string(minute)), t + minute * 60'000, true);
    EXPECT_EQ(watermarks(*db_).at(0).anchor.value, "p0");
    EXPECT_EQ(watermarks(*db_).at(0).last_ms, t + 60 * 60'000);
    mark(*db_, here, PostId("n1"), t + 61 * 60'000, false);
    EXPECT_EQ(watermarks(*db_).at(0).anchor.value, "p0");
}

TEST_P(Rows, ARequestKeepsEveryColumn) {
    Request request = request_of("R1001", "root1");
    insert_request(*db_, request, 1001);
    request.version = 1;
    request.kind = "access";
    request.state = RequestState::waiting;
    request.is_private = true;
    request.first_reply_at = noon + 1min;
    request.solved_at = noon + 2min;
    request.news_due = noon + 3min;
    request.lateness = Lateness::very_late;
    request.taken_by = UserId("bob");
    request.waiting_until = noon + 4min;
    request.waiting_for = "asker";
    request.answer = "done";
    request.handovers = 3;
    request.kept_until = noon + 5min;
    request.sign_at = noon + 6min;
    request.asked_at = noon + 7min;
    request.moved_from = TeamId("data");
    request.moved_until = noon + 8min;
    request.settles_at = noon + 9min;
    request.suggested = "helm-chart/redis Redis";
    request.settled_by = "catalog";
    ASSERT_TRUE(save_request(*db_, request));
    const auto read = qm::store::request(*db_, RequestId("R1001"));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->version, 2);
    EXPECT_EQ(read->team, request.team);
    EXPECT_EQ(read->product + read->because + read->kind, "paymentschannel paymentsaccess");
    EXPECT_EQ(read->state, RequestState::waiting);
    EXPECT_EQ(read->asker.value + read->channel.value + read->root.value, "piac1root1");
    EXPECT_TRUE(read->is_private);
    EXPECT_EQ(read->text, "é @all");
    EXPECT_EQ(read->opened_at, noon);
    EXPECT_EQ(read->reply_due, noon + 1h);
    EXPECT_EQ(read->first_reply_at, noon + 1min);
    EXPECT_EQ(read->solved_at, noon + 2min);
    EXPECT_EQ(read->news_due, noon + 3min);
    EXPECT_EQ(read->lateness, Lateness::very_late);
    EXPECT_EQ(read->taken_by.value + read->waiting_for + read->answer, "bobaskerdone");
    EXPECT_EQ(read->waiting_until, noon + 4min);
    EXPECT_EQ(read->handovers, 3);
    EXPECT_EQ(read->kept_until, noon + 5min);
    EXPECT_EQ(read->sign_at, noon + 6min);
    EXPECT_EQ(read->asked_at, noon + 7min);
    EXPECT_EQ(read->moved_from.value, "data");
    EXPECT_EQ(read->moved_until, noon + 8min);
    EXPECT_EQ(read->settles_at, noon + 9min);
    EXPECT_EQ(read->suggested + read->settled_by, "helm-chart/redis Rediscatalog");
}

TEST_P(Rows, OfTwoChangesOfOneVersionTheFirstWins) {
    const Request request = request_of("R1001", "root1");
    insert_request(*db_, request, 1001);
    Request mine = request;
    Request yours = request;
    mine.taken_by = UserId("bob");
    yours.taken_by = UserId("carol");
    EXPECT_TRUE(save_request(*db_, mine));
    EXPECT_FALSE(save_request(*db_, yours));
    EXPECT_EQ(qm::store::request(*db_, request.id)->taken_by.value, "bob");
    EXPECT_EQ(qm::store::request(*db_, request.id)->version, 2);
}

TEST_P(Rows, OneRequestARootAndListsInOrder) {
    insert_request(*db_, request_of("R1001", "root1"), 1001);
    EXPECT_THROW(insert_request(*db_, request_of("R1002", "root1"), 1002), Error);
    insert_request(*db_, request_of("R1003", ""), 1003);
    insert_request(*db_, request_of("R1004", ""), 1004);  // no root yet: asked by slash
    EXPECT_EQ(request_of_root(*db_, PostId("root1"))->id.value, "R1001");
    EXPECT_FALSE(request_of_root(*db_, PostId("")));
    Request over = *qm::store::request(*db_, RequestId("R1003"));
    over.state = RequestState::solved;
    save_request(*db_, over);
    const auto open = open_requests(*db_, TeamId("core"), 10);
    ASSERT_EQ(open.size(), 2U);
    EXPECT_EQ(open[0].id.value, "R1001");
    EXPECT_EQ(open_requests(*db_, TeamId("core"), 1).size(), 1U);
    EXPECT_TRUE(open_requests(*db_, TeamId("data"), 10).empty());
    EXPECT_EQ(requests_of(*db_, UserId("pia"), true, 10).size(), 2U);
    EXPECT_EQ(requests_of(*db_, UserId("pia"), false, 10).at(0).id.value, "R1004");
    EXPECT_TRUE(requests_of(*db_, UserId("bob"), false, 10).empty());
}

TEST_P(Rows, ThreadsLeadToTheRequestFromBothSides) {
    save_thread(*db_, PostId("a"), RequestId("R1"), false);
    save_thread(*db_, PostId("b"), RequestId("R1"), true);
    save_thread(*db_, PostId("b"), RequestId("R2"), true);
    EXPECT_FALSE(thread(*db_, PostId("a"))->card);
    EXPECT_TRUE(thread(*db_, PostId("b"))->card);
    EXPECT_EQ(thread(*db_, PostId("b"))->request.value, "R1");
    EXPECT_EQ(card_thread(*db_, RequestId("R1"))->value, "b");
    EXPECT_FALSE(card_thread(*db_, RequestId("R2")));
    EXPECT_FALSE(thread(*db_, PostId("c")));
}

TEST_P(Rows, CountsWhatCameWasSolvedAndAnsweredLate) {
    const auto add = [&](int number, auto change) {
        Request request = request_of("R" + std::to_string(number), "");
        insert_request(*db_, request, number);
        change(request);
        save_request(*db_, request);
    };
    add(1, [](Request& r) { r.first_reply_at = noon + 30min; });
    add(2, [](Request& r) { r.first_reply_at = noon + 2h; });  // late, and taken since
    add(3, [](Request& r) { r.solved_at = noon + 30min, r.state = RequestState::solved; });
    add(4, [](Request&) {});  // unanswered, its hour is over
    add(5, [](Request& r) { r.reply_due = noon + 48h; });
    add(6, [](Request& r) { r.state = RequestState::closed; });
    const auto counts = count_between(*db_, TeamId("core"), noon, noon + 24h);
    EXPECT_EQ(counts.came, 5);
    EXPECT_EQ(counts.solved, 1);
    EXPECT_EQ(counts.late, 2);
    EXPECT_EQ(count_between(*db_, TeamId("core"), noon + 24h, noon + 48h).came, 0);
    EXPECT_EQ(count_between(*db_, TeamId("data"), noon, noon + 24h).late, 0);
}

}  // namespace
}  // namespace qm::store::tests

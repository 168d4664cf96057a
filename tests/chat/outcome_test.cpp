// What each answer to a post means, and what a bounded memory keeps.
// SPDX-License-Identifier: Apache-2.0
#include "chat/recent.hpp"
#include "chat/send_outcome.hpp"

#include <gtest/gtest.h>

namespace qm::chat::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

result<Answer> answer(int status, std::string body = "", seconds wait = seconds(1)) {
    Answer out;
    out.status = status;
    out.body = std::move(body);
    out.retry_after = wait;
    return out;
}

std::string created(const std::string& user, const std::string& key) {
    return R"({"id":"p1","channel_id":"c1","create_at":1,"user_id":")" + user +
           R"(","props":{"qm":{"k":")" + key + R"("}}})";
}

TEST(Outcome, of_creating_a_post) {
    const UserId me("me");
    const auto state = [&](const result<Answer>& got) {
        return outcome_of_create(got, me, "key").state;
    };
    EXPECT_EQ(state(answer(201, created("me", "key"))), SendState::sent);
    EXPECT_EQ(outcome_of_create(answer(201, created("me", "key")), me, "key").post.value, "p1");
    EXPECT_EQ(state(answer(201, created("mallory", "key"))), SendState::unknown);
    EXPECT_EQ(state(answer(201, created("me", "other"))), SendState::unknown);
    EXPECT_EQ(state(answer(201, "{}")), SendState::unknown);
    EXPECT_EQ(state(answer(200, "<html>")), SendState::unknown);
    for (int status : {400, 403, 404, 413, 422, 499})
        EXPECT_EQ(state(answer(status)), SendState::refused) << status;
    for (int status : {0, 100, 301, 302, 408, 500, 501, 502, 503, 504, 599})
        EXPECT_EQ(state(answer(status)), SendState::unknown) << status;
    const auto pending = answer(500, R"({"id":"api.post.deduplicate_create_post.pending"})");
    EXPECT_EQ(state(pending), SendState::unknown);
    EXPECT_EQ(state(answer(401)), SendState::later);
    EXPECT_EQ(outcome_of_create(answer(401), me, "key").wait, seconds(30));
    EXPECT_EQ(outcome_of_create(answer(429, "limit exceeded\n", seconds(7)), me, "key").wait,
              seconds(7));
    EXPECT_EQ(state(Error{errc::unavailable, "x"}), SendState::later);
    EXPECT_EQ(state(Error{errc::timed_out, "x"}), SendState::unknown);
    EXPECT_EQ(state(Error{errc::too_large, "x"}), SendState::unknown);
    EXPECT_EQ(state(Error{errc::invalid, "x"}), SendState::refused);
}

TEST(Outcome, a_channel_that_is_archived_was_looked_at) {
    const auto archived = [](const std::string& id) {
        return answer(400, R"({"id":")" + id + R"("})");
    };
    EXPECT_TRUE(
        outcome_of_edit(archived("api.post.patch_post.can_not_update_post_in_deleted.error")).sure);
    const std::string post = "api.post.create_post.can_not_post_to_deleted.error";
    EXPECT_TRUE(outcome_of_create(archived(post), UserId("me"), "key").sure);
    EXPECT_FALSE(outcome_of_edit(archived("api.context.permissions.app_error")).sure);
    EXPECT_FALSE(outcome_of_edit(answer(403)).sure);
}

TEST(Outcome, of_what_may_be_done_twice) {
    EXPECT_EQ(outcome_of_edit(answer(200)).state, SendState::sent);
    EXPECT_EQ(outcome_of_edit(answer(404)).state, SendState::refused);
    EXPECT_EQ(outcome_of_edit(answer(403)).state, SendState::refused);
    EXPECT_EQ(outcome_of_edit(answer(500)).state, SendState::later);
    EXPECT_EQ(outcome_of_edit(answer(500)).wait, seconds(1));
    EXPECT_EQ(outcome_of_edit(Error{errc::timed_out, "x"}).state, SendState::later);
    EXPECT_EQ(outcome_of_edit(answer(429, "", seconds(3))).wait, seconds(3));
    EXPECT_EQ(outcome_of_remove(answer(200)).state, SendState::sent);
    EXPECT_EQ(outcome_of_remove(answer(404)).state, SendState::sent);
    EXPECT_EQ(outcome_of_remove(answer(403)).state, SendState::refused);
    EXPECT_EQ(outcome_of_remove(answer(502)).state, SendState::later);
}

TEST(Outcome, never_repeats_the_servers_sentence) {
    const auto got = answer(403, R"({"id":"api.x","message":"Invalid session token=SECRET"})");
    EXPECT_EQ(outcome_of_create(got, UserId("me"), "k").why, "HTTP 403 api.x");
}

TEST(Recent, keeps_the_most_recently_used) {
    Recent<int> recent(3, milliseconds(10));
    for (int i = 0; i < 3; ++i)
        recent.put(std::to_string(i), i, milliseconds(0));
    EXPECT_EQ(*recent.find("0", milliseconds(5)).value, 0);
    recent.put("3", 3, milliseconds(5));
    EXPECT_EQ(recent.size(), 3u);
    EXPECT_EQ(recent.find("1", milliseconds(5)).value, nullptr);
    EXPECT_TRUE(recent.find("0", milliseconds(9)).fresh);
    EXPECT_FALSE(recent.find("0", milliseconds(10)).fresh);
    EXPECT_EQ(*recent.find("0", milliseconds(10)).value, 0) << "old is better than nothing";
    recent.put("0", 7, milliseconds(20));
    EXPECT_EQ(*recent.find("0", milliseconds(21)).value, 7);
    recent.forget("0");
    recent.forget("never");
    EXPECT_EQ(recent.size(), 2u);
}

}  // namespace
}  // namespace qm::chat::test

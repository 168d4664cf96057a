// A Mattermost whose database is away says "no" to what it cannot read: 400, 403, 404. None of it
// is meant.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/stage.hpp"

#include <algorithm>

namespace qm::chat::test {
namespace {

struct Away : Stage {
    std::int64_t asked(const std::string& call) const {
        return std::count(server.calls.begin(), server.calls.end(), call);
    }
    void leave(bool away) {
        server.reads_database = !away;
        server.refuse.clear();
        if (!away) return;
        server.refuse["POST /posts"] = 400;
        server.refuse["PUT /posts/p1/patch"] = 403;
        server.refuse["POST /channels/direct"] = 403;
        server.refuse["DELETE /posts/p1"] = 403;
        server.refuse["GET /posts/p1"] = 500;
        server.refuse["GET /users/me/teams/team/channels"] = 403;
        server.refuse["GET /channels/chan/posts"] = 403;
    }
};

Post changed(PostKind kind) {
    Post post = post_of("x");
    post.kind = kind;
    post.post = PostId("p1");
    return post;
}

TEST(Believe, a_no_without_a_database_is_for_now) {
    Away stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.leave(true);
        Post direct = post_of("psst");
        direct.channel = ChannelId();
        direct.to = UserId("bob");
        for (const Post& post : {post_of("x"), changed(PostKind::edit), direct}) {
            const SendOutcome outcome = co_await stage.chat->send(post);
            EXPECT_EQ(outcome.state, SendState::later) << outcome.why;
            EXPECT_TRUE(outcome.no);
        }
        const SendOutcome kept = co_await stage.chat->send(changed(PostKind::remove));
        EXPECT_EQ(kept.state, SendState::later);
        EXPECT_EQ(stage.asked("POST /posts"), 1) << "the sender tries again, after its wait";
        stage.leave(false);
        const SendOutcome sent = co_await stage.chat->send(post_of("x"));
        EXPECT_EQ(sent.state, SendState::sent);
        EXPECT_EQ(stage.server.posts_of("me").size(), 1u);
    });
}

TEST(Believe, a_no_is_meant_when_it_is_said_again) {
    Away stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.refuse["POST /posts"] = 400;
        const SendOutcome refused = co_await stage.chat->send(post_of("x"));
        EXPECT_EQ(refused.state, SendState::refused);
        EXPECT_EQ(stage.asked("POST /posts"), 3);
        // The database came back between the answer and our question.
        stage.server.before = [&](const std::string& call) {
            if (call == "GET /system/ping") stage.server.refuse.clear();
        };
        const SendOutcome sent = co_await stage.chat->send(post_of("x"));
        EXPECT_EQ(sent.state, SendState::sent);
    });
}

TEST(Believe, a_limit_is_waited_out_before_a_no_is_believed) {
    Away stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.refuse["PUT /posts/p1/patch"] = 400;
        int pings = 0;
        stage.server.before = [&](const std::string& call) {
            if (call != "GET /system/ping") return;
            if (++pings == 1)
                stage.server.refuse[call] = 429;
            else
                stage.server.refuse.erase(call);
        };
        const SendOutcome outcome = co_await stage.chat->send(changed(PostKind::edit));
        EXPECT_EQ(outcome.state, SendState::refused) << outcome.why;
    });
}

TEST(Believe, an_archived_channel_is_asked_for_once) {
    Away stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.refuse["PUT /posts/p1/patch"] = 400;
        stage.server.refuse_id = "api.post.patch_post.can_not_update_post_in_deleted.error";
        const SendOutcome outcome = co_await stage.chat->send(changed(PostKind::edit));
        EXPECT_EQ(outcome.state, SendState::refused) << outcome.why;
        EXPECT_EQ(stage.asked("PUT /posts/p1/patch"), 1);
        EXPECT_EQ(stage.asked("GET /posts/p1"), 0);
    });
}

TEST(Believe, asks_for_channel_and_root_where_a_ping_says_nothing) {
    Away stage;
    stage.server.tells_health = false;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.refuse["POST /posts"] = 400;
        stage.server.refuse["GET /channels/chan"] = 500;
        const SendOutcome blind = co_await stage.chat->send(post_of("x"));
        EXPECT_EQ(blind.state, SendState::later);
        stage.server.refuse.erase("GET /channels/chan");
        Post reply = post_of("x");
        reply.root = PostId("root");
        stage.server.refuse["GET /posts/root"] = 400;
        const SendOutcome unclear = co_await stage.chat->send(reply);
        EXPECT_EQ(unclear.state, SendState::later);
        stage.server.refuse["GET /posts/root"] = 404;
        const SendOutcome gone = co_await stage.chat->send(reply);
        EXPECT_EQ(gone.state, SendState::refused);
    });
}

TEST(Believe, what_was_missed_is_not_read_without_a_database) {
    Away stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const std::string first = stage.server.post("bob", "@quartermaster one");
        co_await stage.until_post(first);
        stage.marks.push_back({ChannelId("chan"), PostId(first), 1'800'000'000'001});
        stage.leave(true);
        const std::string lost = stage.server.post("bob", "@quartermaster two", false);
        const std::string next = stage.server.post("bob", "@quartermaster three");
        co_await stage.until_post(next);
        const auto reads = [&] {
            return stage.asked("GET /users/me/teams/team/channels");
        };
        const auto before = reads();
        std::function<bool()> twice = [&] {
            return reads() >= before + 2;
        };
        co_await stage.until(twice);
        stage.leave(false);
        const bool got = co_await stage.until_post(lost);
        EXPECT_TRUE(got);
    });
}

TEST(Believe, who_wrote_is_asked_again) {
    Away stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.refuse["POST /users/ids"] = 500;
        const std::string asked = stage.server.post("carol", "@quartermaster help me");
        std::function<bool()> tried = [&] {
            return stage.asked("POST /users/ids") >= 2;
        };
        co_await stage.until(tried);
        EXPECT_EQ(stage.event_of("mm:post:" + asked), nullptr);
        stage.server.refuse.clear();
        const bool got = co_await stage.until_post(asked);
        EXPECT_TRUE(got);
        const Event* event = stage.event_of("mm:post:" + asked);
        EXPECT_TRUE(event != nullptr && event->author.display == "Ms carol");
    });
}

TEST(Believe, a_doubt_waits_for_a_server_that_reads) {
    Away stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.leave(true);
        const SendOutcome blind = co_await stage.look(post_of("x"));
        EXPECT_EQ(blind.state, SendState::later);
        stage.server.reads_database = true;
        // Removed from the channel: it cannot be seen, so it is sent again, and refused.
        const SendOutcome unseen = co_await stage.look(post_of("x"));
        EXPECT_EQ(unseen.state, SendState::unknown);
        // What could be no channel's id is none.
        stage.server.refuse["GET /channels/chan/posts"] = 400;
        const SendOutcome absurd = co_await stage.look(post_of("x"));
        EXPECT_EQ(absurd.state, SendState::unknown);
    });
}

// Kept, but never told, and no number is missing.
TEST(Rounds, find_what_was_never_told) {
    Away stage;
    stage.timings.look_every = milliseconds(10);
    stage.timings.round_every = milliseconds(30);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.posts.push_back(
            {"untold", "chan", "bob", "", "@quartermaster hello?", "", 1'800'000'000'500});
        const bool got = co_await stage.until_post("untold");
        EXPECT_TRUE(got);
        const Event* event = stage.event_of("mm:post:untold");
        EXPECT_TRUE(event != nullptr && event->caught_up);
    });
}

// "You tagged somebody who is not in this channel: add them?" The words stand there before we come.
TEST(Rounds, begin_with_a_channel_that_lets_us_in) {
    Away stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.posts.push_back(
            {"before", "chan", "bob", "", "@quartermaster hello?", "", 1'800'000'000'500});
        stage.server.say("user_added", R"({"user_id":"me"})");
        const bool got = co_await stage.until_post("before");
        EXPECT_TRUE(got);
    });
}

TEST(Rounds, begin_at_once_after_trouble) {
    Away stage;
    stage.timings.look_every = milliseconds(10);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.leave(true);
        stage.server.refuse["POST /posts"] = 500;
        const SendOutcome outcome = co_await stage.chat->send(post_of("x"));
        EXPECT_EQ(outcome.state, SendState::unknown);
        stage.server.posts.push_back(
            {"untold", "chan", "bob", "", "@quartermaster hello?", "", 1'800'000'000'500});
        stage.leave(false);
        const bool got = co_await stage.until_post("untold");
        EXPECT_TRUE(got);
    });
}

}  // namespace
}  // namespace qm::chat::test

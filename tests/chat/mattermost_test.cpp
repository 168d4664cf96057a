// The adapter against a tiny scripted server over loopback: hello, events, gaps, lost replies,
// silence, refused tokens, the end.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost.hpp"

#include "chat/support/stage.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace qm::chat::test {
namespace {

TEST(Mattermost, names_connects_and_hears) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        const bool up = co_await stage.until_ups(1);
        EXPECT_TRUE(up);
        const std::string asked = stage.server.post("bob", "@Quartermaster: access, please");
        stage.server.post("bob", "nothing for the bot");
        const std::string reply = stage.server.post("bob", "and me", true, asked);
        stage.server.post("robot", "@quartermaster loop");
        const std::string direct = stage.server.post("bob", "help", true, "", "direct");
        const std::string own = stage.server.post("me", "an old post of ours");
        stage.server.say("user_added", R"({"user_id":"me"})");
        const bool heard = co_await stage.until_events(5);
        EXPECT_TRUE(heard);
        EXPECT_EQ(stage.events.front().kind, EventKind::directory);
        EXPECT_EQ(stage.events.front().people.at(0).username, "bob");
        EXPECT_EQ(stage.events.front().channels.at(0).name, "open");
        EXPECT_EQ(stage.notes.size(), 2u) << "nobody, missing";
        const auto& calls = stage.server.calls;
        EXPECT_EQ(std::count(calls.begin(), calls.end(), "POST /channels/open/members"), 1);
        const Event* event = stage.event_of("mm:post:" + asked);
        EXPECT_TRUE(event != nullptr);
        if (event == nullptr) co_return;
        EXPECT_EQ(event->text, "access, please");
        EXPECT_EQ(event->author.display, "Ms bob");
        EXPECT_EQ(event->author.locale, "fr");
        EXPECT_TRUE(event->to_us);
        const Event* thread = stage.event_of("mm:post:" + reply);
        EXPECT_TRUE(thread != nullptr && !thread->to_us && thread->root.value == asked);
        const Event* dm = stage.event_of("mm:post:" + direct);
        EXPECT_TRUE(dm != nullptr && dm->to_us && dm->channel.type == ChannelType::direct);
        EXPECT_TRUE(stage.event_of("mm:post:" + own) == nullptr) << "no key: seen only";
        const Event* joined = stage.event_of("mm:joined:chan:c1:7");
        EXPECT_TRUE(joined != nullptr && joined->kind == EventKind::joined);
    });
}

TEST(Mattermost, a_ticket_under_words_brings_them_whole) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const std::string words = stage.server.post("bob", "the deploy is broken");
        const auto react = [&](const std::string& who, const std::string& emoji) {
            stage.server.say("reaction_added", R"({"reaction":"{\"user_id\":\")" + who +
                                                   R"(\",\"post_id\":\")" + words +
                                                   R"(\",\"emoji_name\":\")" + emoji +
                                                   R"(\",\"create_at\":1800000000500}"})");
        };
        react("bob", "thumbsup");
        react("robot", "ticket");
        react("bob", "ticket");
        const bool heard = co_await stage.until_events(2);
        EXPECT_TRUE(heard);
        if (!heard) co_return;
        const Event& event = stage.events.back();
        EXPECT_EQ(event.kind, EventKind::reaction);
        EXPECT_EQ(event.text, "the deploy is broken");
        EXPECT_EQ(event.key, "mm:react:" + words + ":bob:ticket:1800000000500");
        EXPECT_EQ(event.people.at(0).username, "bob");
        EXPECT_EQ(event.post.value, words);
    });
}

TEST(Mattermost, brings_what_a_gap_swallowed) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const std::string first = stage.server.post("bob", "@quartermaster one");
        co_await stage.until_post(first);
        stage.marks.push_back({ChannelId("chan"), PostId(first), 1'800'000'000'001});
        const std::string lost = stage.server.post("bob", "@quartermaster two", false);
        const std::string next = stage.server.post("bob", "@quartermaster three");
        const bool got = co_await stage.until_post(lost);
        EXPECT_TRUE(got);
        if (!got) co_return;
        EXPECT_TRUE(stage.event_of("mm:post:" + lost)->caught_up);
        EXPECT_TRUE(stage.event_of("mm:post:" + lost)->behind);
        EXPECT_TRUE(stage.event_of("mm:post:" + next)->behind) << "the mark must not pass the gap";
        const std::string last = stage.server.post("bob", "@quartermaster four");
        co_await stage.until_post(last);
        const Event* after = stage.event_of("mm:post:" + last);
        EXPECT_TRUE(after != nullptr && !after->behind && !after->caught_up);
    });
}

TEST(Mattermost, goes_on_where_a_dropped_connection_ended) {
    Stage stage;
    stage.server.goes_on = true;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        bool behind = true;  // until the first back-fill is done
        for (int i = 0; i < 50 && behind; ++i) {
            const std::string one = stage.server.post("bob", "@quartermaster one");
            co_await stage.until_post(one);
            behind = stage.event_of("mm:post:" + one)->behind;
        }
        EXPECT_FALSE(behind);
        const auto reads = [&] {
            return std::ranges::count_if(stage.server.calls, [](const std::string& call) {
                return call == "GET /channels/chan/posts";
            });
        };
        const auto before = reads();
        stage.server.drop();
        const std::string missed = stage.server.post("bob", "@quartermaster while away");
        const bool back = co_await stage.until_ups(2);
        EXPECT_TRUE(back);
        const bool got = co_await stage.until_post(missed);
        EXPECT_TRUE(got);
        if (!got) co_return;
        EXPECT_FALSE(stage.event_of("mm:post:" + missed)->caught_up) << "told, not read back";
        EXPECT_FALSE(stage.event_of("mm:post:" + missed)->behind);
        EXPECT_EQ(reads(), before) << "nothing had to be read";
        stage.server.drop();
        const bool quiet = co_await stage.until_ups(3);
        EXPECT_TRUE(quiet) << "an answer to a ping is enough when nothing was said";
        EXPECT_EQ(reads(), before);
        stage.server.goes_on = false;  // as after a restart of the server
        stage.server.drop();
        const std::string forgotten = stage.server.post("bob", "@quartermaster again", false);
        const bool read_back = co_await stage.until_post(forgotten);
        EXPECT_TRUE(read_back);
        EXPECT_GT(reads(), before);
    });
}

TEST(Mattermost, comes_back_and_reads_what_it_missed) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.drop();
        const std::string missed = stage.server.post("bob", "@quartermaster while away", false);
        const bool back = co_await stage.until_ups(2);
        EXPECT_TRUE(back);
        const bool got = co_await stage.until_post(missed);
        EXPECT_TRUE(got);
        const Event* event = stage.event_of("mm:post:" + missed);
        EXPECT_TRUE(event != nullptr && event->caught_up);
    });
}

// "solved" stands below a card, "that does not work" in another channel.
TEST(Mattermost, reads_what_it_missed_in_the_order_of_time) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.drop();
        std::vector<std::string> written;
        for (int i = 0; i < 30; ++i)
            for (const char* channel : {"chan", "direct"})
                written.push_back("mm:post:" +
                                  stage.server.post("bob", "@quartermaster x", false, "", channel));
        const bool got = co_await stage.until_post(written.back().substr(8));
        EXPECT_TRUE(got);
        std::vector<std::string> heard;
        for (const Event& event : stage.events)
            if (event.kind == EventKind::message) heard.push_back(event.key);
        EXPECT_EQ(heard, written);
        EXPECT_EQ(stage.most_kept_at_once, 1) << "each finds what the one before it changed";
    });
}

TEST(Mattermost, who_cannot_be_asked_for_a_moment_keeps_their_place) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.drop();
        int asked = 0;
        stage.server.before = [&](const std::string& call) {
            if (call != "POST /users/ids") return;
            if (++asked <= 3)
                stage.server.refuse[call] = 429;
            else
                stage.server.refuse.erase(call);
        };
        const std::string first =
            "mm:post:" + stage.server.post("carol", "@quartermaster x", false, "", "chan");
        const std::string second =
            stage.server.post("dave", "@quartermaster y", false, "", "direct");
        const bool got = co_await stage.until_post(second);
        EXPECT_TRUE(got);
        EXPECT_EQ(stage.events.back().key, "mm:post:" + second);
        EXPECT_NE(stage.event_of(first), nullptr);
    });
}

TEST(Mattermost, a_channel_that_cannot_be_read_keeps_no_other_from_being_read) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.drop();
        stage.server.refuse["GET /channels/chan/posts"] = 500;
        const std::string missed =
            stage.server.post("bob", "@quartermaster x", false, "", "direct");
        const bool got = co_await stage.until_post(missed);
        EXPECT_TRUE(got);
        const std::string late = stage.server.post("bob", "@quartermaster y", false);
        stage.server.refuse.clear();
        const bool all = co_await stage.until_post(late);
        EXPECT_TRUE(all) << "it is read when it can be";
    });
}

TEST(Mattermost, sends_direct_messages_and_knows_refusals) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        const SendOutcome early = co_await stage.chat->send(post_of("too early"));
        EXPECT_EQ(early.state, SendState::later);
        co_await stage.until_ups(1);
        Post direct = post_of("psst");
        direct.channel = ChannelId();
        direct.to = UserId("bob");
        const SendOutcome sent = co_await stage.chat->send(direct);
        EXPECT_EQ(sent.state, SendState::sent);
        EXPECT_EQ(sent.channel.value, "direct");
        const SendOutcome again = co_await stage.chat->send(direct);
        EXPECT_EQ(again.state, SendState::sent);
        const auto& calls = stage.server.calls;
        EXPECT_EQ(std::count(calls.begin(), calls.end(), "POST /channels/direct"), 1);

        stage.server.refuse["POST /posts"] = 403;
        const SendOutcome refused = co_await stage.chat->send(post_of("x"));
        EXPECT_EQ(refused.state, SendState::refused);
        EXPECT_EQ(refused.why, "HTTP 403 refused.by.test");
        EXPECT_EQ(std::count(calls.begin(), calls.end(), "POST /channels/chan/members"), 3);
        stage.server.refuse["POST /posts"] = 429;
        const SendOutcome later = co_await stage.chat->send(post_of("x"));
        EXPECT_EQ(later.state, SendState::later);
        Post gone = post_of("x");
        gone.kind = PostKind::remove;
        gone.post = PostId("gone");
        stage.server.refuse["DELETE /posts/gone"] = 403;
        const SendOutcome removed = co_await stage.chat->send(gone);
        EXPECT_EQ(removed.state, SendState::sent) << "a 403 whose post is not there any more";
    });
}

TEST(Mattermost, drops_a_server_without_hello) {
    Stage stage;
    stage.timings.hello = milliseconds(30);
    stage.server.greets = false;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_sockets(2);
        EXPECT_GE(stage.server.sockets, 2);
        EXPECT_FALSE(stage.up());
        stage.server.greets = true;
        const bool up = co_await stage.until_ups(1);
        EXPECT_TRUE(up);
    });
}

TEST(Mattermost, drops_a_silent_server) {
    Stage stage;
    stage.timings.hello = milliseconds(10);
    stage.timings.ping_every = milliseconds(10);
    stage.timings.ping_answer = milliseconds(30);
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        stage.server.answers_pings = false;
        co_await stage.until_sockets(2);
        EXPECT_GE(stage.server.sockets, 2);
        const auto silent = [](const std::string& line) {
            return line.find("silent") != std::string::npos;
        };
        EXPECT_TRUE(std::any_of(stage.states.begin(), stage.states.end(), silent));
    });
}

TEST(Mattermost, says_that_its_token_is_refused_and_tries_on) {
    Stage stage;
    stage.timings.reconnect_scale = 0.0005;
    stage.server.refuse["GET /users/me"] = 401;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_states(3);
        EXPECT_GE(stage.states.size(), 3u);
        EXPECT_NE(stage.states.at(0).find("mattermost.token_file"), std::string::npos);
        stage.server.refuse.clear();
        const bool up = co_await stage.until_ups(1);
        EXPECT_TRUE(up);
    });
}

TEST(Mattermost, takes_the_token_that_was_put_in_place_of_a_refused_one) {
    Stage stage;
    stage.timings.reconnect_scale = 0.0005;
    stage.server.token = "better";
    int asked = 0;
    stage.token_again = [&asked] {
        ++asked;
        return std::string(asked < 2 ? "the-token" : "better");
    };
    stage.play([&]() -> asio::awaitable<void> {
        const bool up = co_await stage.until_ups(1);
        EXPECT_TRUE(up);
        EXPECT_EQ(asked, 2);
    });
}

TEST(Mattermost, resolves_events_of_the_other_side) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        Event event;
        event.author.id = UserId("alice");
        event.channel.id = ChannelId("chan");
        event.channel.type = ChannelType::closed;
        co_await stage.chat->resolve(event);
        EXPECT_EQ(event.author.display, "Ms alice");
        EXPECT_EQ(event.channel.type, ChannelType::open);
        Event elsewhere;
        elsewhere.channel.id = ChannelId("unknown");
        elsewhere.channel.type = ChannelType::closed;
        co_await stage.chat->resolve(elsewhere);
        EXPECT_TRUE(elsewhere.channel.is_private());
        EXPECT_FALSE(elsewhere.channel.reachable) << "what is said to it goes to the person";
        stage.server.refuse["GET /channels/slow"] = 500;
        Event slow;
        slow.channel.id = ChannelId("slow");
        co_await stage.chat->resolve(slow);
        EXPECT_TRUE(slow.channel.reachable) << "nothing is known of it";
        Message message;
        message.line(say("t", {{"w", Plain{"@all"}}}));
        EXPECT_NE(stage.chat->action_answer(message, event).find("@\u200Ball"), std::string::npos);
    });
}

}  // namespace
}  // namespace qm::chat::test

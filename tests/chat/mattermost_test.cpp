// The adapter against a tiny scripted server over loopback: hello, events, gaps, lost replies,
// silence, refused tokens, the end.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost.hpp"

#include "chat/support/server.hpp"
#include "net/support/loop.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>

namespace qm::chat::test {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

struct Seen {
    std::string post;
    bool behind = false;
};

struct Stage {
    asio::io_context loop;
    TinyServer server{loop};
    core::Texts texts;
    std::unique_ptr<Mattermost> chat;
    std::vector<Event> events;
    std::vector<Seen> seen;
    std::vector<std::string> notes;
    std::vector<std::string> states;
    std::vector<Mark> marks;
    MattermostTimings timings;
    std::int64_t first_start_ms = 1'800'000'000'000;

    Stage() {
        texts.add("en", {{"t", "{w}"}});
        timings.reconnect_scale = 0.02;
        timings.request = milliseconds(500);
        timings.backfill_again = milliseconds(20);
    }

    void build() {
        Listener listener;
        listener.event = [this](Event event) {
            return take(std::move(event));
        };
        listener.seen = [this](Channel, PostId post, std::int64_t, bool behind) {
            seen.push_back({post.value, behind});
        };
        listener.marks = [this] {
            return read_marks();
        };
        listener.state = [this](bool up, std::string why) {
            states.push_back(up ? "up" : "down " + why);
        };
        listener.note = [this](std::string line) {
            notes.push_back(std::move(line));
        };
        listener.wall_ms = [] {
            return std::int64_t{1'800'000'100'000};
        };
        MattermostOptions options{.url = server.url(),
                                  .token = "the-token",
                                  .team = "acme",
                                  .callback_url = "http://127.0.0.1:9/",
                                  .secret = "secret",
                                  .first_start_ms = first_start_ms,
                                  .names = {{"bob", "nobody"}, {"open", "missing"}},
                                  .texts = texts,
                                  .zone = "Europe/Paris",
                                  .steady = steady,
                                  .timings = timings};
        auto made = make_mattermost(loop.get_executor(), options, listener);
        ASSERT_TRUE(made);
        chat = std::move(*made);
    }
    static milliseconds steady() {
        return std::chrono::duration_cast<milliseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
    }
    asio::awaitable<void> take(Event event) {
        events.push_back(std::move(event));
        co_return;
    }
    asio::awaitable<std::vector<Mark>> read_marks() { co_return marks; }

    asio::awaitable<bool> until(std::function<bool()> done) {
        asio::steady_timer timer(loop);
        for (int i = 0; i < 1'500 && !done(); ++i) {
            timer.expires_after(milliseconds(5));
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return done();
    }
    asio::awaitable<bool> until_ups(int count) {
        std::function<bool()> done = [this, count] {
            return ups() >= count;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_post(std::string id) {
        std::function<bool()> done = [this, id] {
            return event_of("mm:post:" + id) != nullptr;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_events(std::size_t count) {
        std::function<bool()> done = [this, count] {
            return events.size() >= count;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_states(std::size_t count) {
        std::function<bool()> done = [this, count] {
            return states.size() >= count;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_sockets(int count) {
        std::function<bool()> done = [this, count] {
            return server.sockets >= count;
        };
        co_return co_await until(done);
    }
    bool up() const { return std::count(states.begin(), states.end(), "up") > 0; }
    int ups() const { return static_cast<int>(std::count(states.begin(), states.end(), "up")); }
    const Event* event_of(const std::string& key) const {
        for (const Event& event : events)
            if (event.key == key) return &event;
        return nullptr;
    }

    // Runs the adapter beside `script`, then stops it; both must end.
    void play(std::function<asio::awaitable<void>()> script) {
        build();
        bool ended = false;
        asio::co_spawn(loop, chat->run(), [&](std::exception_ptr thrown) {
            ended = true;
            EXPECT_FALSE(thrown);
        });
        net::test::run(loop, [&] { return finish(script, ended); });
        EXPECT_TRUE(ended) << "run() goes on after stop()";
        for (const std::string& line : notes)
            EXPECT_EQ(line.find("the-token"), std::string::npos) << line;
        for (const std::string& line : states)
            EXPECT_EQ(line.find("the-token"), std::string::npos) << line;
    }
    asio::awaitable<void> finish(std::function<asio::awaitable<void>()> script, bool& ended) {
        co_await script();
        chat->stop();
        std::function<bool()> over = [&ended] {
            return ended;
        };
        const bool done = co_await until(over);
        EXPECT_TRUE(done);
    }
};

Post post_of(const std::string& words) {
    Post post;
    post.key = "0123456789abcdef";
    post.pending = "pending";
    post.channel = ChannelId("chan");
    post.zone = "Europe/Paris";
    post.message.line(say("t", {{"w", Plain{words}}}));
    return post;
}

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
        EXPECT_EQ(stage.events.back().kind, EventKind::joined);
        EXPECT_EQ(stage.events.back().key, "mm:joined:chan:c1:7");
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

TEST(Mattermost, tells_an_unknown_outcome_and_finds_it) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const SendOutcome sent = co_await stage.chat->send(post_of("hello"));
        EXPECT_EQ(sent.state, SendState::sent);
        EXPECT_EQ(sent.channel.value, "chan");
        Post other = post_of("lost");
        other.key = "ffff";
        const SendOutcome none = co_await stage.chat->look(other);
        EXPECT_EQ(none.state, SendState::unknown);
        stage.server.loses_replies = true;
        const SendOutcome lost = co_await stage.chat->send(other);
        EXPECT_EQ(lost.state, SendState::unknown);
        const SendOutcome found = co_await stage.chat->look(other);
        EXPECT_EQ(found.state, SendState::sent);
        EXPECT_EQ(stage.server.posts_of("me").size(), 2u);
        EXPECT_EQ(found.post.value, stage.server.posts_of("me").back().id);
        // Somebody who copies the key is not believed.
        Post forged = post_of("x");
        forged.key = "eeee";
        stage.server.posts.push_back({"forged", "chan", "mallory", "", "x", "eeee", 1});
        const SendOutcome not_ours = co_await stage.chat->look(forged);
        EXPECT_EQ(not_ours.state, SendState::unknown);
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
        EXPECT_EQ(std::count(calls.begin(), calls.end(), "POST /channels/chan/members"), 1);
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
        EXPECT_NE(stage.states.at(0).find("check mattermost.token"), std::string::npos);
        stage.server.refuse.clear();
        const bool up = co_await stage.until_ups(1);
        EXPECT_TRUE(up);
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
        Message message;
        message.line(say("t", {{"w", Plain{"@all"}}}));
        EXPECT_NE(stage.chat->action_answer(message, event).find("@\u200Ball"), std::string::npos);
    });
}

}  // namespace
}  // namespace qm::chat::test

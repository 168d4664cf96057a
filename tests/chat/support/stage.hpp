// The adapter on a stage: a tiny server, and all that it hears, sees, notes and says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/mattermost.hpp"
#include "chat/support/script.hpp"
#include "chat/support/server.hpp"
#include "net/support/loop.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace qm::chat::test {

struct Seen {
    std::string post;
    bool behind = false;
};

struct Stage : Script {
    TinyServer server{loop};
    core::Texts texts;
    std::unique_ptr<Mattermost> chat;
    std::vector<Event> events;
    int keeping = 0;
    int most_kept_at_once = 0;
    std::vector<Seen> seen;
    std::vector<std::string> notes;
    std::vector<std::string> states;
    std::vector<Mark> marks;
    std::vector<PostId> threads;  // of open requests
    std::function<std::string()> token_again;
    MattermostTimings timings;
    std::int64_t first_start_ms = 1'800'000'000'000;

    Stage() {
        texts.add("en", {{"t", "{w}"}});
        timings.reconnect_scale = 0.02;
        timings.request = milliseconds(500);
        timings.backfill_again = milliseconds(20);
        timings.ask_again = milliseconds(10);
        timings.between_threads = milliseconds(1);
    }

    void build() {
        Listener listener;
        listener.event = [this](Event event) {
            return take(std::move(event));
        };
        listener.kept = [this](Event event) {
            return keep(std::move(event));
        };
        listener.seen = [this](Channel, PostId post, std::int64_t, bool behind) {
            seen.push_back({post.value, behind});
        };
        listener.marks = [this] {
            return read_marks();
        };
        listener.threads = [this] {
            return read_threads();
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
                                  .timings = timings,
                                  .token_again = token_again};
        auto made = make_mattermost(loop.get_executor(), options, listener);
        ASSERT_TRUE(made);
        chat = std::move(*made);
    }
    asio::awaitable<void> take(Event event) {
        events.push_back(std::move(event));
        co_return;
    }
    asio::awaitable<void> keep(Event event) {
        most_kept_at_once = std::max(most_kept_at_once, ++keeping);
        events.push_back(std::move(event));
        co_await asio::post(loop, asio::use_awaitable);
        --keeping;
    }
    asio::awaitable<std::vector<Mark>> read_marks() { co_return marks; }
    asio::awaitable<std::vector<PostId>> read_threads() { co_return threads; }

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
    asio::awaitable<bool> until_event(std::string key) {
        std::function<bool()> done = [this, key] {
            return event_of(key) != nullptr;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_events(std::size_t count) {
        std::function<bool()> done = [this, count] {
            return events.size() >= count;
        };
        co_return co_await until(done);
    }
    asio::awaitable<SendOutcome> look(Post post) {
        std::vector<Post> posts;
        posts.push_back(std::move(post));
        const auto looked = co_await chat->look(std::move(posts));
        co_return looked.front();
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

inline Post post_of(const std::string& words) {
    Post post;
    post.key = "0123456789abcdef";
    post.pending = "pending";
    post.channel = ChannelId("chan");
    post.zone = "Europe/Paris";
    post.message.line(say("t", {{"w", Plain{words}}}));
    return post;
}

}  // namespace qm::chat::test

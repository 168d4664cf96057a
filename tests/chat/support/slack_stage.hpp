// Slack's adapter on a stage: a tiny server, and all that it hears, notes and says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/slack.hpp"
#include "chat/support/script.hpp"
#include "chat/support/slack_server.hpp"
#include "net/support/loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace qm::chat::test {

inline Post a_post(const std::string& words) {
    Post post;
    post.key = "0123456789abcdef";
    post.channel = ChannelId("C1CHAN");
    post.zone = "Europe/Paris";
    post.created = from_unix(1'800'000'000);
    post.message.line(say("t", {{"w", Plain{words}}}));
    return post;
}

struct SlackStage : Script {
    TinySlack slack{loop};
    core::Texts texts;
    SlackTimings timings;
    std::unique_ptr<Slack> chat;
    std::string signing_secret;  // set: Slack calls us
    std::vector<Event> events;
    std::vector<std::string> states;
    std::vector<std::string> notes;
    Reply reply = Reply::of(say("t", {{"w", Plain{"done"}}}));
    std::string breaks_on;  // words that cannot be kept
    int broken = 0;         // so often
    bool keeps = true;      // false: the commit never comes
    milliseconds answers_after{0};
    std::int64_t wall_ms = 1'800'000'100'000;
    std::vector<Mark> marks;
    std::vector<PostId> threads;  // of open requests
    std::vector<Person> met;      // before this start

    SlackStage() {
        texts.add("en", {{"t", "**{w}**"}, {"form.loading", "Wait"}, {"form.loaded", "Done"}});
        timings.reconnect_scale = 0.02;
        timings.drain = milliseconds(20);
        timings.answer = milliseconds(100);
        timings.backfill_again = milliseconds(20);
    }

    void build() {
        Listener listener;
        listener.event = [this](Event event) {
            return take(std::move(event), true);
        };
        listener.kept = [this](Event event) {
            return take(std::move(event), keeps);
        };
        listener.answer = [this](Event event) {
            return answer(std::move(event));
        };
        listener.seen = [](Channel, PostId, std::int64_t, bool) {
        };
        listener.marks = [this] {
            return read_marks();
        };
        listener.threads = [this] {
            return read_threads();
        };
        listener.named = [this](std::string username) {
            return read_named(std::move(username));
        };
        listener.state = [this](bool up, std::string why) {
            states.push_back(up ? "up" : "down " + why);
        };
        listener.note = [this](std::string line) {
            notes.push_back(std::move(line));
        };
        listener.wall_ms = [this] {
            return wall_ms;
        };
        SlackOptions options{.api_url = slack.url(),
                             .bot_token = "xoxb-secret",
                             .app_token = "xapp-secret",
                             .signing_secret = signing_secret,
                             .first_start_ms = 1'800'000'000'000,
                             .names = {{"bob"}, {"open"}},
                             .texts = texts,
                             .zone = "Europe/Paris",
                             .steady = steady,
                             .timings = timings};
        auto made = make_slack(loop.get_executor(), options, listener);
        ASSERT_TRUE(made);
        chat = std::move(*made);
    }
    asio::awaitable<void> take(Event event, bool keep) {
        if (!breaks_on.empty() && event.text == breaks_on) {
            ++broken;
            throw std::runtime_error("the store");
        }
        events.push_back(std::move(event));
        if (keep) co_return;
        asio::steady_timer timer(loop, std::chrono::seconds(30));
        co_await timer.async_wait(asio::use_awaitable);
    }
    asio::awaitable<Reply> answer(Event event) {
        events.push_back(std::move(event));
        if (answers_after.count() > 0) {
            asio::steady_timer timer(loop, answers_after);
            co_await timer.async_wait(asio::use_awaitable);
        }
        co_return reply;
    }
    asio::awaitable<std::vector<PostId>> read_threads() { co_return threads; }
    asio::awaitable<std::optional<Person>> read_named(std::string username) {
        for (const Person& person : met)
            if (person.username == username) co_return person;
        co_return std::nullopt;
    }
    asio::awaitable<std::vector<Mark>> read_marks() { co_return marks; }

    asio::awaitable<bool> until_links(int count) {
        std::function<bool()> done = [this, count] {
            return slack.open() == count;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_ack(std::string id) {
        std::function<bool()> done = [this, id] {
            return std::count(slack.acks.begin(), slack.acks.end(), id) > 0;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_event(std::string key) {
        std::function<bool()> done = [this, key] {
            return event_of(key) != nullptr;
        };
        co_return co_await until(done);
    }
    asio::awaitable<bool> until_call(std::string method) {
        std::function<bool()> done = [this, method] {
            return slack.count(method) > 0;
        };
        co_return co_await until(done);
    }
    const Event* event_of(const std::string& key) const {
        const auto found = std::find_if(events.begin(), events.end(),
                                        [&](const Event& event) { return event.key == key; });
        return found == events.end() ? nullptr : &*found;
    }

    // Runs the adapter beside `script`, then stops it; both must end.
    void play(std::function<asio::awaitable<void>()> script,
              milliseconds within = net::test::bound) {
        build();
        bool ended = false;
        asio::co_spawn(loop, chat->run(), [&](std::exception_ptr thrown) {
            ended = true;
            EXPECT_FALSE(thrown);
        });
        net::test::run(
            loop, [&] { return finish(script, ended); }, within);
        for (const auto* lines : {&notes, &states})
            for (const std::string& line : *lines)
                EXPECT_EQ(line.find("secret"), std::string::npos) << line;
    }
    asio::awaitable<void> finish(std::function<asio::awaitable<void>()> script, bool& ended) {
        co_await script();
        chat->stop();
        std::function<bool()> over = [this, &ended] {
            return ended || !keeps;
        };
        const bool done = co_await until(over);
        EXPECT_TRUE(done) << "run() goes on after stop()";
    }
};

}  // namespace qm::chat::test

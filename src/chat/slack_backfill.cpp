// What was missed while no connection was up: each channel's history since a little before its
// mark, and the threads of open requests. Slack's own retries cover minutes, this the rest.
// SPDX-License-Identifier: Apache-2.0
#include "chat/backfill.hpp"
#include "chat/slack_room.hpp"

#include <algorithm>
#include <set>

namespace qm::chat {

namespace asio = boost::asio;

namespace {

constexpr int slack_pages_max = 50;
constexpr int patience = 5;  // times a limited method is asked again
constexpr std::size_t threads_max = 200;

std::string ts_of(std::int64_t ms) {
    std::string part = std::to_string(ms % 1000);
    part.insert(0, 3 - part.size(), '0');
    return std::to_string(ms / 1000) + "." + part + "000";
}

}  // namespace

void SlackRoom::want_backfill() {
    behind_ = true;
    wanted_ = true;
    wanted_now_.ring();
}

asio::awaitable<result<SlackAnswer>> SlackRoom::ask_patiently(std::string method,
                                                              SlackFields fields) {
    for (int i = 0;; ++i) {
        auto answer = co_await rest_.ask(method, fields);
        if (!answer || answer->status != 429 || i == patience || stopping_) co_return answer;
        co_await again_.wait(answer->retry_after);
    }
}

asio::awaitable<void> SlackRoom::backfill() {
    while (!stopping_) {
        if (!wanted_ || up_ == 0) {
            co_await wanted_now_.wait(long_wait);
            continue;
        }
        wanted_ = false;
        result<void> done = Error{errc::unavailable, "what was read could not be kept."};
        try {
            auto caught_up = co_await backfill_all();
            done = std::move(caught_up);
        } catch (const std::exception&) {
            // Of the store: it is tried again like any other failure.
        }
        if (done && !wanted_) behind_ = false;
        if (done || stopping_) continue;
        note("Catching up failed, trying again: " + done.error().what);
        wanted_ = true;
        co_await again_.wait(options_.timings.backfill_again);
    }
}

asio::awaitable<result<void>> SlackRoom::backfill_all() {
    std::map<std::string, std::int64_t> from;  // by channel
    const std::int64_t now = listener_.wall_ms();
    const std::int64_t oldest = now - backfill_age_max_ms;
    const auto own = co_await list_channels("users.conversations");
    if (!own) co_return own.error();
    for (const SlackChannel& channel : *own) {
        keep(channel);
        from[channel.id] = std::max(options_.first_start_ms - 60'000, oldest);
    }
    const auto marks = co_await listener_.marks();
    std::int64_t earliest = now;
    for (const Mark& mark : marks) {
        const auto found = from.find(mark.channel.value);
        if (found == from.end()) continue;  // the bot is not there any more
        found->second = std::max(mark.anchor_ms - backfill_overlap_ms, oldest);
        earliest = std::min(earliest, found->second);
    }
    // Threads first: the marks, which channels move, say from when both are read.
    std::vector<PostId> threads;
    if (listener_.threads) threads = co_await listener_.threads();
    if (threads.size() > threads_max) threads.resize(threads_max);
    for (const PostId& root : threads) {
        const SlackPlace place = slack_place(root.value);
        if (place.ts.empty() || !from.contains(place.channel)) continue;
        const auto done = co_await backfill_thread(place, earliest);
        if (!done) co_return done.error();
        if (stopping_) co_return result<void>();
    }
    for (const auto& [channel, since] : from) {
        const auto done = co_await backfill_channel(channel, since);
        if (!done) co_return done.error();
        if (stopping_) co_return result<void>();
    }
    co_return result<void>();
}

// Of a channel or a thread since then, the earliest first.
asio::awaitable<result<std::vector<SlackMessage>>> SlackRoom::read_back(std::string method,
                                                                        std::string channel,
                                                                        std::string root,
                                                                        std::int64_t from_ms) {
    std::vector<SlackMessage> all;
    std::string cursor;
    for (int page = 0; page < slack_pages_max && !stopping_; ++page) {
        SlackFields fields;
        fields.emplace_back("channel", channel);
        if (!root.empty()) fields.emplace_back("ts", root);
        fields.emplace_back("oldest", ts_of(std::max<std::int64_t>(from_ms, 0)));
        fields.emplace_back("limit", "200");
        fields.emplace_back("include_all_metadata", "true");
        if (!cursor.empty()) fields.emplace_back("cursor", cursor);
        const auto answer = co_await ask_patiently(method, std::move(fields));
        if (!answer) co_return answer.error();
        if (!answer->ok()) {
            Error error = failed(*answer);
            const bool gone = error.code == errc::not_found || error.code == errc::not_allowed;
            if (gone) co_return std::vector<SlackMessage>();
            co_return error;
        }
        auto some = read_slack_messages(answer->body, channel);
        if (!some) co_return some.error();
        all.insert(all.end(), some->begin(), some->end());
        cursor = answer->reply.next;
        if (cursor.empty()) break;
    }
    if (!cursor.empty()) note("More was missed than is read back; older messages are left out.");
    std::sort(all.begin(), all.end(), [](const SlackMessage& a, const SlackMessage& b) {
        return std::pair(slack_ms(a.ts), a.ts) < std::pair(slack_ms(b.ts), b.ts);
    });
    co_return all;
}

asio::awaitable<result<void>> SlackRoom::backfill_channel(std::string channel,
                                                          std::int64_t from_ms) {
    const auto missed = co_await read_back("conversations.history", channel, "", from_ms);
    if (!missed) co_return missed.error();
    for (const SlackMessage& message : *missed) {
        const bool done = co_await deliver(message, false, true);
        if (!done) co_return Error{errc::unavailable, "Who wrote a message could not be asked."};
    }
    co_return result<void>();
}

asio::awaitable<result<void>> SlackRoom::backfill_thread(SlackPlace root, std::int64_t from_ms) {
    const auto missed = co_await read_back("conversations.replies", root.channel, root.ts, from_ms);
    if (!missed) co_return missed.error();
    for (const SlackMessage& message : *missed) {
        if (slack_ms(message.ts) < from_ms) continue;  // the root comes with each page
        const bool done = co_await deliver(message, true, true);
        if (!done) co_return Error{errc::unavailable, "Who wrote a message could not be asked."};
    }
    co_return result<void>();
}

}  // namespace qm::chat

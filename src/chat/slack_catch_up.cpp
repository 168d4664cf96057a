// Catching up after no connection was up, and every ten minutes: a connection may be open and tell
// nothing, a call may not reach us. Slack's own retries cover six minutes, this the rest.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_backfill.hpp"
#include "chat/slack_room.hpp"

#include <algorithm>

namespace qm::chat {

namespace asio = boost::asio;

namespace {

constexpr std::size_t slack_held_max = 20'000;  // messages of all places that wait for their turn
constexpr int patience = 5;                     // times a limited method is asked again

std::string ts_of(std::int64_t ms) {
    std::string part = std::to_string(ms % 1000);
    part.insert(0, 3 - part.size(), '0');
    return std::to_string(ms / 1000) + "." + part + "000";
}

SlackFields fields_of(const SlackFetch& fetch) {
    SlackFields fields;
    fields.emplace_back("channel", fetch.channel);
    if (!fetch.root.empty()) fields.emplace_back("ts", fetch.root);
    fields.emplace_back("oldest", ts_of(fetch.from_ms));
    fields.emplace_back("limit", std::to_string(slack_page));
    fields.emplace_back("include_all_metadata", "true");
    if (!fetch.cursor.empty()) fields.emplace_back("cursor", fetch.cursor);
    return fields;
}

}  // namespace

void SlackRoom::want_backfill(bool hurry) {
    unhurried_ = !hurry;
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

// Of what was lost on its way nobody knows: events after it move the marks past it. So it is read
// from where the newest complete reading began; after a start, from one such reading earlier.
void SlackRoom::bound_marks(std::vector<Mark>& marks) const {
    for (Mark& mark : marks) {
        const std::int64_t swept =
            swept_ms_ > 0 ? swept_ms_ : mark.anchor_ms - options_.timings.sweep.count();
        mark.anchor_ms = std::min(mark.anchor_ms, std::max(swept, options_.first_start_ms));
    }
}

asio::awaitable<void> SlackRoom::sweep() {
    if (by_http()) {
        up_ = 1;  // as long as we run
        show_up();
        want_backfill();
    }
    while (!stopping_) {
        co_await nap_.wait(options_.timings.sweep);
        if (!stopping_ && !behind_) want_backfill(false);  // else one is under way
    }
}

// By HTTP nothing else tells that the token was revoked.
void SlackRoom::show_state(const result<void>& caught_up) {
    if (!by_http() || stopping_) return;
    if (caught_up)
        show_up();
    else if (caught_up.error().code == errc::unauthorised)
        listener_.state(false, rest_.redacted(caught_up.error().what + std::string(token_mend)));
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
        if (done && !wanted_) behind_ = unhurried_ = false;
        show_state(done);
        if (done || stopping_) continue;
        note("Catching up failed, trying again: " + done.error().what);
        wanted_ = true;
        const bool soon = done.error().code != errc::unauthorised;  // which somebody must mend
        co_await again_.wait(soon ? options_.timings.backfill_again : options_.timings.token);
    }
}

asio::awaitable<result<void>> SlackRoom::backfill_all() {
    SlackBackfill::Known known;
    known.now_ms = listener_.wall_ms();
    known.first_start_ms = options_.first_start_ms;
    const auto own = co_await list_channels("users.conversations");
    if (!own) co_return own.error();
    for (const SlackChannel& channel : *own) {
        keep(channel);
        known.channels.push_back(channel.id);
    }
    known.marks = co_await listener_.marks();
    bound_marks(known.marks);
    if (listener_.threads) known.threads = co_await listener_.threads();
    SlackBackfill missed(known);
    std::vector<Missed> held;
    while (!missed.done() && !stopping_) {
        const auto read = co_await read_page(missed);
        for (SlackMessage& message : missed.take())
            held.push_back({std::move(message), missed.took_thread()});
        if (!read || held.size() >= slack_held_max || missed.done()) {
            const auto told = co_await tell_in_order(std::move(held));
            if (!told) co_return told.error();
            held.clear();
        }
        if (!read) co_return read.error();
        // Fifty calls a minute are for whoever waits for something.
        if (unhurried_ && !missed.done()) co_await wanted_now_.wait(options_.timings.unhurried);
    }
    if (missed.cut()) note("More was missed than is read back; older messages are left out.");
    if (missed.done()) swept_ms_ = known.now_ms;
    co_return result<void>();
}

// An engineer's "solved" stands in one channel and the asker's answer to it in another: what was
// missed is told in the order in which it was written.
asio::awaitable<result<void>> SlackRoom::tell_in_order(std::vector<Missed> held) {
    std::ranges::stable_sort(held, {}, [](const Missed& one) {
        return std::pair(slack_ms(one.message.ts), one.message.ts);
    });
    for (const Missed& one : held) {
        bool done = co_await deliver(one.message, one.of_thread, true);
        if (done && (one.message.gone || !one.message.edited.empty())) {
            const bool told = co_await deliver_change(one.message);
            done = told;
        }
        if (!done) co_return Error{errc::unavailable, "Who wrote a message could not be asked."};
    }
    co_return result<void>();
}

asio::awaitable<result<void>> SlackRoom::read_page(SlackBackfill& missed) {
    const SlackFetch fetch = missed.next();
    const std::string method =
        fetch.root.empty() ? "conversations.history" : "conversations.replies";
    const auto answer = co_await ask_patiently(method, fields_of(fetch));
    if (!answer) co_return answer.error();
    if (!answer->ok()) {
        Error error = failed(*answer);
        const bool gone = error.code == errc::not_found || error.code == errc::not_allowed;
        if (!gone) co_return error;
        missed.gone();
        co_return result<void>();
    }
    auto some = read_slack_messages(answer->body, fetch.channel);
    if (!some) co_return some.error();
    missed.page(std::move(*some), answer->reply.next);
    co_return result<void>();
}

}  // namespace qm::chat

// Where events come in.
// SPDX-License-Identifier: Apache-2.0
#include "app/intake.hpp"

#include "app/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr int in_flight_max = 256;
constexpr int tries_max = 3;  // then it is set aside, visible
constexpr std::chrono::seconds event_after_failure{1};
constexpr std::chrono::seconds disk_full_wait{10};
constexpr std::chrono::minutes read_kept{10};  // an older search nobody waits for any more

std::string event_text(const Event& event) {
    return event.author.id.value + " in " + event.channel.id.value + "/" + event.root.value + ": " +
           event.text;
}

}  // namespace

Intake::Intake(asio::any_io_executor executor, StoreThread& store, const Clock& clock,
               Sender::SetupSource setup, IndexSource index, Sender& sender, DueLoop& due,
               WantSource want_source, AskDoctor ask_doctor)
    : executor_(executor),
      store_(store),
      clock_(clock),
      setup_(std::move(setup)),
      index_(std::move(index)),
      sender_(sender),
      due_(due),
      want_source_(std::move(want_source)),
      ask_doctor_(std::move(ask_doctor)),
      room_(std::move(executor)) {}

asio::awaitable<void> Intake::take(Event event) {
    while (in_flight_ >= in_flight_max) {
        room_.expires_after(std::chrono::hours(1));
        auto [code] = co_await room_.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)code;
    }
    ++in_flight_;
    ++figures_.events;
    asio::co_spawn(executor_, handle(std::move(event)), asio::detached);
}

asio::awaitable<void> Intake::keep(Event event) {
    const desk::Routed routed = desk::route(*setup_(), event);
    const bool writes = routed.lane == Lane::writes || event.kind != EventKind::message;
    if (!writes) {
        co_await take(std::move(event));
        co_return;
    }
    ++figures_.events;
    co_await handle_words(std::move(event));
}

void Intake::seen(Channel channel, PostId post, std::int64_t at_ms, bool behind) {
    store_.write_sometime([setup = setup_(), channel = std::move(channel), post = std::move(post),
                           at_ms, behind](store::Db& db) {
        desk::Desk(db, *setup).note_mark(channel, post, at_ms, behind);
    });
}

asio::awaitable<void> Intake::handle(Event event) {
    const std::string key = event.key;
    try {
        co_await handle_words(std::move(event));
    } catch (const std::exception& error) {
        log::error("event failed", {{"key", key}, {"why", error.what()}});
    }
    --in_flight_;
    room_.cancel();
}

asio::awaitable<void> Intake::handle_words(Event event) {
    const bool concerns = co_await concerns_us(event);
    if (!concerns) {
        if (event.kind == EventKind::message)
            seen(event.channel, event.post, event.at_ms, event.behind);
        co_return;
    }
    const auto setup = setup_();
    desk::Routed routed = desk::route(*setup, event);
    if (routed.lane == Lane::writes || event.kind != EventKind::message) {
        co_await write(std::move(event));
        co_return;
    }
    if (!answering_.first(event.key)) co_return;
    const bool stale = co_await stale_read(event);
    if (stale) co_return;
    Reply reply = co_await read(event, std::move(routed));
    Post post;
    post.key = desk::answer_key(event);
    post.pending = post.key;  // an answer carries no promise: any string does
    post.channel = event.channel.id;
    post.root = event.thread();
    post.locale = event.author.locale;
    post.zone = event.author.zone;
    post.now = clock_.wall();
    post.message = std::move(reply.message);
    SendOutcome outcome = co_await chat_->send(std::move(post));
    if (outcome.state != SendState::sent)
        log::warn("answer not sent", {{"key", event.key}, {"why", outcome.why}});
}

asio::awaitable<bool> Intake::concerns_us(Event event) {
    const bool asked = event.kind == EventKind::own_post || event.kind == EventKind::changed ||
                       event.kind == EventKind::gone ||
                       (event.kind == EventKind::message && !event.to_us);
    if (!asked) co_return true;
    std::function<bool(store::Db&)> look = [setup = setup_(), event](store::Db& db) {
        return desk::Desk(db, *setup).concerns(event);
    };
    co_return co_await store_.read<bool>(std::move(look));
}

// Met by back-fill: older than ten minutes, or answered before we went away.
asio::awaitable<bool> Intake::stale_read(Event event) {
    if (!event.caught_up) co_return false;
    if (event.at + read_kept < clock_.wall()) co_return true;
    std::function<bool(store::Db&)> look = [setup = setup_(), event](store::Db& db) {
        return desk::Desk(db, *setup).answered(event);
    };
    const bool answered = co_await store_.read<bool>(std::move(look));
    if (answered) co_return true;
    std::vector<Post> posts(1);
    posts[0].key = desk::answer_key(event);
    posts[0].channel = event.channel.id;
    posts[0].root = event.thread();
    posts[0].created = event.at;
    const auto there = co_await chat_->look(std::move(posts));
    co_return there.front().state == SendState::sent;
}

asio::awaitable<Reply> Intake::read(Event event, desk::Routed routed) {
    const auto setup = setup_();
    const auto index = index_();
    const Instant now = clock_.wall();
    Reply reply;
    if (routed.lane == Lane::index) {
        reply = desk::answer_from_index(*setup, event, routed, *index, now);
        ++figures_.searches;
    } else {
        // What was matched points into the setup, which the job keeps alive.
        std::function<Reply(store::Db&)> job = [setup, index, event, routed, now](store::Db& db) {
            return desk::Desk(db, *setup).read(event, routed, *index, now);
        };
        reply = co_await store_.read<Reply>(std::move(job));
    }
    const int found = reply.found;
    store_.write_sometime([setup, event, found, now](store::Db& db) {
        desk::Desk(db, *setup).note_answer(event, found, now);
    });
    co_return reply;
}

asio::awaitable<desk::Outcome> Intake::write(Event event) {
    int tries = 0;
    for (;;) {
        const Instant now = clock_.wall();
        std::function<desk::Outcome(store::Db&)> job = [setup = setup_(), index = index_(), event,
                                                        now](store::Db& db) {
            return desk::Desk(db, *setup).handle(event, *index, now);
        };
        std::string why;
        bool full = false;
        try {
            desk::Outcome outcome = co_await store_.write<desk::Outcome>(std::move(job));
            sender_.send(std::move(outcome.posts));
            outcome.posts.clear();
            for (const std::string& source : outcome.sources_wanted)
                want_source_(source);
            if (outcome.doctor_wanted) ask_doctor_(event.author, event.key);
            sender_.poke();
            due_.wake();
            co_return outcome;
        } catch (const store::Error& error) {
            why = error.what();
            full = error.kind() == store::Error::Kind::full ||
                   error.kind() == store::Error::Kind::locked;
        } catch (const std::exception& error) {
            why = error.what();
        }
        log::error("event not stored", {{"key", event.key}, {"why", why}});
        // A full disk is waited for: nothing was acknowledged. Anything else is tried three
        // times and then set aside with its text, so that the queue goes on.
        if (!full && ++tries >= tries_max) break;
        asio::steady_timer timer(executor_, full ? disk_full_wait : event_after_failure);
        co_await timer.async_wait(asio::use_awaitable);
    }
    ++figures_.set_aside;
    std::function<bool(store::Db&)> aside = [event, now = clock_.wall()](store::Db& db) {
        store::set_aside(db, event.key, now, "thrown three times", event_text(event));
        return true;
    };
    co_await store_.write<bool>(std::move(aside));
    desk::Outcome outcome;
    outcome.reply = Reply::of(say("error.failed"));
    co_return outcome;
}

asio::awaitable<Reply> Intake::answer(Event event) {
    ++figures_.events;
    const auto setup = setup_();
    desk::Routed routed = desk::route(*setup, event);
    Reply reply;
    if (routed.lane == Lane::writes) {
        desk::Outcome outcome = co_await write(std::move(event));
        if (outcome.reply) reply = std::move(*outcome.reply);
    } else {
        reply = co_await read(std::move(event), std::move(routed));
    }
    co_return reply;
}

}  // namespace qm::app

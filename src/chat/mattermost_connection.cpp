// One connection: reads without pause, pings, and delivers in order.
// SPDX-License-Identifier: Apache-2.0
#include "chat/hear.hpp"
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

#include <algorithm>

namespace qm::chat {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

Channel channel_of(const Frame& frame) {
    return Channel{ChannelId(frame.post.channel), frame.channel_name, frame.channel_display,
                   channel_type(frame.channel_type)};
}

Event event_of(const WirePost& post, const Channel& channel) {
    Event event;
    event.key = "mm:post:" + post.id;
    event.at_ms = post.create_at;
    event.at = from_unix(post.create_at / 1000);
    event.channel = channel;
    event.post = PostId(post.id);
    event.root = PostId(post.root);
    return event;
}

}  // namespace

asio::awaitable<void> MattermostRoom::read_frames(std::shared_ptr<Live> live) {
    while (!live->over) {
        const auto text = co_await live->socket->read();
        if (!text) {
            if (live->why.empty()) live->why = text.error().what;
            co_return;
        }
        auto frame = read_frame(*text);
        if (frame) {
            take_frame(*live, std::move(*frame));
            continue;
        }
        // Its number is not known, so the next frame would look like a gap: this is one.
        note("A frame of Mattermost could not be read: " + frame.error().what);
        want_backfill(*live);
    }
}

// The reader flags what comes from now on, so that no mark passes what was missed.
void MattermostRoom::want_backfill(Live& live) {
    live.behind = true;
    live.wanted = true;
    live.wanted_now.ring();
}

void MattermostRoom::take_frame(Live& live, Frame frame) {
    if (frame.kind == FrameKind::reply) {
        if (frame.status == 401) {
            live.how = Ending::unauthorised;
            live.why = "Mattermost refuses the bot's token: " + std::string(token_mend);
        } else if (frame.ok && frame.seq_reply == live.ping) {
            live.pong = live.ping;
            greet_resumed(live);
        }
        live.answered.ring();
        return;
    }
    const bool new_connection =
        frame.kind == FrameKind::hello && frame.connection_id != live.connection;
    if (frame.kind == FrameKind::hello && (!live.greeted || new_connection)) {
        live.connection = frame.connection_id;
        live.last_seq = frame.seq;
        if (!live.greeted) listener_.state(true, "");
        live.greeted = true;
        want_backfill(live);
        return;
    }
    greet_resumed(live);
    if (frame.seq <= live.last_seq) return;  // replayed
    if (frame.seq > live.last_seq + 1) want_backfill(live);
    live.last_seq = frame.seq;
    if (frame.kind == FrameKind::user_updated) return directory_.forget(frame.user);
    const bool own_edit = frame.kind == FrameKind::edited && frame.post.user == me_.id.value;
    if (frame.kind == FrameKind::other || own_edit) return;
    if (live.queue.size() >= queue_max) {
        want_backfill(live);  // it comes again that way
        return;
    }
    live.queue.push_back(Incoming{std::move(frame), live.behind});
    live.arrived.ring();
}

// A connection that goes on says no hello: its first frame, or its answer to our ping, does.
// Nothing was missed then, for its numbers go on. (A hello with another id may still come: a new
// one.)
void MattermostRoom::greet_resumed(Live& live) {
    if (live.greeted || !live.resumes) return;
    live.greeted = true;
    live.behind = false;
    listener_.state(true, "");
}

asio::awaitable<void> MattermostRoom::drop(std::shared_ptr<Live> live, Ending how,
                                           std::string why) {
    if (live->why.empty()) {
        live->why = std::move(why);
        live->how = how;
    }
    co_await live->socket->close();
}

// Three watches in one: hello, the server's own answer to a ping (TCP alone proves nothing), and
// who we are.
asio::awaitable<void> MattermostRoom::ping(std::shared_ptr<Live> live) {
    const auto& timings = options_.timings;
    if (live->resumes) (void)live->socket->write(write_ping(++live->ping));
    co_await live->pause.wait(timings.hello);
    if (!live->greeted && !live->over) {
        co_await drop(live, Ending::failed, "Mattermost said no hello.");
        co_return;
    }
    milliseconds checked = options_.steady();
    while (!live->over) {
        const auto written = live->socket->write(write_ping(++live->ping));
        if (!written) co_return;
        if (live->pong != live->ping) co_await live->answered.wait(timings.ping_answer);
        if (live->over) co_return;
        if (live->pong != live->ping) {
            co_await drop(live, Ending::closed, "Mattermost is silent: no answer to a ping.");
            co_return;
        }
        if (options_.steady() - checked >= timings.check_every) {
            checked = options_.steady();
            const auto known = co_await identify();
            const bool refused = !known && known.error().code == errc::unauthorised;
            if (refused && !live->over) {
                co_await drop(live, Ending::unauthorised, known.error().what);
                co_return;
            }
        }
        if (!live->over) co_await live->pause.wait(timings.ping_every);
    }
}

asio::awaitable<void> MattermostRoom::deliver_frames(std::shared_ptr<Live> live) {
    while (!live->over) {
        if (live->queue.empty()) {
            co_await live->arrived.wait(long_wait);
            continue;
        }
        Incoming next = std::move(live->queue.front());
        live->queue.pop_front();
        if (next.frame.kind == FrameKind::user_added) {
            co_await deliver_joined(*live, std::move(next.frame));
            continue;
        }
        if (next.frame.kind == FrameKind::ticket) {
            co_await deliver_reaction(std::move(next.frame));
            continue;
        }
        bool done = false;
        if (next.frame.kind == FrameKind::posted) {
            Channel channel = channel_of(next.frame);
            const bool told = co_await deliver(std::move(next.frame.post), std::move(channel),
                                               next.behind, false);
            done = told;
        } else {
            const bool deleted = next.frame.kind == FrameKind::deleted;
            const bool told = co_await deliver_change(std::move(next.frame.post), deleted);
            done = told;
        }
        if (done) continue;
        // It comes again by back-fill; no mark may pass it meanwhile.
        for (Incoming& waiting : live->queue)
            waiting.behind = true;
        want_backfill(*live);
    }
}

asio::awaitable<void> MattermostRoom::deliver_joined(Live& live, Frame frame) {
    if (frame.user != me_.id.value) co_return;
    const auto channel = co_await directory_.channel(frame.channel);
    Event event;
    event.kind = EventKind::joined;
    event.key =
        "mm:joined:" + frame.channel + ":" + live.connection + ":" + std::to_string(frame.seq);
    event.at_ms = listener_.wall_ms();
    event.at = from_unix(event.at_ms / 1000);
    event.channel.id = ChannelId(frame.channel);
    event.channel.type = ChannelType::closed;
    if (channel) event.channel = *channel;
    const Channel here = event.channel;
    co_await listener_.event(std::move(event));
    // Whoever tagged us there and then let us in waits for an answer: looked at next, and now.
    const bool waits = std::any_of(round_.begin(), round_.end(),
                                   [&](const Channel& each) { return each.id == here.id; });
    if (!waits) round_.push_back(here);
    at_once_ = std::max<std::size_t>(at_once_, 1);
    live.looked.ring();
}

asio::awaitable<bool> MattermostRoom::deliver(WirePost post, Channel channel, bool behind,
                                              bool caught_up) {
    Event event = event_of(post, channel);
    event.behind = behind;
    event.caught_up = caught_up;
    if (post.user == me_.id.value) {
        listener_.seen(channel, event.post, post.create_at, behind);
        if (post.key.empty() || !post.type.empty()) co_return true;
        event.kind = EventKind::own_post;
        event.author.id = me_.id;
        event.author.username = me_.username;
        event.text = post.key;
        event.origin = std::move(post.origin);
        if (caught_up && !event.origin.empty()) {
            Known asker = co_await directory_.user(event.origin.asker.value);
            if (!asker.asked) co_return false;
            event.people.push_back(std::move(asker.person));
        }
        co_await listener_.event(std::move(event));
        co_return true;
    }
    const bool words = post.type.empty() && !post.from_machine && post.delete_at == 0 &&
                       post.message.find_first_not_of(" \n\t\r") != std::string::npos;
    Heard heard = hear(post.message, me_.username, channel.type == ChannelType::direct);
    if (!words || (!heard.to_us && post.root.empty())) {
        listener_.seen(channel, event.post, post.create_at, behind);
        co_return true;
    }
    Known author = co_await directory_.user(post.user);
    if (!author.asked) co_return false;
    if (author.is_bot) {  // two bots that answer each other would never end
        listener_.seen(channel, event.post, post.create_at, behind);
        co_return true;
    }
    event.kind = EventKind::message;
    event.author = std::move(author.person);
    event.text = std::move(heard.text);
    event.to_us = heard.to_us;
    if (!caught_up) {
        co_await listener_.event(std::move(event));
        co_return true;
    }
    // In turn: what is told next finds what this one changed, as when it was written.
    bool kept = true;
    try {
        co_await listener_.kept(std::move(event));
    } catch (const std::exception&) {  // of the store: it comes again
        kept = false;
    }
    co_return kept;
}

}  // namespace qm::chat

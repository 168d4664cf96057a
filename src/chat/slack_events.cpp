// What happens in channels: kept first, then acknowledged. What could not be kept is not
// acknowledged, so that Slack tells it again.
// SPDX-License-Identifier: Apache-2.0
#include "chat/backfill.hpp"
#include "chat/hear.hpp"
#include "chat/slack_room.hpp"

#include <algorithm>

namespace qm::chat {

namespace asio = boost::asio;

namespace {

constexpr std::string_view ticket = "ticket";

// Of an envelope among those that are handled at once; free again also after an exception.
class Place {
public:
    Place(int& handled, Bell& room) : handled_(handled), room_(room) { ++handled_; }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
        --handled_;
        room_.ring();
    }

private:
    int& handled_;
    Bell& room_;
};

Event slack_event(const SlackMessage& message, const Channel& channel) {
    Event event;
    event.key = "slack:post:" + slack_post_id(message.channel, message.ts);
    event.at_ms = slack_ms(message.ts);
    event.at = from_unix(event.at_ms / 1000);
    event.channel = channel;
    event.post = PostId(slack_post_id(message.channel, message.ts));
    const bool reply = !message.thread.empty() && message.thread != message.ts;
    if (reply) event.root = PostId(slack_post_id(message.channel, message.thread));
    return event;
}

}  // namespace

SlackAck SlackRoom::ack_of(Link link, const SlackFrame& frame) const {
    SlackAck::Give give = [link, envelope = frame.envelope](std::string_view payload) {
        // On a dead socket this is lost: Slack tells again, and the inbox knows it.
        if (!envelope.empty()) (void)link->socket->write(write_slack_ack(envelope, payload));
    };
    return {std::move(give), frame.answers};
}

// The same press over both connections is answered once. (What is written in channels is known by
// its message.)
bool SlackRoom::is_repeated(const SlackFrame& frame) {
    const bool asked = frame.kind == SlackKind::slash || frame.kind == SlackKind::press ||
                       frame.kind == SlackKind::shortcut;
    if (!asked || frame.trigger.empty()) return false;
    const std::string key = "trigger:" + frame.trigger;
    const bool repeated = calls_.find(key, options_.steady()).fresh;
    calls_.put(key, true, options_.steady());
    return repeated;
}

asio::awaitable<void> SlackRoom::take(SlackFrame frame, SlackAck ack) {
    const Place place(handled_, room_);
    if (is_repeated(frame)) {
        ack.give();
        co_return;
    }
    bool done = true;
    if (frame.kind == SlackKind::slash) {
        co_await take_slash(std::move(frame), ack);
    } else if (frame.kind == SlackKind::press) {
        co_await take_press(std::move(frame), ack);
    } else if (frame.kind == SlackKind::submit) {
        co_await take_submit(std::move(frame), ack);
    } else if (frame.kind == SlackKind::message) {
        const bool kept = co_await deliver(std::move(frame.message), behind_, false);
        done = kept;
    } else if (frame.kind == SlackKind::changed) {
        const bool kept = co_await deliver_change(std::move(frame.message));
        done = kept;
    } else if (frame.kind == SlackKind::shortcut) {
        co_await take_shortcut(std::move(frame), ack);
    } else if (frame.kind == SlackKind::reaction) {
        const bool kept = co_await deliver_ticket(std::move(frame));
        done = kept;
    } else if (frame.kind == SlackKind::joined) {
        const bool kept = co_await deliver_joined(std::move(frame));
        done = kept;
    } else if (frame.kind == SlackKind::home) {
        ack.give();
        co_await show_home(frame.user);
    } else if (frame.kind == SlackKind::suggest) {
        ack.give(R"({"options":[]})");
    }
    if (done)
        ack.give();
    else
        want_backfill();
}

// False: who wrote it or where could not be asked, so it must come again.
asio::awaitable<bool> SlackRoom::deliver(SlackMessage message, bool behind, bool caught_up) {
    const auto in = co_await channel(message.channel);
    if (!in) co_return false;
    Event event = slack_event(message, *in);
    event.channel.reachable = true;  // or it would not have been heard
    event.behind = behind;
    event.caught_up = caught_up;
    if (message.user == me_) {
        listener_.seen(*in, event.post, event.at_ms, behind);
        if (message.key.empty()) co_return true;
        event.kind = EventKind::own_post;
        event.author.id = UserId(me_);
        event.author.username = my_name_;
        event.text = message.key;
        event.origin = std::move(message.origin);
        if (caught_up && !event.origin.empty()) {
            SlackKnown asker = co_await user(event.origin.asker.value);
            if (!asker.asked) co_return false;
            event.people.push_back(std::move(asker.person));
        }
        co_await listener_.event(std::move(event));
        co_return true;
    }
    const bool words = message.words && !message.from_machine && !message.user.empty();
    Heard heard;
    if (words) {
        const std::string text = slack_words(message.text, names_);
        heard = hear(text, my_name_, in->type == ChannelType::direct);
    }
    const bool blank = heard.text.find_first_not_of(" \n\t\r") == std::string::npos;
    if (!words || (blank && !heard.to_us) || (!heard.to_us && event.root.empty())) {
        listener_.seen(*in, event.post, event.at_ms, behind);
        co_return true;
    }
    SlackKnown author = co_await user(message.user);
    if (!author.asked) co_return false;
    if (author.is_bot) {  // two bots that answer each other would never end
        listener_.seen(*in, event.post, event.at_ms, behind);
        co_return true;
    }
    event.kind = EventKind::message;
    event.author = std::move(author.person);
    event.text = std::move(heard.text);
    event.to_us = heard.to_us;
    co_await listener_.kept(std::move(event));
    co_return true;
}

// False as for `deliver`. Our own edits come back this way too.
asio::awaitable<bool> SlackRoom::deliver_change(SlackMessage message) {
    const bool ours = message.user == me_;
    const bool words = message.words && !message.from_machine && !message.user.empty();
    if (message.gone ? message.from_machine && !ours : ours || !words) co_return true;
    const auto in = co_await channel(message.channel);
    if (!in) co_return false;
    Event event = slack_event(message, *in);
    event.kind = message.gone ? EventKind::gone : EventKind::changed;
    event.of = event.key;
    event.key += message.gone ? ":gone" : ":edit:" + message.edited;
    event.at_ms = message.gone ? listener_.wall_ms() : slack_ms(message.edited);
    event.at = from_unix(event.at_ms / 1000);
    if (message.gone && (ours || !words)) {  // a tombstone says of nobody that it was theirs
        event.author.id = UserId(ours ? me_ : "");
        co_await listener_.kept(std::move(event));
        co_return true;
    }
    SlackKnown author = co_await user(message.user);
    if (!author.asked) co_return false;
    if (author.is_bot) co_return true;
    if (message.gone) {
        event.author = std::move(author.person);
        co_await listener_.kept(std::move(event));
        co_return true;
    }
    const bool direct = in->type == ChannelType::direct;
    const Heard heard = hear(slack_words(message.text, names_), my_name_, direct);
    // Our name was put in: it is heard now, unless it was before.
    const bool is_new = listener_.wall_ms() - slack_ms(message.ts) < backfill_age_max_ms;
    if (heard.to_us && is_new) {
        const bool done = co_await deliver(std::move(message), true, true);
        if (!done) co_return false;
    }
    event.author = std::move(author.person);
    event.text = heard.text;
    event.to_us = heard.to_us;
    co_await listener_.kept(std::move(event));
    co_return true;
}

// A reaction names the message only; in a
// thread it stands under its own root's replies.
asio::awaitable<result<SlackMessage>> SlackRoom::message_at(SlackMessage place) {
    SlackFields fields;
    fields.emplace_back("channel", place.channel);
    fields.emplace_back("ts", place.ts);
    fields.emplace_back("latest", place.ts);
    fields.emplace_back("inclusive", "true");
    fields.emplace_back("limit", "100");
    const auto answer = co_await rest_.ask("conversations.replies", std::move(fields));
    if (!answer) co_return answer.error();
    if (!answer->ok()) co_return failed(*answer);
    const auto list = read_slack_messages(answer->body, place.channel);
    if (!list) co_return list.error();
    const auto found = std::ranges::find(*list, place.ts, &SlackMessage::ts);
    if (found == list->end()) co_return Error{errc::not_found, "The message is gone."};
    co_return *found;
}

Event SlackRoom::words_to_ask(const SlackMessage& words, const SlackFrame& frame,
                              const Channel& in) {
    Event event = slack_event(words, in);
    event.kind = EventKind::reaction;
    event.key = "slack:react:" + event.post.value + ":" + frame.user + ":" + frame.when;
    event.at_ms = slack_ms(frame.when) > 0 ? slack_ms(frame.when) : listener_.wall_ms();
    event.at = from_unix(event.at_ms / 1000);
    const std::string text = slack_words(words.text, names_);
    event.text = hear(text, my_name_, false).text;
    return event;
}

bool SlackRoom::is_somebodys(const SlackMessage& words) const {
    return words.words && !words.from_machine && !words.user.empty() && words.user != me_;
}

// A ticket under somebody's words.
asio::awaitable<bool> SlackRoom::deliver_ticket(SlackFrame frame) {
    if (frame.user == me_ || frame.emoji != ticket) co_return true;
    const auto words = co_await message_at(frame.message);
    if (!words) {
        const errc code = words.error().code;
        if (code == errc::unavailable || code == errc::rate_limited || code == errc::timed_out)
            co_return false;
        note("A ticket reaction could not be read: " + words.error().what);
        co_return true;
    }
    if (!is_somebodys(*words)) co_return true;
    const SlackKnown reactor = co_await user(frame.user);
    const SlackKnown author = co_await user(words->user);
    const auto in = co_await channel(words->channel);
    if (!reactor.asked || !author.asked || !in) co_return false;
    if (reactor.is_bot || author.is_bot) co_return true;
    Event event = words_to_ask(*words, frame, *in);
    event.channel.reachable = true;  // reactions are told to whoever is there
    event.author = reactor.person;
    event.people.push_back(author.person);
    co_await listener_.kept(std::move(event));
    co_return true;
}

// The shortcut on somebody's words, also where we are not: between two people, or in a channel
// that nobody invited us to. What becomes of it is said to who used it alone.
asio::awaitable<void> SlackRoom::take_shortcut(SlackFrame frame, SlackAck ack) {
    const SlackMessage words = frame.message;
    const SlackKnown reader = co_await user(frame.user);
    const auto in = co_await channel(words.channel);
    SlackKnown author;
    if (is_somebodys(words)) {
        auto known = co_await user(words.user);
        author = std::move(known);
    }
    Event event = words_to_ask(words, frame, in ? *in : Channel());
    event.author = reader.person;
    if (!reader.asked || !author.asked || !in) {
        ack.give();
        co_await say_alone(Reply::of(say("error.failed")), event, frame.response_url);
        co_return;
    }
    if (!author.person.id.empty() && !author.is_bot) event.people.push_back(author.person);
    const Waiting waiting = ask(event);
    if (!waiting->done) co_await waiting->bell.wait(options_.timings.answer);
    ack.give();
    co_await finish_press(waiting, std::move(event), std::move(frame));
}

asio::awaitable<bool> SlackRoom::deliver_joined(SlackFrame frame) {
    if (frame.user != me_) co_return true;
    channels_.forget(frame.message.channel);  // we were not in it when it was looked up
    const auto in = co_await channel(frame.message.channel);
    if (!in) co_return false;
    Event event;
    event.kind = EventKind::joined;
    event.key = "slack:joined:" + frame.message.channel + ":" + frame.when;
    event.at_ms = listener_.wall_ms();
    event.at = from_unix(event.at_ms / 1000);
    event.channel = *in;
    co_await listener_.kept(std::move(event));
    want_backfill();  // whoever tagged us there and then let us in waits for an answer
    co_return true;
}

// The app's own tab: who is on duty, and one's own requests. Read again each time it is opened.
asio::awaitable<void> SlackRoom::show_home(std::string id) {
    const SlackKnown reader = co_await user(id);
    if (!reader.asked) co_return;
    std::vector<Rendered> parts;
    for (const char* command : {"run", "req list", "run fair"}) {
        Event event;
        event.kind = EventKind::slash;
        event.at_ms = listener_.wall_ms();
        event.at = from_unix(event.at_ms / 1000);
        event.key = "slack:home:" + id + ":" + std::to_string(event.at_ms) + ":" + command;
        event.author = reader.person;
        event.channel.type = ChannelType::direct;
        event.text = command;
        event.to_us = true;
        const Reply reply = co_await listener_.answer(event);
        if (reply.refusal) continue;
        parts.push_back(draw(reply.message, event.author.locale, event.author.zone, event.at));
    }
    std::string body = write_slack_home(id, parts);
    const auto answer = co_await rest_.call("views.publish", std::move(body));
    if (answer && !answer->ok()) note("The app's tab could not be shown: " + answer->why() + ".");
}

}  // namespace qm::chat

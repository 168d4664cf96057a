// Slash commands, presses and forms. Slack waits three seconds: an answer that takes longer comes
// through the address that Slack gave, and a form is opened empty and filled when it is known.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_room.hpp"
#include "chat/utf8.hpp"
#include "core/seal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <charconv>

namespace qm::chat {

namespace asio = boost::asio;

namespace {

constexpr std::size_t slack_title_max = 24;
constexpr std::size_t slack_label_max = 100;
constexpr std::size_t slack_help_max = 1'500;
// More than a command may have: what is too long is refused in words there, never cut in silence.
constexpr std::size_t slack_words_max = 70'000;
constexpr std::size_t slack_named_max = 5;
constexpr std::chrono::minutes answer_max{10};  // a response_url lives for thirty

// "12|req take R1042"; of a menu with its block in front: "m0|12|req do R1042".
struct Bound {
    std::int64_t version = 0;
    std::string command;
};
Bound bound_of(std::string_view text) {
    Bound bound;
    const std::size_t bar = text.find('|');
    if (bar == std::string_view::npos) return bound;
    const auto [end, code] = std::from_chars(text.data(), text.data() + bar, bound.version);
    if (code == std::errc() && end == text.data() + bar)
        bound.command = std::string(text.substr(bar + 1));
    return bound;
}

std::vector<std::string> named_in(std::string_view text) {
    std::vector<std::string> ids;
    for (std::size_t at = text.find("<@");
         at != std::string_view::npos && ids.size() < slack_named_max;
         at = text.find("<@", at + 2)) {
        const std::size_t end = std::min(text.find_first_of("|>", at), text.size());
        ids.emplace_back(text.substr(at + 2, end - at - 2));
    }
    return ids;
}

}  // namespace

asio::awaitable<void> SlackRoom::resolve(Event& event) {
    const SlackKnown author = co_await user(event.author.id.value);
    const std::string said = event.author.username;  // with the call itself
    if (!author.person.username.empty()) event.author = author.person;
    if (author.nameless && !said.empty()) {
        event.author.username = event.author.display = said;
        names_.keep_user(event.author.id.value, said);
    }
    const auto in = co_await channel(event.channel.id.value);
    // A command may come from where the bot is not, and then it is private.
    if (in) event.channel = *in;
}

asio::awaitable<void> SlackRoom::answer(Waiting waiting, Event event) {
    waiting->reply = co_await listener_.answer(std::move(event));
    waiting->done = true;
    waiting->bell.ring();
}

SlackRoom::Waiting SlackRoom::ask(Event event) {
    auto waiting = std::make_shared<SlackWaiting>(executor_);
    start_loop(answer(waiting, std::move(event)));
    return waiting;
}

std::string SlackRoom::alone(const Message& message, const Event& event) const {
    SlackBody body;
    body.rendered = draw(message, event.author.locale, event.author.zone, event.at);
    body.version = event.version;
    if (!event.root.empty()) body.thread = slack_place(event.root.value).ts;
    return write_slack_private(body);
}

asio::awaitable<void> SlackRoom::say_alone(const Reply& reply, const Event& event,
                                           const std::string& url) {
    if (reply.message.blocks.empty() || url.empty()) co_return;
    std::string body = alone(reply.message, event);
    const auto said = co_await rest_.respond(url, std::move(body));
    if (!said) note("A private answer was not taken by Slack: " + said.error().what + ".");
}

asio::awaitable<void> SlackRoom::take_slash(SlackFrame frame, SlackAck ack) {
    Event event;
    event.kind = EventKind::slash;
    event.key = "slack:slash:" + frame.trigger;
    event.at_ms = listener_.wall_ms();
    event.at = from_unix(event.at_ms / 1000);
    event.author.id = UserId(frame.user);
    event.author.username = frame.user_name;
    event.channel.id = ChannelId(frame.message.channel);
    event.channel.name = frame.channel_name;
    event.channel.type = ChannelType::closed;
    event.to_us = true;
    co_await resolve(event);
    for (const std::string& id : named_in(frame.text)) {
        const SlackKnown known = co_await user(id);
        if (known.asked && !known.is_bot) event.people.push_back(known.person);
    }
    std::string text = slack_words(frame.text, names_);
    if (text.starts_with('/')) text.erase(0, 1);
    event.text = typed_words(text, slack_words_max);
    const Waiting waiting = ask(event);
    if (!waiting->done) co_await waiting->bell.wait(options_.timings.answer);
    const bool quick = waiting->done && waiting->reply.form.empty() &&
                       !waiting->reply.message.blocks.empty() && ack.carries();
    if (quick) {
        ack.give(alone(waiting->reply.message, event));
        co_return;
    }
    ack.give();
    co_await finish_press(waiting, std::move(event), std::move(frame));
}

// The rest of a command or a press, acknowledged already.
asio::awaitable<void> SlackRoom::finish_press(Waiting waiting, Event event, SlackFrame frame) {
    std::string view;
    if (!waiting->done && frame.kind == SlackKind::press) {
        Form loading;
        loading.title = say("form.loading");
        view = co_await open_view(frame.trigger, "", loading, event);
    }
    if (!waiting->done) co_await waiting->bell.wait(answer_max);
    if (!waiting->done) co_return;
    Reply& reply = waiting->reply;
    if (!reply.form.empty()) {
        const std::string opened =
            co_await open_view(frame.trigger, view, reply.form.front(), event);
        if (opened.empty()) reply = Reply::of(say("error.form"));
    } else if (!view.empty()) {
        Form over;
        over.title = say("form.loaded");
        co_await open_view(frame.trigger, view, over, event);
    }
    co_await say_alone(reply, event, frame.response_url);
}

asio::awaitable<void> SlackRoom::take_press(SlackFrame frame, SlackAck ack) {
    const bool menu = !frame.selected.empty();
    const std::size_t row = frame.menu.find('|');
    const Bound bound = menu && row != std::string::npos
                            ? bound_of(std::string_view(frame.menu).substr(row + 1))
                            : bound_of(frame.text);
    if (bound.command.empty()) co_return;  // not ours: acknowledged, and no more
    const std::string selected = typed_words(frame.selected, slack_words_max);
    Event event;
    event.kind = EventKind::press;
    event.post = PostId(slack_post_id(frame.message.channel, frame.message.ts));
    event.key = "slack:press:" + event.post.value + ":" + core::key_of({bound.command}) + ":" +
                frame.user + ":" + std::to_string(bound.version) + ":" + selected;
    event.at_ms = listener_.wall_ms();
    event.at = from_unix(event.at_ms / 1000);
    event.author.id = UserId(frame.user);
    event.author.username = frame.user_name;
    event.channel.id = ChannelId(frame.message.channel);
    event.channel.name = frame.channel_name;
    event.channel.type = ChannelType::closed;
    if (!frame.message.thread.empty() && frame.message.thread != frame.message.ts)
        event.root = PostId(slack_post_id(frame.message.channel, frame.message.thread));
    event.text = selected.empty() ? bound.command : bound.command + " " + selected;
    event.version = bound.version;
    event.to_us = true;
    co_await resolve(event);
    const Waiting waiting = ask(event);
    if (!waiting->done) co_await waiting->bell.wait(options_.timings.answer);
    ack.give();
    co_await finish_press(waiting, std::move(event), std::move(frame));
}

asio::awaitable<void> SlackRoom::take_submit(SlackFrame frame, SlackAck ack) {
    const auto state = read_slack_state(frame.state);
    if (!state || state->command.empty()) co_return;
    const std::string words = typed_words(frame.words, slack_words_max);
    Event event;
    event.kind = EventKind::press;
    event.from_form = true;
    // Words that were refused may be sent again, other ones, from the same form.
    event.key = "slack:form:" + frame.view + ":" + core::key_of({words});
    event.at_ms = listener_.wall_ms();
    event.at = from_unix(event.at_ms / 1000);
    event.author.id = UserId(frame.user);
    event.author.username = frame.user_name;
    event.channel.id = ChannelId(state->channel);
    event.channel.type = ChannelType::closed;
    event.post = PostId(state->post);
    event.root = PostId(state->root);
    event.text = words.empty() ? state->command : state->command + " " + words;
    event.to_us = true;
    co_await resolve(event);
    const Waiting waiting = ask(event);
    if (!waiting->done) co_await waiting->bell.wait(options_.timings.answer);
    if (!waiting->done || !waiting->reply.refusal || !ack.carries()) {
        ack.give();
        co_return;
    }
    const Reply& no = waiting->reply;
    ack.give(write_slack_errors(bare(no.message, event)));
}

// The form's id; "" when it could not be opened.
asio::awaitable<std::string> SlackRoom::open_view(std::string trigger, std::string view,
                                                  const Form& form, const Event& event) {
    const Zone& zone = event.author.zone.empty() ? options_.zone : event.author.zone;
    const core::Saying saying{options_.texts, markup_, event.author.locale, zone, event.at};
    const auto label = [&](const Text& text, std::size_t most) {
        return text.key.empty() ? std::string() : render_label(text, saying, most);
    };
    SlackForm out;
    out.title = label(form.title, slack_title_max);
    out.label = label(form.label, slack_label_max);
    out.help = label(form.help, slack_help_max);
    out.submit = label(form.submit, slack_title_max);
    if (out.label.empty() && out.help.empty()) out.help = out.title;
    out.initial = form.initial;
    out.optional = form.optional;
    out.state = {form.command, event.channel.id.value, event.post.value, event.root.value};
    std::string body = write_slack_form(out, trigger, view);
    if (body.empty()) co_return std::string();
    const auto answer =
        co_await rest_.call(view.empty() ? "views.open" : "views.update", std::move(body));
    // It was closed while it was empty: nobody waits for it any more.
    if (!view.empty() && answer && answer->reply.error == "not_found") co_return view;
    if (!answer || !answer->ok()) {
        note("A form could not be opened: " + (answer ? answer->why() : answer.error().what) + ".");
        co_return std::string();
    }
    std::string id = read_slack_view(answer->body);
    co_return id.empty() ? "open" : id;
}

asio::awaitable<result<void>> SlackRoom::open_form(std::string trigger, Form form, Event pressed) {
    const std::string id = co_await open_view(std::move(trigger), "", form, pressed);
    if (id.empty()) co_return Error{errc::unavailable, "the form was not opened"};
    co_return result<void>();
}

}  // namespace qm::chat

// Posts, edits, removals and forms.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_hooks.hpp"
#include "chat/mattermost_room.hpp"
#include "chat/send_outcome.hpp"
#include "chat/utf8.hpp"
#include "core/seal.hpp"

namespace qm::chat {

namespace asio = boost::asio;

namespace {

constexpr std::size_t title_max = 24;
constexpr std::size_t help_max = 150;
constexpr std::size_t initial_max = 3'000;
constexpr int nonce_bytes = 16;
constexpr int noes_believed = 3;  // the database may come back between an answer and our question

SendOutcome not_yet(std::string why) {
    SendOutcome outcome;
    outcome.state = SendState::later;
    outcome.wait = std::chrono::seconds(1);
    outcome.why = std::move(why);
    return outcome;
}

std::string trimmed_slash(std::string url) {
    while (url.ends_with('/'))
        url.pop_back();
    return url;
}

}  // namespace

Binding MattermostRoom::binding(std::string channel, std::int64_t version) const {
    Binding binding;
    if (!options_.callback_url.empty())
        binding.action_url = trimmed_slash(options_.callback_url) + "/mattermost/action";
    binding.secret = options_.secret;
    binding.channel = std::move(channel);
    binding.version = version;
    binding.now = listener_.wall_ms() / 1000;
    return binding;
}

Rendered MattermostRoom::draw(const Message& message, const std::string& locale, const Zone& zone,
                              Instant now) const {
    const Zone& known = zone.empty() ? options_.zone : zone;
    return render(message, core::Saying{options_.texts, markup_, locale, known, now});
}

asio::awaitable<SendOutcome> MattermostRoom::send(Post post) {
    if (me_.id.empty()) co_return not_yet("Mattermost was not reached yet.");
    for (int noes = 1;; ++noes) {
        SendOutcome outcome = co_await send_once(post);
        if (outcome.state != SendState::refused || outcome.sure) co_return outcome;
        const bool sure = co_await can_look(post.channel.value, post.root.value);
        if (!sure) {
            outcome = not_yet(std::move(outcome.why));
            outcome.no = true;
            co_return outcome;
        }
        if (noes == noes_believed || stopping_) co_return outcome;
        co_await pause(options_.timings.ask_again);
    }
}

asio::awaitable<SendOutcome> MattermostRoom::send_once(Post post) {
    if (post.kind == PostKind::create) co_return co_await create(std::move(post));
    if (post.kind == PostKind::edit) co_return co_await edit(std::move(post));
    co_return co_await remove(std::move(post));
}

asio::awaitable<result<std::string>> MattermostRoom::place_of(const Post& post, SendOutcome& why) {
    if (!post.channel.empty()) co_return post.channel.value;
    const auto known = direct_.find(post.to.value, options_.steady());
    if (known.fresh) co_return *known.value;
    const std::vector<std::string> both = {me_.id.value, post.to.value};
    const auto answer = co_await rest_.call("POST", "/channels/direct", write_ids(both));
    why = outcome_of_edit(answer);
    if (why.state != SendState::sent) co_return Error{errc::unavailable, why.why};
    const auto channel = read_channel(answer->body);
    if (!channel) {
        why = not_yet(channel.error().what);
        co_return channel.error();
    }
    direct_.put(post.to.value, channel->id, options_.steady());
    co_return channel->id;
}

asio::awaitable<SendOutcome> MattermostRoom::create(Post post) {
    SendOutcome why;
    const auto channel = co_await place_of(post, why);
    if (!channel) co_return why;
    PostBody body;
    body.channel = *channel;
    body.root = post.root.value;
    body.pending = post.pending;
    body.key = post.key;
    body.rendered = draw(post.message, post.locale, post.zone, post.now);
    body.origin = post.origin;
    const std::string text = write_create(body, binding(*channel, post.version));
    auto answer = co_await rest_.call("POST", "/posts", text);
    if (answer && answer->status == 403) {
        const bool joined = co_await join(*channel);
        if (joined) answer = co_await rest_.call("POST", "/posts", text);
    }
    SendOutcome outcome = outcome_of_create(answer, me_.id, post.key);
    if (outcome.channel.empty()) outcome.channel = ChannelId(*channel);
    co_return outcome;
}

// A patch of props replaces all of them: key and buttons are written again.
asio::awaitable<SendOutcome> MattermostRoom::edit(Post post) {
    PostBody body;
    body.key = post.key;
    body.rendered = draw(post.message, post.locale, post.zone, post.now);
    body.origin = post.origin;
    const std::string text = write_patch(body, binding(post.channel.value, post.version));
    const auto answer = co_await rest_.call("PUT", "/posts/" + post.post.value + "/patch", text);
    SendOutcome outcome = outcome_of_edit(answer);
    // Who may not edit, and what is not there, are told by the same 403.
    if (outcome.state == SendState::refused && !outcome.sure) {
        const auto there = co_await rest_.get("/posts/" + post.post.value);
        outcome.gone = there && there->status == 404;
    }
    outcome.post = post.post;
    outcome.channel = post.channel;
    co_return outcome;
}

asio::awaitable<SendOutcome> MattermostRoom::remove(Post post) {
    auto answer = co_await rest_.call("DELETE", "/posts/" + post.post.value, "");
    // A post that is gone already cannot be deleted by a bot: 403. Looked up, it is a 404.
    if (answer && answer->status == 403) {
        auto there = co_await rest_.get("/posts/" + post.post.value);
        if (there && there->status == 404) answer = std::move(there);
    }
    SendOutcome outcome = outcome_of_remove(answer);
    outcome.post = post.post;
    outcome.channel = post.channel;
    co_return outcome;
}

asio::awaitable<result<void>> MattermostRoom::open_form(std::string trigger, Form form,
                                                        Event pressed) {
    if (options_.callback_url.empty() || options_.secret.empty())
        co_return Error{
            errc::not_allowed,
            "Without a public address Mattermost cannot answer a form: type the words."};
    const Zone& zone = pressed.author.zone.empty() ? options_.zone : pressed.author.zone;
    const core::Saying saying{options_.texts, markup_, pressed.author.locale, zone, pressed.at};
    DialogForm dialog;
    dialog.trigger = std::move(trigger);
    dialog.url = trimmed_slash(options_.callback_url) + "/mattermost/dialog";
    dialog.title = render_label(form.title, saying, title_max);
    dialog.label = render_label(form.label, saying, title_max);
    dialog.help = render_label(form.help, saying, help_max);
    dialog.submit = render_label(form.submit, saying, title_max);
    dialog.initial = std::string(first_points(form.initial, initial_max));
    dialog.optional = form.optional;
    dialog.state = dialog_state(options_.secret, form.command, pressed,
                                core::random_hex(nonce_bytes), listener_.wall_ms() / 1000);
    const auto answer = co_await rest_.call("POST", "/actions/dialogs/open", write_form(dialog));
    if (!answer) co_return answer.error();
    if (!answer->ok()) co_return failed(*answer);
    co_return result<void>();
}

asio::awaitable<void> MattermostRoom::resolve(Event& event) {
    const Known author = co_await directory_.user(event.author.id.value);
    if (!author.person.username.empty()) event.author = author.person;
    const auto channel = co_await directory_.channel(event.channel.id.value);
    if (channel)
        event.channel = *channel;
    else if (channel.error().code == errc::not_found || channel.error().code == errc::not_allowed)
        event.channel.reachable = false;  // private, or between two people: we are not in it
    if (event.kind == EventKind::slash) co_await find_mentioned(event);
}

}  // namespace qm::chat

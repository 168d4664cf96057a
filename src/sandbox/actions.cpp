// Pressed buttons and menus, and dialogs: the calls to the integration and what its answers do.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ids.hpp"
#include "sandbox/integrations.hpp"
#include "sandbox/posting.hpp"

#include <nlohmann/json.hpp>

namespace qm::sandbox {

using boost::asio::awaitable;
using nlohmann::json;

namespace {

Failure no_action() {
    return {404, "api.post.do_action.action_id.app_error", "Invalid action id."};
}
Failure integration_failed(const std::string& detail) {
    return {400, "api.post.do_action.action_integration.app_error", "Action integration error.",
            detail};
}

// What is pressed, and where: of a kept post, or of an ephemeral one by its sealed cookie.
struct Pressed {
    Integration integration;
    std::string post_id, channel_id, root_id;
};

Outcome<Pressed> pressed_cookie(const Call& call, const std::string& cookie) {
    std::size_t dot = cookie.find('.');
    auto text = from_base64(cookie.substr(0, dot));
    bool sealed = text && dot != cookie.npos &&
                  same_secret(cookie.substr(dot + 1), hmac(call.server.secret, *text));
    auto integration = sealed ? read_integration(*text) : std::nullopt;
    if (!integration) return no_action();
    json read = json::parse(*text, nullptr, false);
    if (text_in(read, "post_id") != call.ids[0]) return no_action();
    return Pressed{*integration, call.ids[0], text_in(read, "channel_id"), {}};
}

Outcome<Pressed> pressed_in(const Call& call, const json& body) {
    const Post* post = call.world().post(call.ids[0]);
    if (post == nullptr || post->delete_at != 0) {
        std::string cookie = text_in(body, "cookie");
        if (cookie.empty()) return no_permission();
        return pressed_cookie(call, cookie);
    }
    const Channel* channel = call.world().channel(post->channel_id);
    if (channel == nullptr || !channel->has(call.me->id)) return no_permission();
    auto integration = find_action(post->props, call.ids[1]);
    if (!integration) return no_action();
    return Pressed{*integration, post->id, post->channel_id, post->root_id};
}

std::string press_body(const Call& call, const Pressed& pressed, const std::string& trigger,
                       const std::string& selected) {
    const Channel& channel = *call.world().channel(pressed.channel_id);
    const Team& team = call.world().team();
    json context = json::parse(pressed.integration.context, nullptr, false);
    if (!selected.empty()) {
        if (!context.is_object()) context = json::object();
        context["selected_option"] = selected;
    }
    Json out;
    out["user_id"] = call.me->id;
    out["user_name"] = call.me->username;
    out["channel_id"] = channel.id;
    out["channel_name"] = channel.name;
    out["team_id"] = channel.direct() ? std::string() : team.id;
    out["team_domain"] = channel.direct() ? std::string() : team.name;
    out["post_id"] = pressed.post_id;
    out["trigger_id"] = trigger;
    out["type"] = pressed.integration.type;
    out["data_source"] = pressed.integration.data_source;
    if (context.is_object() && !context.empty()) out["context"] = context;
    return go_text(out);
}

// {update?, ephemeral_text?, skip_slack_parsing?}. An update of an ephemeral post is refused,
// though the integration was called.
Outcome<void> take_answer(const Call& call, const Pressed& pressed, const json& answer) {
    if (answer.contains("update") && answer["update"].is_object()) {
        const Post* post = call.world().post(pressed.post_id);
        if (post == nullptr)
            return Failure{404, "app.post.get.app_error", "Unable to get the post."};
        const json& update = answer["update"];
        PostChange change;
        if (update.contains("message") && update["message"].is_string())
            change.message = update["message"].get<std::string>();
        if (update.contains("props") && update["props"].is_object())
            change.props = normal_props(update["props"]);
        auto changed = change_post(call.server, *post, change);
        if (!changed) return changed.error();
    }
    std::string text = text_in(answer, "ephemeral_text");
    if (text.empty()) return {};
    bool raw = answer.value("skip_slack_parsing", json()) == true;
    const std::string root = pressed.root_id.empty() ? pressed.post_id : pressed.root_id;
    bool kept = call.world().post(root) != nullptr;
    whisper(call.server,
            {call.me->id, pressed.channel_id, kept ? root : "", raw ? text : slack_text(text)});
    return {};
}

// The answer's object goes to `into`; an empty body is an empty one.
Outcome<void> read_answer(const result<net::HttpResponse>& answered, json& into) {
    if (!answered) return integration_failed(answered.error().what);
    if (answered->status != 200)
        return integration_failed("status=" + std::to_string(answered->status));
    into = answered->body.empty() ? json::object() : read_json(answered->body);
    if (!into.is_object()) return integration_failed("the answer is no JSON object");
    return {};
}

}  // namespace

awaitable<Answer> press_action(const Call& call) {
    json body = body_of(call);
    auto pressed = pressed_in(call, body);
    if (!pressed) co_return failed(pressed.error());
    const Channel* channel = call.world().channel(pressed->channel_id);
    if (channel == nullptr || !channel->has(call.me->id)) co_return failed(no_permission());
    Trigger trigger = make_trigger(call.server, call.me->id);
    std::string sent = press_body(call, *pressed, trigger.whole, text_in(body, "selected_option"));
    auto answered = co_await call_integration(call.server.executor, pressed->integration.url,
                                              "application/json", std::move(sent), "");
    json answer;
    auto read = read_answer(answered, answer);
    if (!read) {
        call.server.say("press: " + read.error().detail);
        co_return failed(read.error());
    }
    auto taken = take_answer(call, *pressed, answer);
    if (!taken) co_return failed(taken.error());
    Json out;
    out["status"] = "OK";
    out["trigger_id"] = trigger.client_part;
    co_return answer_of(out);
}

// Needs no login: the trigger id is the right to it.
Answer open_dialog(const Call& call) {
    json body = body_of(call);
    auto owner = open_trigger(call.server, text_in(body, "trigger_id"));
    if (!owner) return failed(owner.error());
    std::string url = text_in(body, "url");
    if (url.empty() || !body.value("dialog", json()).is_object())
        return failed(invalid_body("dialog"));
    Json dialog;
    dialog["trigger_id"] = owner->client_part;
    dialog["url"] = url;
    dialog["dialog"] = dialog_json(body["dialog"]);
    json data = {{"dialog", go_text(dialog)}};
    call.server.sockets.publish({"open_dialog", go_text(data), owner->user_id});
    return ok_answer();
}

awaitable<Answer> submit_dialog(const Call& call) {
    json body = body_of(call);
    std::string url = text_in(body, "url"), channel_id = text_in(body, "channel_id");
    if (url.empty()) co_return failed(invalid_body("url"));
    const Channel* channel = call.world().channel(channel_id);
    if (channel == nullptr || !channel->has(call.me->id)) co_return failed(no_permission());
    Json out;
    out["type"] = "dialog_submission";
    out["callback_id"] = text_in(body, "callback_id");
    out["state"] = text_in(body, "state");
    out["user_id"] = call.me->id;  // of the session, whatever the client says
    out["channel_id"] = channel_id;
    out["team_id"] = text_in(body, "team_id");
    out["submission"] =
        body.value("submission", json()).is_object() ? body["submission"] : json::object();
    out["cancelled"] = body.value("cancelled", json()) == true;
    auto answered =
        co_await call_integration(call.server.executor, url, "application/json", go_text(out), "");
    json answer;
    auto read = read_answer(answered, answer);
    if (!read)
        co_return failed({400, "app.submit_interactive_dialog.json_error",
                          "Encountered an error decoding JSON response from submitting dialog.",
                          read.error().detail});
    Json shown = Json::object();
    std::string error = text_in(answer, "error");
    if (!error.empty()) shown["error"] = error;
    json errors = answer.value("errors", json());
    if (errors.is_object() && !errors.empty()) shown["errors"] = errors;
    co_return answer_of(shown);
}

}  // namespace qm::sandbox

// Slash commands: the call to the integration, its answer, and late answers on response_url.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ids.hpp"
#include "sandbox/integrations.hpp"
#include "sandbox/mattermost_json.hpp"
#include "sandbox/mentions.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>

namespace qm::sandbox {

using boost::asio::awaitable;
using nlohmann::json;

namespace {

constexpr int hook_uses_max = 5;
constexpr std::chrono::minutes hook_lifetime{30};
constexpr std::size_t hooks_max = 1'000;  // then the oldest one ends

Failure command_failure(const char* name, const std::string& message, int status = 500) {
    return {status, std::string("api.command.execute_command.") + name + ".app_error", message};
}

std::string trigger_failed(const std::string& trigger, const char* how) {
    return "Command with a trigger of '" + trigger + "' " + how + ".";
}

// The form's fields, by name, sorted as Go's url.Values are.
using Form = std::multimap<std::string, std::string>;

std::string encoded(const Form& form) {
    std::string body;
    for (const auto& [key, value] : form)
        body += (body.empty() ? "" : "&") + form_escape(key) + "=" + form_escape(value);
    return body;
}

void add_mentions(Form& form, const World& world, const std::string& text) {
    for (const std::string& word : at_words(text))
        if (const User* user = world.user_named(word)) {
            form.emplace("user_mentions", user->username);
            form.emplace("user_mentions_ids", user->id);
        }
    for (const std::string& word : tilde_words(text)) {
        const Channel* channel = world.channel_named(word);
        if (channel == nullptr || channel->type != "O") continue;
        form.emplace("channel_mentions", channel->name);
        form.emplace("channel_mentions_ids", channel->id);
    }
}

std::string make_hook(Server& server, const ResponseHook& caller) {
    while (server.hooks.size() >= hooks_max)
        server.hooks.pop_front();
    server.hooks.push_back(caller);
    server.hooks.back().id = new_id();
    server.hooks.back().at = server.clock.steady();
    return server.hooks.back().id;
}

struct Typed {
    std::string trigger, text;
};

Typed split_command(const std::string& line) {
    std::size_t end = std::min(line.find_first_of(" \t\n"), line.size());
    std::size_t rest = std::min(line.find_first_not_of(" \t\n", end), line.size());
    return {lower(line.substr(1, end - 1)), line.substr(rest)};
}

std::string form_of(Server& server, const Typed& typed, const Command& command,
                    const ResponseHook& caller, const Trigger& trigger) {
    const User& user = *server.world.user(caller.user_id);
    const Team& team = server.world.team();
    Form form;
    form.emplace("channel_id", caller.channel_id);
    form.emplace("channel_name", server.world.channel(caller.channel_id)->name);
    form.emplace("command", "/" + typed.trigger);
    form.emplace("response_url", server.url + "/hooks/commands/" + make_hook(server, caller));
    form.emplace("team_domain", team.name);
    form.emplace("team_id", team.id);
    form.emplace("text", typed.text);
    form.emplace("token", command.token);
    form.emplace("trigger_id", trigger.whole);
    form.emplace("user_id", user.id);
    form.emplace("user_name", user.username);
    add_mentions(form, server.world, typed.text);
    return encoded(form);
}

Json answer_json(const CommandAnswer& answer, const std::string& trigger_id) {
    Json out;
    out["response_type"] = answer.response_type;
    out["text"] = answer.text;
    out["username"] = answer.username;
    out["channel_id"] = answer.channel_id;
    out["icon_url"] = answer.icon_url;
    out["type"] = answer.type;
    out["props"] = nullptr;
    out["goto_location"] = answer.goto_location;
    out["trigger_id"] = trigger_id;
    out["skip_slack_parsing"] = answer.skip_slack_parsing;
    out["attachments"] = nullptr;
    json attachments = json::parse(answer.attachments, nullptr, false);
    if (attachments.is_array()) {
        json props = {{"attachments", attachments}};
        out["attachments"] = shown_props(normal_props(props))["attachments"];
    }
    out["extra_responses"] = nullptr;
    return out;
}

Outcome<CommandAnswer> read_answer(const result<net::HttpResponse>& answer,
                                   const std::string& trigger) {
    if (!answer) {
        Failure failure = command_failure("failed", trigger_failed(trigger, "failed"));
        failure.detail = answer.error().what;
        return failure;
    }
    if (answer->status != 200)
        return command_failure("failed_resp",
                               trigger_failed(trigger,
                                              "returned response 500 Internal Server "
                                              "Error"));
    if (!lower(answer->header("Content-Type")).starts_with("application/json")) {
        CommandAnswer plain;
        plain.text = answer->body;
        return plain;
    }
    auto read = read_command_answer(answer->body);
    if (!read) return command_failure("failed", trigger_failed(trigger, "failed"));
    return *read;
}

// Who calls, from where; or why it is refused.
Outcome<ResponseHook> caller_of(const Call& call, const json& body) {
    ResponseHook caller;
    caller.user_id = call.me->id;
    caller.channel_id = text_in(body, "channel_id");
    caller.root_id = text_in(body, "root_id");
    if (!is_id(caller.channel_id)) return invalid_body("channel_id");
    const Channel* channel = call.world().channel(caller.channel_id);
    if (channel == nullptr || !channel->has(call.me->id)) return no_permission();
    const Post* root = caller.root_id.empty() ? nullptr : call.world().post(caller.root_id);
    bool fits = caller.root_id.empty() ||
                (root != nullptr && root->delete_at == 0 && root->channel_id == caller.channel_id);
    if (!fits) return invalid_body("root_id");
    if (root != nullptr) caller.root_id = root->thread();
    return caller;
}

}  // namespace

awaitable<Answer> execute_command(const Call& call) {
    json body = body_of(call);
    std::string line = text_in(body, "command");
    if (line.size() <= 1 || line[0] != '/') co_return failed(invalid_body("command"));
    auto caller = caller_of(call, body);
    if (!caller) co_return failed(caller.error());
    Typed typed = split_command(line);
    const Command* known = call.world().command_for(typed.trigger);
    if (known == nullptr)
        co_return failed(command_failure(
            "not_found",
            "Command with a trigger of '/" + typed.trigger +
                "' not found. To send a message beginning with \"/\" try adding an empty space "
                "at the beginning of the message.",
            404));
    Command command = *known;  // it may be deleted while we wait
    Trigger trigger = make_trigger(call.server, call.me->id);
    std::string form = form_of(call.server, typed, command, *caller, trigger);
    auto answered = co_await call_integration(call.server.executor, command.url,
                                              "application/x-www-form-urlencoded", std::move(form),
                                              "Token " + command.token);
    auto answer = read_answer(answered, typed.trigger);
    if (!answer) {
        call.server.say("/" + typed.trigger + ": " + answer.error().message + " " +
                        answer.error().detail);
        co_return failed(answer.error());
    }
    auto said = say_command_answer(call.server, *answer, *caller);
    if (!said)
        co_return failed(command_failure("create_post_failed",
                                         "Command '" + typed.trigger +
                                             "' failed to post response. Please contact your "
                                             "System Administrator."));
    co_return answer_of(answer_json(*answer, trigger.client_part));
}

Answer delayed_answer(const Call& call) {
    Failure invalid{400, "app.command_webhook.try_use.invalid", "Invalid webhook."};
    auto now = call.server.clock.steady();
    auto hook = std::ranges::find(call.server.hooks, call.ids[0], &ResponseHook::id);
    if (hook == call.server.hooks.end())
        return failed({404, "app.command_webhook.get.missing", "Unable to get the webhook."});
    if (hook->uses >= hook_uses_max || now - hook->at > hook_lifetime) return failed(invalid);
    CommandAnswer answer;
    bool is_json = lower(call.request.header("Content-Type")).starts_with("application/json");
    auto read = is_json ? read_command_answer(call.request.body) : std::nullopt;
    if (is_json && !read)
        return failed(
            {400, "web.command_webhook.parse.app_error", "Unable to parse incoming data."});
    if (read) answer = *read;
    if (!is_json) answer.text = call.request.body;
    ++hook->uses;
    ResponseHook caller = *hook;
    auto said = say_command_answer(call.server, answer, caller);
    if (!said) return failed(said.error());
    Answer ok;
    ok.status = 200;
    ok.headers = {{"Content-Type", "text/plain"}};
    ok.body = "ok";
    return ok;
}

}  // namespace qm::sandbox

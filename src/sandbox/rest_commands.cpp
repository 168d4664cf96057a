// REST: slash commands as things, and the calls that use them.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ids.hpp"
#include "sandbox/integrations.hpp"
#include "sandbox/mattermost_json.hpp"

#include <nlohmann/json.hpp>

namespace qm::sandbox {

using nlohmann::json;

namespace {

Failure bad(const char* id, const char* message) {
    return {400, id, message};
}

Failure no_command() {
    return {404, "store.sql_command.get.missing.app_error", "Command does not exist."};
}

Answer list_commands(const Call& call) {
    Json list = Json::array();
    if (call.request.parameter("team_id") != call.world().team().id)
        return failed(invalid_parameter("team_id"));
    // Mattermost refuses everybody without manage_slash_commands; people are let off here, so
    // that the page can show hints. They see neither token nor address.
    if (call.me->bot && !call.me->admin()) return failed(no_permission());
    for (const Command& command : call.world().commands())
        if (call.me->admin() || command.autocomplete)
            list.push_back(command_json(command, call.world().team(), call.me->admin()));
    return answer_of(list);
}

Outcome<void> fill(Command& command, const json& body) {
    command.trigger = lower(text_in(body, "trigger"));
    command.url = text_in(body, "url");
    command.method = text_in(body, "method") == "G" ? "G" : "P";
    command.hint = text_in(body, "auto_complete_hint");
    command.description = text_in(body, "auto_complete_desc");
    if (command.description.empty()) command.description = text_in(body, "description");
    command.display_name = text_in(body, "display_name");
    command.username = text_in(body, "username");
    command.icon_url = text_in(body, "icon_url");
    command.autocomplete = body.value("auto_complete", json()) == true;
    bool trigger_fits = !command.trigger.empty() && command.trigger.size() <= 128 &&
                        command.trigger[0] != '/' &&
                        command.trigger.find_first_of(" \t\n") == std::string::npos;
    if (!trigger_fits) return bad("model.command.is_valid.trigger.app_error", "Invalid trigger.");
    bool url_fits = command.url.size() <= 1024 &&
                    (command.url.starts_with("http://") || command.url.starts_with("https://"));
    if (!url_fits)
        return bad("model.command.is_valid.url_http.app_error",
                   "Invalid URL. Must be a valid URL and start with http:// or https://.");
    if (command.display_name.size() > 64)
        return bad("model.command.is_valid.display_name.app_error", "Invalid title.");
    if (command.description.size() > 128)
        return bad("model.command.is_valid.description.app_error", "Invalid description.");
    return {};
}

Answer create_command(const Call& call) {
    json body = body_of(call);
    if (!call.me->admin()) return failed(no_permission());
    if (text_in(body, "team_id") != call.world().team().id) return failed(no_permission());
    Command command;
    auto fits = fill(command, body);
    if (!fits) return failed(fits.error());
    if (call.world().command_for(command.trigger))
        return failed(bad("api.command.duplicate_trigger.app_error",
                          "This trigger word is already in use. Please choose another word."));
    if (call.world().commands().size() >= World::commands_max)
        return failed(bad("sandbox.limit.app_error", "The sandbox is full."));
    command.id = new_id();
    command.token = new_id();
    command.creator_id = call.me->id;
    command.create_at = command.update_at = call.server.clock.now_ms();
    call.server.save(command);
    return answer_of(command_json(command, call.world().team(), true), 201);
}

const Command* managed(const Call& call) {
    return call.me->admin() ? call.world().command(call.ids[0]) : nullptr;
}

Answer get_command(const Call& call) {
    const Command* command = managed(call);
    if (command == nullptr) return failed(call.me->admin() ? no_command() : no_permission());
    return answer_of(command_json(*command, call.world().team(), true));
}

Answer change_command(const Call& call) {
    const Command* known = managed(call);
    if (known == nullptr) return failed(call.me->admin() ? no_command() : no_permission());
    Command command = *known;
    auto fits = fill(command, body_of(call));
    if (!fits) return failed(fits.error());
    const Command* other = call.world().command_for(command.trigger);
    if (other != nullptr && other->id != command.id)
        return failed(bad("api.command.duplicate_trigger.app_error",
                          "This trigger word is already in use. Please choose another word."));
    command.update_at = call.server.clock.now_ms();
    call.server.save(command);
    return answer_of(command_json(command, call.world().team(), true));
}

Answer new_token(const Call& call) {
    const Command* known = managed(call);
    if (known == nullptr) return failed(call.me->admin() ? no_command() : no_permission());
    Command command = *known;
    command.token = new_id();
    command.update_at = call.server.clock.now_ms();
    call.server.save(command);
    Json out;
    out["token"] = command.token;
    return answer_of(out);
}

Answer delete_command(const Call& call) {
    const Command* command = managed(call);
    if (command == nullptr) return failed(call.me->admin() ? no_command() : no_permission());
    call.server.save(CommandEnd{std::string(command->id)});
    return ok_answer();
}

Answer autocomplete_commands(const Call& call) {
    Json list = Json::array();
    for (const Command& command : call.world().commands())
        if (command.autocomplete) list.push_back(command_json(command, call.world().team(), false));
    return answer_of(list);
}

// What a client shows while "/word" is typed: only the trigger, never its options.
Answer suggestions(const Call& call) {
    std::string typed = call.request.parameter("user_input");
    Json list = Json::array();
    if (!typed.starts_with('/')) return answer_of(list);
    typed.erase(0, 1);
    for (const Command& command : call.world().commands()) {
        if (!command.autocomplete || !command.trigger.starts_with(lower(typed))) continue;
        Json one;
        one["Complete"] = command.trigger;
        one["Suggestion"] = command.trigger;
        one["Hint"] = command.hint;
        one["Description"] = command.description;
        one["IconData"] = "";
        list.push_back(std::move(one));
    }
    return answer_of(list);
}

constexpr Route routes[] = {
    {"GET", "/commands", list_commands},
    {"POST", "/commands", create_command},
    {"POST", "/commands/execute", nullptr, execute_command},
    {"GET", "/commands/{}", get_command},
    {"PUT", "/commands/{}", change_command},
    {"DELETE", "/commands/{}", delete_command},
    {"PUT", "/commands/{}/regen_token", new_token},
    {"GET", "/teams/{}/commands/autocomplete", autocomplete_commands},
    {"GET", "/teams/{}/commands/autocomplete_suggestions", suggestions},
    {"POST", "/posts/{}/actions/{}", nullptr, press_action},
    {"POST", "/actions/dialogs/open", open_dialog, nullptr, true},
    {"POST", "/actions/dialogs/submit", nullptr, submit_dialog},
};

}  // namespace

std::span<const Route> command_routes() {
    return routes;
}

}  // namespace qm::sandbox

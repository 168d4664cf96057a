// Writes Mattermost's JSON: posts with sealed buttons, answers to hooks, forms.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_seal.hpp"
#include "chat/utf8.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::chat {

namespace {

using nlohmann::json;

constexpr std::size_t fallback_points_max = 200;
constexpr std::size_t words_max = 3'000;

std::string dump(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

json action_of(const RenderedControl& control, const Binding& binding) {
    const std::int64_t expiry = binding.now + button_life;
    json action = {{"id", control.id}, {"name", control.label}};
    action["type"] = control.choices.empty() ? "button" : "select";
    if (control.primary) action["style"] = "primary";
    for (const RenderedChoice& choice : control.choices)
        action["options"].push_back({{"text", choice.label}, {"value", choice.value}});
    const std::string seal =
        seal_button(binding.secret, control.command, binding.version, binding.channel, expiry);
    action["integration"] = {{"url", binding.action_url},
                             {"context",
                              {{"c", control.command},
                               {"v", binding.version},
                               {"ch", binding.channel},
                               {"e", expiry},
                               {"s", seal}}}};
    return action;
}

json attachments_of(const std::vector<RenderedControl>& controls, const Binding& binding) {
    if (controls.empty()) return json::array();
    json attachment;
    std::string fallback;
    attachment["actions"] = json::array();
    for (const RenderedControl& control : controls) {
        fallback.append(fallback.empty() ? "" : " · ").append(control.label);
        attachment["actions"].push_back(action_of(control, binding));
    }
    attachment["fallback"] = std::string(first_points(fallback, fallback_points_max));
    return json::array({std::move(attachment)});
}

constexpr std::size_t short_points = 1'000;

// Half of the longest menu, or else the last control.
void make_smaller(std::vector<RenderedControl>& controls) {
    const auto longest = std::max_element(
        controls.begin(), controls.end(),
        [](const auto& a, const auto& b) { return a.choices.size() < b.choices.size(); });
    if (longest->choices.size() > 1)
        longest->choices.resize(longest->choices.size() * 3 / 4);
    else
        controls.pop_back();
}

json ours_of(const std::string& key, const Origin& origin) {
    json ours = {{"k", key}};
    if (!origin.empty())
        ours["o"] = {{"e", origin.event},   {"a", origin.asker.value}, {"t", origin.team.value},
                     {"b", origin.because}, {"p", origin.product},     {"w", origin.words}};
    return ours;
}

// To what leaves room for the buttons, or to nothing.
void shorten(std::string& words) {
    if (count_points(words) <= short_points + 1)
        words.clear();
    else
        words = std::string(first_points(words, short_points)) + "…";
}

json props_of(const PostBody& body, const Binding& binding) {
    std::vector<RenderedControl> controls = body.rendered.controls;
    if (binding.action_url.empty() || binding.secret.empty()) controls.clear();
    Origin origin = body.origin;
    for (;;) {
        json props = {{"attachments", attachments_of(controls, binding)},
                      {"qm", ours_of(body.key, origin)}};
        if (count_points(dump(props)) <= props_points_max) return props;
        if (!origin.words.empty())
            shorten(origin.words);
        else if (!controls.empty())
            make_smaller(controls);
        else
            return props;
    }
}

}  // namespace

std::string write_create(const PostBody& body, const Binding& binding) {
    json post = {{"channel_id", body.channel}, {"message", body.rendered.text}};
    if (!body.root.empty()) post["root_id"] = body.root;
    if (!body.pending.empty()) post["pending_post_id"] = body.pending;
    post["props"] = props_of(body, binding);
    return dump(post);
}

std::string write_patch(const PostBody& body, const Binding& binding) {
    return dump({{"message", body.rendered.text}, {"props", props_of(body, binding)}});
}

std::string write_command_answer(const Rendered& rendered, const Binding& binding) {
    json answer = {{"response_type", "ephemeral"}, {"skip_slack_parsing", true}};
    answer["text"] = rendered.text;
    const PostBody body{"", "", "", "", rendered};
    json attachments = props_of(body, binding)["attachments"];
    if (!attachments.empty()) answer["attachments"] = std::move(attachments);
    return dump(answer);
}

std::string write_action_answer(const Rendered& rendered) {
    json answer = json::object();
    if (!rendered.text.empty()) {
        answer["ephemeral_text"] = rendered.text;
        answer["skip_slack_parsing"] = true;
    }
    return dump(answer);
}

std::string write_dialog_answer(const std::map<std::string, std::string>& errors) {
    json answer = json::object();
    for (const auto& [name, sentence] : errors) {
        if (name.empty())
            answer["error"] = sentence;
        else
            answer["errors"][name] = sentence;
    }
    return dump(answer);
}

std::string write_form(const DialogForm& form) {
    json element = {{"display_name", form.label},
                    {"name", "words"},
                    {"type", "textarea"},
                    {"help_text", form.help},
                    {"default", form.initial},
                    {"optional", form.optional},
                    {"min_length", 0},
                    {"max_length", words_max}};
    json dialog = {{"callback_id", "words"},      {"title", form.title},
                   {"submit_label", form.submit}, {"notify_on_cancel", false},
                   {"state", form.state},         {"elements", json::array({std::move(element)})}};
    return dump({{"trigger_id", form.trigger}, {"url", form.url}, {"dialog", std::move(dialog)}});
}

std::string write_dialog_state(const DialogState& state) {
    return dump({{"c", state.command},
                 {"u", state.user},
                 {"ch", state.channel},
                 {"p", state.post},
                 {"n", state.nonce},
                 {"e", state.expiry},
                 {"s", state.seal}});
}

std::string write_ids(const std::vector<std::string>& ids) {
    return dump(json(ids));
}

std::string write_member(std::string_view user) {
    return dump({{"user_id", std::string(user)}});
}

std::string write_ping(std::int64_t seq) {
    return dump({{"action", "ping"}, {"seq", seq}, {"data", json::object()}});
}

}  // namespace qm::chat

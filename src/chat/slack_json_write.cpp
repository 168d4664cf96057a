// Writes Slack's JSON: messages in blocks within their limits, forms, the app's own tab.
// SPDX-License-Identifier: Apache-2.0
#include "chat/json_fields.hpp"
#include "chat/slack_json.hpp"
#include "chat/utf8.hpp"

#include <algorithm>

namespace qm::chat {

namespace {

using nlohmann::json;

// platforms.md §1B.5
constexpr std::size_t section_points_max = 2'900;  // of 3,000
constexpr std::size_t text_points_max = 3'900;     // of the 4,000 recommended
constexpr std::size_t row_max = 25;
constexpr std::size_t block_id_max = 255;
constexpr std::size_t value_max = 2'000;
constexpr std::size_t option_value_max = 150;
constexpr std::size_t metadata_max = 3'000;
constexpr std::size_t home_blocks_max = 100;
constexpr std::size_t words_limit = 3'000;
constexpr std::string_view fence = "```";
constexpr std::string_view quote_mark = "> ";

std::string text_of(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string bounded_points(std::string_view text, std::size_t most) {
    if (count_points(text) <= most) return std::string(text);
    return std::string(first_points(text, most - 1)) + "…";
}

// The first `most` code points of mrkdwn, or a little less: never half of an escape ("&amp;", at
// most five long) or of a link, whose "<" is the only one that is not escaped.
std::string_view first_marked(std::string_view text, std::size_t most) {
    std::string_view fits = first_points(text, most);
    if (fits.size() == text.size()) return fits;
    const std::size_t link = fits.rfind('<');
    if (link != std::string_view::npos && link > 0 && fits.find('>', link) == fits.npos)
        fits = fits.substr(0, link);
    constexpr std::size_t escape_max = 5;
    const std::size_t escape = fits.rfind('&');
    if (escape != std::string_view::npos && escape > 0 && fits.size() - escape < escape_max &&
        fits.find(';', escape) == fits.npos)
        fits = fits.substr(0, escape);
    return fits;
}

std::string bounded_marked(std::string_view text, std::size_t most) {
    if (count_points(text) <= most) return std::string(text);
    return std::string(first_marked(text, most - 1)) + "…";
}

json plain_text(std::string_view text) {
    return {{"type", "plain_text"}, {"text", std::string(text)}};
}

json section(const std::string& text) {
    return {{"type", "section"}, {"text", {{"type", "mrkdwn"}, {"text", text}}}};
}

bool opens_code(std::string_view line, bool inside) {
    std::size_t count = 0;
    for (std::size_t at = line.find(fence); at != std::string_view::npos;
         at = line.find(fence, at + fence.size()))
        ++count;
    return count % 2 == 1 ? !inside : inside;
}

// Cut between lines, and in them where one alone is too long; code that is cut is closed here and
// opened there, a quote goes on as one.
void put_sections(json& blocks, std::string_view text) {
    std::string part;
    bool inside = false;
    const auto end_part = [&] {
        if (part.find_first_not_of(" \n") == std::string::npos) return part.clear();
        if (inside) part.append("\n").append(fence);
        blocks.push_back(section(part));
        part = inside ? std::string(fence) : std::string();
    };
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view text_line = text.substr(0, end);
        std::string_view line = text_line;  // what is left of it
        text.remove_prefix(std::min(end + 1, text.size()));
        for (bool whole = false; !whole;) {
            const bool goes_on = line.size() < text_line.size();
            const bool full = count_points(part) + count_points(line) + 5 > section_points_max;
            if (goes_on || full) end_part();
            if (!part.empty()) part += '\n';
            if (goes_on && text_line.starts_with(quote_mark)) part += quote_mark;
            const std::string_view fits = first_marked(line, section_points_max - 10);
            part += fits;
            line.remove_prefix(fits.size());
            whole = line.empty();
        }
        inside = opens_code(text_line, inside);
    }
    inside = false;
    end_part();
}

json button_of(const RenderedControl& control, std::int64_t version) {
    json button = {{"type", "button"},
                   {"text", plain_text(control.label)},
                   {"action_id", control.id},
                   {"value", std::to_string(version) + "|" + control.command}};
    if (control.primary) button["style"] = "primary";
    return button;
}

json menu_of(const RenderedControl& control) {
    json options = json::array();
    for (const RenderedChoice& choice : control.choices) {
        if (choice.label.empty() || choice.value.size() > option_value_max) continue;
        options.push_back({{"text", plain_text(choice.label)}, {"value", choice.value}});
    }
    return {{"type", "static_select"},
            {"action_id", control.id},
            {"placeholder", plain_text(control.label)},
            {"options", std::move(options)}};
}

// Buttons and menus side by side; a block has one menu at most, whose command is in the block's id.
void put_controls(json& blocks, const std::vector<RenderedControl>& controls,
                  std::int64_t version) {
    json row = json::array();
    std::string menu;
    int rows = 0;
    const auto end_row = [&] {
        if (row.empty()) return;
        json block = {{"type", "actions"}, {"elements", std::move(row)}};
        block["block_id"] = menu.empty() ? "row" + std::to_string(rows) : menu;
        ++rows;
        blocks.push_back(std::move(block));
        row = json::array();
        menu.clear();
    };
    for (const RenderedControl& control : controls) {
        if (control.label.empty()) continue;
        if (row.size() == row_max) end_row();
        if (control.choices.empty()) {
            json button = button_of(control, version);
            if (button["value"].get_ref<const std::string&>().size() <= value_max)
                row.push_back(std::move(button));
            continue;
        }
        if (!menu.empty()) end_row();
        std::string id =
            "m" + std::to_string(rows) + "|" + std::to_string(version) + "|" + control.command;
        json select = menu_of(control);
        if (id.size() > block_id_max || select["options"].empty()) continue;
        menu = std::move(id);
        row.push_back(std::move(select));
    }
    end_row();
}

json blocks_of(const Rendered& rendered, std::int64_t version) {
    json blocks = json::array();
    put_sections(blocks, rendered.text);
    put_controls(blocks, rendered.controls, version);
    return blocks;
}

json message_json(const SlackBody& body) {
    return {{"text", bounded_marked(body.rendered.text, text_points_max)},
            {"blocks", blocks_of(body.rendered, body.version)}};
}

json with_key(json message, const SlackBody& body) {
    message["channel"] = body.channel;
    if (body.key.empty()) return message;
    json ours = {{"key", body.key}};
    const Origin& origin = body.origin;
    if (!origin.empty()) {
        ours["event"] = origin.event;
        ours["asker"] = origin.asker.value;
        ours["team"] = origin.team.value;
        ours["because"] = origin.because;
        ours["product"] = origin.product;
        ours["words"] = origin.words;
    }
    message["metadata"] = {{"event_type", "quartermaster"}, {"event_payload", std::move(ours)}};
    return message;
}

json input_of(const SlackForm& form) {
    json element = {{"type", "plain_text_input"},
                    {"action_id", "words"},
                    {"multiline", true},
                    {"max_length", words_limit}};
    if (!form.initial.empty())
        element["initial_value"] = std::string(first_points(form.initial, words_limit));
    json block = {{"type", "input"},
                  {"block_id", "words"},
                  {"optional", form.optional},
                  {"label", plain_text(form.label)},
                  {"element", std::move(element)}};
    if (!form.help.empty()) block["hint"] = plain_text(form.help);
    return block;
}

}  // namespace

std::string write_slack_post(const SlackBody& body) {
    json message = with_key(message_json(body), body);
    if (!body.thread.empty()) message["thread_ts"] = body.thread;
    message["unfurl_links"] = false;
    message["unfurl_media"] = false;
    return text_of(message);
}

std::string write_slack_edit(const SlackBody& body) {
    json message = with_key(message_json(body), body);
    message["ts"] = body.ts;
    return text_of(message);
}

std::string write_slack_private(const SlackBody& body) {
    json message = message_json(body);
    message["response_type"] = "ephemeral";
    message["replace_original"] = false;
    if (!body.thread.empty()) message["thread_ts"] = body.thread;
    return text_of(message);
}

std::string write_slack_ack(std::string_view envelope, std::string_view payload) {
    json ack = {{"envelope_id", std::string(envelope)}};
    if (!payload.empty()) ack["payload"] = json::parse(payload, nullptr, false);
    return text_of(ack);
}

std::string write_slack_errors(std::string_view why) {
    return text_of({{"response_action", "errors"},
                    {"errors", {{"words", bounded_points(why, section_points_max)}}}});
}

std::string write_slack_challenge(std::string_view challenge) {
    return text_of({{"challenge", std::string(challenge)}});
}

std::string write_slack_direct(const std::string& user) {
    return text_of({{"users", user}});
}

std::string write_slack_channel(const std::string& channel) {
    return text_of({{"channel", channel}});
}

std::string write_slack_removal(const std::string& channel, const std::string& ts) {
    return text_of({{"channel", channel}, {"ts", ts}});
}

std::string write_slack_form(const SlackForm& form, const std::string& trigger,
                             const std::string& view_id) {
    const std::string state = text_of({{"c", form.state.command},
                                       {"ch", form.state.channel},
                                       {"p", form.state.post},
                                       {"r", form.state.root}});
    if (state.size() > metadata_max) return {};
    json view = {{"type", "modal"},
                 {"callback_id", "words"},
                 {"private_metadata", state},
                 {"title", plain_text(form.title)},
                 {"blocks", json::array()}};
    if (form.label.empty())
        view["blocks"].push_back(section(form.help));
    else
        view["blocks"].push_back(input_of(form));
    if (!form.submit.empty()) view["submit"] = plain_text(form.submit);
    json body = {{"view", std::move(view)}};
    body[view_id.empty() ? "trigger_id" : "view_id"] = view_id.empty() ? trigger : view_id;
    return text_of(body);
}

std::string write_slack_home(std::string_view user, const std::vector<Rendered>& parts) {
    json blocks = json::array();
    for (const Rendered& part : parts) {
        if (part.empty()) continue;
        if (!blocks.empty()) blocks.push_back({{"type", "divider"}});
        put_sections(blocks, part.text);
    }
    while (blocks.size() > home_blocks_max)
        blocks.erase(blocks.size() - 1);
    return text_of({{"user_id", std::string(user)},
                    {"view", {{"type", "home"}, {"blocks", std::move(blocks)}}}});
}

}  // namespace qm::chat

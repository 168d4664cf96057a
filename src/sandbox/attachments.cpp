// A post's props: put in Mattermost's own shape, shown without integrations, actions looked up.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/attachments.hpp"

#include "sandbox/ids.hpp"

#include <nlohmann/json.hpp>

namespace qm::sandbox {

using nlohmann::json;
using nlohmann::ordered_json;

namespace {

void put_if(ordered_json& object, const char* key, std::string value) {
    if (!value.empty()) object[key] = std::move(value);
}

ordered_json normal_action(const json& action) {
    ordered_json out;
    std::string id = text_in(action, "id");
    out["id"] = id.empty() ? new_id() : id;
    put_if(out, "type", text_in(action, "type"));
    out["name"] = text_in(action, "name");
    if (action.value("disabled", json()) == true) out["disabled"] = true;
    put_if(out, "style", text_in(action, "style"));
    put_if(out, "data_source", text_in(action, "data_source"));
    auto options = action.find("options");
    if (options != action.end() && options->is_array() && !options->empty()) {
        ordered_json list = ordered_json::array();
        for (const json& option : *options) {
            if (!option.is_object()) continue;
            ordered_json one;
            one["text"] = text_in(option, "text");
            one["value"] = text_in(option, "value");
            list.push_back(std::move(one));
        }
        out["options"] = std::move(list);
    }
    put_if(out, "default_option", text_in(action, "default_option"));
    auto integration = action.find("integration");
    if (integration != action.end() && integration->is_object()) {
        ordered_json kept;
        put_if(kept, "url", text_in(*integration, "url"));
        auto context = integration->find("context");
        if (context != integration->end() && context->is_object()) kept["context"] = *context;
        out["integration"] = kept.is_null() ? ordered_json::object() : std::move(kept);
    }
    return out;
}

ordered_json normal_fields(const json& attachment) {
    auto fields = attachment.find("fields");
    if (fields == attachment.end() || !fields->is_array()) return nullptr;
    ordered_json list = ordered_json::array();
    for (const json& field : *fields) {
        if (!field.is_object()) continue;
        ordered_json one;
        one["title"] = text_in(field, "title");
        one["value"] = field.contains("value") ? ordered_json(field["value"]) : ordered_json();
        one["short"] = field.value("short", json()) == true;
        list.push_back(std::move(one));
    }
    return list;
}

ordered_json normal_attachment(const json& from) {
    ordered_json out;
    out["id"] = 0;
    for (const char* key : {"fallback", "color", "pretext", "author_name", "author_link",
                            "author_icon", "title", "title_link", "text"})
        out[key] = text_in(from, key);
    out["fields"] = normal_fields(from);
    for (const char* key : {"image_url", "thumb_url", "footer", "footer_icon"})
        out[key] = text_in(from, key);
    out["ts"] = from.contains("ts") ? ordered_json(from["ts"]) : ordered_json();
    auto actions = from.find("actions");
    if (actions == from.end() || !actions->is_array()) return out;
    ordered_json list = ordered_json::array();
    for (const json& action : *actions)
        if (action.is_object()) list.push_back(normal_action(action));
    if (!list.empty()) out["actions"] = std::move(list);
    return out;
}

}  // namespace

std::string normal_props(const json& props) {
    ordered_json out = ordered_json::object();
    if (!props.is_object()) return "{}";
    for (const auto& [key, value] : props.items()) {  // json keeps keys sorted, as Go does
        if (key != "attachments") {
            out[key] = value;
            continue;
        }
        if (!value.is_array()) continue;
        ordered_json list = ordered_json::array();
        for (const json& attachment : value)
            if (attachment.is_object()) list.push_back(normal_attachment(attachment));
        out[key] = std::move(list);
    }
    return go_text(out);
}

ordered_json shown_props(const std::string& props, const Seal& seal) {
    ordered_json out = ordered_json::parse(props, nullptr, false);
    if (!out.is_object()) return ordered_json::object();
    auto attachments = out.find("attachments");
    if (attachments == out.end()) return out;
    for (ordered_json& attachment : *attachments) {
        auto actions = attachment.find("actions");
        if (actions == attachment.end()) continue;
        for (ordered_json& action : *actions) {
            if (!action.contains("integration")) continue;
            if (seal) {
                ordered_json sealed = action["integration"];
                sealed["type"] = action.value("type", std::string());
                sealed["data_source"] = action.value("data_source", std::string());
                action["cookie"] = seal(sealed.dump());
            }
            action.erase("integration");
        }
    }
    return out;
}

bool has_attachments(const std::string& props) {
    if (props.find("\"attachments\"") == std::string::npos) return false;
    json read = json::parse(props, nullptr, false);
    return read.is_object() && read.contains("attachments") && !read["attachments"].empty();
}

std::optional<Integration> read_integration(std::string_view json_text) {
    json read = json::parse(json_text, nullptr, false);
    if (!read.is_object()) return std::nullopt;
    Integration found{text_in(read, "url"), text_in(read, "type"), text_in(read, "data_source")};
    if (read.contains("context")) found.context = go_text(read["context"]);
    return found;
}

std::optional<Integration> find_action(const std::string& props, std::string_view action_id) {
    json read = json::parse(props, nullptr, false);
    if (!read.is_object() || !read.contains("attachments")) return std::nullopt;
    for (const json& attachment : read["attachments"]) {
        if (!attachment.contains("actions")) continue;
        for (const json& action : attachment["actions"]) {
            if (text_in(action, "id") != action_id || !action.contains("integration")) continue;
            auto found = read_integration(action["integration"].dump());
            found->type = text_in(action, "type");
            found->data_source = text_in(action, "data_source");
            return found;
        }
    }
    return std::nullopt;
}

std::string slack_text(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t open = text.find('<');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        text.remove_prefix(open);
        std::size_t close = text.find('>');
        std::string_view inner = close == std::string_view::npos ? "" : text.substr(1, close - 1);
        std::size_t bar = inner.find('|');
        bool word = inner == "!channel" || inner == "!here" || inner == "!all";
        bool link = bar != std::string_view::npos && bar > 0 && bar + 1 < inner.size() &&
                    inner.find('<') == std::string_view::npos;
        if (word) {
            out += "@" + std::string(inner.substr(1));
        } else if (link) {
            out += "[" + std::string(inner.substr(bar + 1)) + "](" +
                   std::string(inner.substr(0, bar)) + ")";
        } else {
            out += '<';
            text.remove_prefix(1);
            continue;
        }
        text.remove_prefix(close + 1);
    }
    return out;
}

}  // namespace qm::sandbox

// JSON as Go writes it, and read with a bound on its depth.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/json_text.hpp"

#include <nlohmann/json.hpp>

namespace qm::sandbox {

using nlohmann::json;

namespace {

bool too_deep(std::string_view text) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (in_string) {
            if (c == '\\') ++i;
            if (c == '"') in_string = false;
            continue;
        }
        if (c == '"') in_string = true;
        if (c == '[' || c == '{') ++depth;
        if (c == ']' || c == '}') --depth;
        if (depth > json_depth_max) return true;
    }
    return false;
}

// Go's encoder escapes these inside strings, and outside strings they cannot stand.
std::string escape_html(std::string text) {
    if (text.find_first_of("<>&\xE2") == std::string::npos) return text;
    std::string escaped;
    for (std::size_t i = 0; i < text.size(); ++i) {
        std::string_view rest = std::string_view(text).substr(i, 3);
        if (text[i] == '<') {
            escaped += "\\u003c";
        } else if (text[i] == '>') {
            escaped += "\\u003e";
        } else if (text[i] == '&') {
            escaped += "\\u0026";
        } else if (rest == "\xE2\x80\xA8" || rest == "\xE2\x80\xA9") {
            escaped += rest == "\xE2\x80\xA8" ? "\\u2028" : "\\u2029";
            i += 2;
        } else {
            escaped += text[i];
        }
    }
    return escaped;
}

}  // namespace

json read_json(std::string_view text) {
    if (too_deep(text)) return json(json::value_t::discarded);
    return json::parse(text, nullptr, false);
}

std::string go_text(const Json& value) {
    return escape_html(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::string go_text(const json& value) {
    return escape_html(value.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string text_in(const json& object, const char* key) {
    if (!object.is_object()) return {};
    auto at = object.find(key);
    return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

}  // namespace qm::sandbox

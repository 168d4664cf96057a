// Looked at before it is parsed.
// SPDX-License-Identifier: Apache-2.0
#include "chat/json_fields.hpp"

namespace qm::chat {

namespace {

using nlohmann::json;

constexpr std::size_t bytes_max = 8u << 20;
constexpr int depth_max = 32;

// Looked at before parsing, so that nothing deep is ever built.
bool too_deep(std::string_view text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted) {
            if (c == '\\')
                ++i;
            else if (c == '"')
                quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > depth_max) return true;
        } else if (c == '}' || c == ']') {
            --depth;
        }
    }
    return false;
}

}  // namespace

result<json> parse_json(std::string_view text, std::string_view what, json::value_t type) {
    const std::string name(what);
    if (text.size() > bytes_max) return Error{errc::too_large, "A " + name + " over 8 MiB."};
    if (too_deep(text)) return Error{errc::invalid, "A " + name + " nested over 32 levels."};
    json value = json::parse(text, nullptr, false);
    if (value.is_discarded()) return Error{errc::invalid, "A " + name + " that is no JSON."};
    if (value.type() != type)
        return Error{errc::invalid, "A " + name + " that is no " + json(type).type_name() + "."};
    return result<json>(boost::system::in_place_value, std::move(value));
}

}  // namespace qm::chat

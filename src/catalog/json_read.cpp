// JSON of strangers as a Value: bounded, never throws.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/json_read.hpp"

#include <nlohmann/json.hpp>

namespace qm::catalog {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t bytes_max = 1024 * 1024;
constexpr std::size_t nodes_max = 50'000;
constexpr int json_depth_max = 32;

bool convert(const Json& json, Value& value, int depth, std::size_t& nodes) {
    if (depth > json_depth_max || ++nodes > nodes_max) return false;
    if (json.is_object()) {
        value.type = Value::Type::map;
        for (const auto& [key, inner] : json.items()) {
            value.members.push_back({key, {}, 0});
            if (!convert(inner, value.members.back().value, depth + 1, nodes)) return false;
        }
    } else if (json.is_array()) {
        value.type = Value::Type::list;
        for (const auto& inner : json) {
            value.items.emplace_back();
            if (!convert(inner, value.items.back(), depth + 1, nodes)) return false;
        }
    } else if (!json.is_null()) {
        value.type = Value::Type::scalar;
        value.quoted = json.is_string();
        value.text = json.is_string() ? json.get_ref<const std::string&>() : json.dump();
    }
    return true;
}

}  // namespace

std::optional<Value> read_json(std::string_view text) {
    if (text.size() > bytes_max) return std::nullopt;
    const auto json = Json::parse(text, nullptr, false);
    Value value;
    std::size_t nodes = 0;
    if (json.is_discarded() || !convert(json, value, 0, nodes)) return std::nullopt;
    return value;
}

}  // namespace qm::catalog

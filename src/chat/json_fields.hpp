// Reading JSON that somebody else wrote: bounded, checked, nothing thrown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace qm::chat {

// At most 8 MiB and 32 levels, and of this type. `what` names it in errors: "post".
result<nlohmann::json> parse_json(std::string_view text, std::string_view what,
                                  nlohmann::json::value_t type);

// Fields of one object. `need` remembers the first that is missing or of the wrong kind.
class Fields {
public:
    Fields(const nlohmann::json& object, std::string_view what) : object_(object), what_(what) {}

    std::string need(const char* name) {
        const nlohmann::json* value = find(name);
        if (value != nullptr && value->is_string()) return value->get<std::string>();
        if (missing_.empty()) missing_ = name;
        return {};
    }
    std::string text(const char* name) const {
        const nlohmann::json* value = find(name);
        return value != nullptr && value->is_string() ? value->get<std::string>() : std::string();
    }
    std::int64_t number(const char* name, std::int64_t otherwise = 0) const {
        const nlohmann::json* value = find(name);
        if (value == nullptr || !value->is_number_integer()) return otherwise;
        if (value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX)
            return otherwise;
        return value->get<std::int64_t>();
    }
    std::int64_t need_number(const char* name) {
        const nlohmann::json* value = find(name);
        if ((value == nullptr || !value->is_number_integer()) && missing_.empty()) missing_ = name;
        return number(name);
    }
    // Booleans, and the words "true" that Mattermost puts into props.
    bool flag(const char* name) const {
        const nlohmann::json* value = find(name);
        if (value == nullptr) return false;
        return value->is_boolean() ? value->get<bool>() : value->is_string() && *value == "true";
    }
    Fields in(const char* name) const {
        static const nlohmann::json nothing = nlohmann::json::object();
        const nlohmann::json* value = find(name);
        return {value != nullptr && value->is_object() ? *value : nothing, what_};
    }
    bool has(const char* name) const { return find(name) != nullptr; }
    bool complete() const { return missing_.empty(); }
    Error error() const {
        return {errc::invalid, "A " + std::string(what_) + " without " + missing_ + "."};
    }

private:
    const nlohmann::json* find(const char* name) const {
        const auto found = object_.find(name);
        return found == object_.end() || found->is_null() ? nullptr : &*found;
    }

    const nlohmann::json& object_;
    std::string_view what_;
    std::string missing_;
};

}  // namespace qm::chat

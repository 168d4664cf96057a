// What a manifest holds, whichever language it is written in: scalars, lists and maps with lines.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/value.hpp"

#include "catalog/text.hpp"

namespace qm::catalog {
namespace {

bool is_number(std::string_view text) {
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
    bool digit = false;
    bool dot = false;
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digit = true;
        else if (c == '.' && !dot)
            dot = true;
        else
            return false;
    }
    return digit;
}

bool is_bool(std::string_view text) {
    const auto word = lower(text);
    return word == "true" || word == "false" || word == "yes" || word == "no" || word == "on" ||
           word == "off";
}

void write_flow(const Value& value, std::string& out, std::size_t bytes) {
    if (out.size() > bytes) return;
    switch (value.type) {
        case Value::Type::none:
            out += "null";
            return;
        case Value::Type::scalar:
            if (value.quoted) out += '"';
            out += value.text;
            if (value.quoted) out += '"';
            return;
        case Value::Type::list:
            out += '[';
            for (std::size_t i = 0; i < value.items.size() && out.size() <= bytes; ++i) {
                if (i > 0) out += ", ";
                write_flow(value.items[i], out, bytes);
            }
            out += ']';
            return;
        case Value::Type::map:
            out += '{';
            for (std::size_t i = 0; i < value.members.size() && out.size() <= bytes; ++i) {
                if (i > 0) out += ", ";
                out += value.members[i].key + ": ";
                write_flow(value.members[i].value, out, bytes);
            }
            out += '}';
            return;
    }
}

}  // namespace

const Value* Value::find(std::string_view key) const {
    for (const auto& member : members)
        if (member.key == key) return &member.value;
    return nullptr;
}

const Value& Value::at(std::string_view key) const {
    static const Value nothing;
    const auto* found = find(key);
    return found ? *found : nothing;
}

std::string Value::str(std::string_view key) const {
    const auto* found = find(key);
    return found && found->is_scalar() ? std::string(trim(found->text)) : std::string{};
}

bool Value::flag(std::string_view key) const {
    const auto word = lower(str(key));
    return word == "true" || word == "yes" || word == "on";
}

std::vector<std::string> Value::strings() const {
    if (is_scalar()) return split(text, ",");
    std::vector<std::string> out;
    for (const auto& item : items)
        if (item.is_scalar()) add_once(out, item.text, 1000);
    return out;
}

std::string type_of(const Value& value) {
    switch (value.type) {
        case Value::Type::none:
            return {};
        case Value::Type::list:
            return "list";
        case Value::Type::map:
            return "dict";
        case Value::Type::scalar:
            break;
    }
    if (value.quoted) return "string";
    if (is_bool(value.text)) return "bool";
    return is_number(value.text) ? "number" : "string";
}

std::string flow(const Value& value, std::size_t bytes) {
    std::string out;
    write_flow(value, out, bytes);
    return cap(std::move(out), bytes);
}

}  // namespace qm::catalog

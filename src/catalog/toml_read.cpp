// TOML as a Value. The library is heavy to compile: this is the only file that sees it.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/toml_read.hpp"

#include "catalog/text.hpp"

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

namespace qm::catalog {
namespace {

constexpr std::size_t toml_bytes_max = 256 * 1024;
constexpr int toml_depth_max = 32;

Value scalar(std::string text, bool quoted) {
    Value value;
    value.type = Value::Type::scalar;
    value.text = std::move(text);
    value.quoted = quoted;
    return value;
}

Value toml_value(const toml::node& node, int depth) {
    Value value;
    if (depth > toml_depth_max) return value;
    if (const auto* table = node.as_table()) {
        value.type = Value::Type::map;
        for (const auto& [key, inner] : *table)
            value.members.push_back({std::string(key.str()), toml_value(inner, depth + 1),
                                     static_cast<int>(key.source().begin.line)});
    } else if (const auto* array = node.as_array()) {
        value.type = Value::Type::list;
        for (const auto& inner : *array)
            value.items.push_back(toml_value(inner, depth + 1));
    } else if (const auto* text = node.as_string()) {
        value = scalar(text->get(), true);
    } else if (const auto* whole = node.as_integer()) {
        value = scalar(std::to_string(whole->get()), false);
    } else if (const auto* truth = node.as_boolean()) {
        value = scalar(truth->get() ? "true" : "false", false);
    } else if (const auto* real = node.as_floating_point()) {
        value = scalar(std::to_string(real->get()), false);
    }
    value.line = static_cast<int>(node.source().begin.line);
    return value;
}

}  // namespace

TomlFile read_toml(std::string_view text) {
    TomlFile file;
    if (text.size() > toml_bytes_max) {
        file.error = ReadError{0, "larger than 256 KB: not read"};
        return file;
    }
    try {
        file.root = toml_value(toml::parse(clean(text)), 0);
    } catch (const toml::parse_error& error) {
        file.error = ReadError{static_cast<int>(error.source().begin.line),
                               std::string(error.description())};
    } catch (const std::exception& error) {
        file.error = ReadError{0, error.what()};
    }
    return file;
}

}  // namespace qm::catalog

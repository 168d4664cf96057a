// What a manifest holds, whichever language it is written in: scalars, lists and maps with lines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

struct Member;

struct Value {
    enum class Type { none, scalar, list, map };

    Type type = Type::none;
    std::string text;     // scalar: its value
    bool quoted = false;  // scalar: a string whatever it looks like
    std::string tag;      // YAML: "!reference"
    int line = 0;         // 1-based; 0 where the reader does not know
    std::vector<Value> items;
    std::vector<Member> members;  // in the order written

    bool is_map() const { return type == Type::map; }
    bool is_list() const { return type == Type::list; }
    bool is_scalar() const { return type == Type::scalar; }

    const Value* find(std::string_view key) const;  // nothing when absent, or this is no map
    const Value& at(std::string_view key) const;    // an empty value when absent
    std::string str(std::string_view key) const;    // "" unless it is a scalar
    bool flag(std::string_view key) const;          // true, yes, on
    // A list of scalars, or one scalar cut at commas.
    std::vector<std::string> strings() const;
};

struct Member {
    std::string key;
    Value value;
    int line = 0;
};

// "string", "number", "bool", "list", "dict", or "" for nothing and null.
std::string type_of(const Value& value);

// Short flow form on one line: {a: 1, b: [x]}. At most `bytes`.
std::string flow(const Value& value, std::size_t bytes);

struct ReadError {
    int line = 0;
    std::string reason;
};

}  // namespace qm::catalog

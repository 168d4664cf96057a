// What is to be said, before language, zone and markup are known: a key of config/texts and
// the values that fill it. Outside words are escaped once, where this is rendered (core/say).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace qm {

struct Text;

struct Plain {
    std::string text;
};  // outside words: escaped, mentions defused
struct Words {
    std::string text;
};  // somebody's words passed on: their lines, code and addresses stay, all else is as in Plain
struct Piece {
    std::string text;
    bool strong = false;
};
struct Marked {
    std::vector<Piece> pieces;
};  // outside words like Plain; the strong ones, whole words, are bold
struct Code {
    std::string text;
};  // in code ticks
struct Mention {
    std::string username;
};  // the only thing that may summon a person
struct ChannelName {
    std::string name;
};  // ~payments
struct Link {
    std::string url;
    std::string label;
};
struct At {
    Instant when;
};  // "18:00", "Wed 09:00", "30 Nov 09:00"
struct Day {
    Date date;
};  // "Wed 7 Oct"
struct Lasting {
    std::chrono::seconds time;
};  // "2 h 10"
struct PostLink {
    std::string channel;
    std::string post;
    std::string label_key;
};  // to a message
struct Nested {
    std::shared_ptr<const Text> text;
};  // a sentence within a sentence

using Value = std::variant<Plain, Words, Marked, Code, Mention, ChannelName, Link, At, Day, Lasting,
                           PostLink, Nested, std::int64_t>;

struct Fill {
    std::string name;  // "{name}" in the sentence
    Value value;
};

struct Text {
    std::string key;
    std::vector<Fill> fills;
};

inline Text say(std::string key, std::vector<Fill> fills = {}) {
    return Text{std::move(key), std::move(fills)};
}

inline Nested nested(Text text) {
    return Nested{std::make_shared<const Text>(std::move(text))};
}

}  // namespace qm

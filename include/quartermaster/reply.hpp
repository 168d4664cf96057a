// A message in no platform's markup: lines, quotes, code, buttons, menus.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/text.hpp>

#include <string>
#include <variant>
#include <vector>

namespace qm {

struct Line {
    Text text;
};
// Somebody's words, escaped, and capped: they stand elsewhere, whole.
struct Quote {
    std::string text;
    bool whole = false;  // nowhere else, or not for whoever reads this: capped by what a post holds
};
struct Snippet {
    std::string language;
    std::string text;
};

using Block = std::variant<Line, Quote, Snippet>;

struct Choice {
    Text label;
    std::string value;
};

// A button, or a menu when it has choices. Pressing it runs `command` as if typed by the presser;
// a menu appends the chosen value.
struct Control {
    std::string id;  // [a-z0-9]+, unique in the message: Mattermost routes by it
    Text label;
    std::string command;  // "req take R1042"
    std::vector<Choice> choices;
    bool primary = false;
};

struct Message {
    std::vector<Block> blocks;
    std::vector<Control> controls;

    Message& line(Text text) { return blocks.emplace_back(Line{std::move(text)}), *this; }
    Message& quote(std::string text, bool whole = false) {
        return blocks.emplace_back(Quote{std::move(text), whole}), *this;
    }
    Message& code(std::string language, std::string text) {
        return blocks.emplace_back(Snippet{std::move(language), std::move(text)}), *this;
    }
};

// A form for a few words, opened at once after a press.
struct Form {
    std::string command;  // "req reply R1042": the words written are appended
    Text title;           // ≤ 24 characters in every language
    Text label;           // ≤ 24 characters
    Text help;            // ≤ 150 characters
    Text submit;
    std::string initial;
    bool optional = false;
};

// What a command answers to its caller alone. What others are told is an outbox row instead.
struct Reply {
    Message message;         // empty: nothing is said (the card that changed says it)
    bool refusal = false;    // a "no": a form that asked stays open and shows it
    std::vector<Form> form;  // at most one
    int found = 0;           // by a search: counted, so that what is missing can be told

    static Reply of(Text text) {
        Reply reply;
        reply.message.line(std::move(text));
        return reply;
    }
};

}  // namespace qm

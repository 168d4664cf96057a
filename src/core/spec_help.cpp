// What a declaration says about itself: usage, the platform's hint, the reference page.
// SPDX-License-Identifier: Apache-2.0
#include "core/spec.hpp"
#include "core/spec_words.hpp"

#include <algorithm>

namespace qm::core {

namespace {

constexpr std::size_t hint_max = 120;  // bytes; a platform shows little more
constexpr std::size_t spelled_max = 3;

// `spelled`: where nobody reads on, a few choices stand there themselves: "mine|team".
std::string shown(const Param& param, bool spelled) {
    std::string text;
    switch (param.kind) {
        case ParamKind::word:
            if (spelled && param.choices.size() <= spelled_max)
                for (const std::string& choice : param.choices)
                    text += (text.empty() ? "" : "|") + choice;
            if (text.empty()) text = upper(param.name);
            break;
        case ParamKind::rest:
            text = upper(param.name) + "…";
            break;
        case ParamKind::named:
            text = param.name + ":" + upper(param.name);
            break;
        case ParamKind::option:
            text = "--" + param.name + " " + (param.number ? "N" : upper(param.name));
            break;
    }
    return param.required ? text : "[" + text + "]";
}

constexpr ParamKind typed_in_order[] = {ParamKind::word, ParamKind::named, ParamKind::rest,
                                        ParamKind::option};

// Parameters in the order in which they are typed.
std::string parameters(const Command& command, bool spelled = false) {
    std::string text;
    for (const ParamKind kind : typed_in_order) {
        for (const Param& param : command.params) {
            if (param.kind == kind) text += " " + shown(param, spelled);
        }
    }
    return text;
}

// A cell of a table: no line ends, no bars.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c == '\n' ? ' ' : c;
    }
    return out;
}

void write_parameters(std::string& page, const Command& command) {
    if (command.params.empty()) return;
    page += "\n| Parameter | Needed | Meaning |\n|---|---|---|\n";
    for (const Param& param : command.params) {
        std::string meaning = param.help;
        for (const std::string& choice : param.choices)
            meaning += (&choice == &param.choices.front() ? ": `" : ", `") + choice + "`";
        const std::string name = param.kind == ParamKind::option  ? "--" + param.name
                                 : param.kind == ParamKind::named ? param.name + ":"
                                                                  : upper(param.name);
        page += "| `" + name + "` | " + (param.required ? "yes" : "no") + " | " + cell(meaning) +
                " |\n";
    }
}

void write_command(std::string& page, const Command& command) {
    page += "\n### `/" + command.path + "`\n\n" + command.summary + ".\n\n";
    page += "Usage: `" + usage(command) + "`\n";
    if (command.by_default) {
        const std::string trigger = path_words(command).front();
        page += "\nThe same as `/" + trigger + parameters(command) + "`.\n";
    }
    write_parameters(page, command);
    if (!command.words.empty()) {
        page += "\nIn a message to the bot also: ";
        for (const std::string& form : command.words)
            page += (&form == &command.words.front() ? "“" : ", “") + form + "”";
        page += "\n";
    }
    for (const std::string& example : command.examples)
        page += "\n    " + example + "\n";
}

}  // namespace

std::string usage(const Command& command) {
    // "/req TEXT": with "new" in it, that would be of the text.
    const bool takes_all =
        command.by_default && command.lane == Lane::writes && rest_of(command) != nullptr;
    return "/" + (takes_all ? path_words(command).front() : command.path) + parameters(command);
}

std::string hint(std::span<const Command> commands, std::string_view trigger) {
    std::string text;
    // What may be typed at once comes first.
    for (const bool first : {true, false}) {
        for (const Command& command : commands) {
            const std::vector<std::string> path = path_words(command);
            if (command.hidden || path.front() != trigger || command.by_default != first) continue;
            std::string part;
            for (std::size_t i = first ? path.size() : 1; i < path.size(); ++i)
                part += (part.empty() ? "" : " ") + path[i];
            part += parameters(command, true);
            part = std::string(trimmed(part));
            if (part.empty()) continue;
            if (text.size() + part.size() + 8 > hint_max) return text + " | …";
            text += (text.empty() ? "" : " | ") + part;
        }
    }
    return text;
}

std::vector<std::string> triggers(std::span<const Command> commands) {
    std::vector<std::string> names;
    for (const Command& command : commands) {
        const std::string trigger = path_words(command).front();
        if (std::find(names.begin(), names.end(), trigger) == names.end()) names.push_back(trigger);
    }
    return names;
}

std::string write_docs(std::span<const Command> commands) {
    std::string page =
        "# Commands\n\nWritten by the program from its own declarations. Each works as a slash "
        "command and in a message to the bot.\n";
    for (const std::string& trigger : triggers(commands)) {
        page += "\n## /" + trigger + "\n";
        for (const Command& command : commands) {
            if (!command.hidden && path_words(command).front() == trigger)
                write_command(page, command);
        }
    }
    return page;
}

}  // namespace qm::core

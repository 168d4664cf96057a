// Commands equal in shape to the real ones, for the tests of parsing.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/command.hpp>

#include <vector>

namespace qm::core::declared {

struct Words {
    std::string words;
    std::optional<std::string> kind;
    int limit = 5;
    std::optional<std::string> id;
    std::optional<std::string> date;
    std::optional<std::string> team;
};

inline result<Reply> nothing(const Words&, Context&) {
    return Reply{};
}

inline std::vector<Command> catalog() {
    return {command<Words>("catalog search", "Find a chart, a role, an exporter")
                .lane(Lane::index)
                .by_default()
                .option("kind", &Words::kind, "only this kind")
                .choices({"ansible-role", "exporter", "helm-chart", "terraform-module",
                          "ci-template", "docker-image", "dashboard", "runbook", "package"})
                .option("limit", &Words::limit, "how many, 5 unless told")
                .rest("words", &Words::words, "what to look for")
                .example("/catalog redis --kind helm-chart")
                .runs(nothing),
            command<Words>("catalog show", "Everything about one entry")
                .lane(Lane::index)
                .rest("name", &Words::words, "its name")
                .runs(nothing)};
}

inline std::vector<Command> run() {
    return {command<Words>("run who", "Who is on duty, until when, who is next")
                .by_default()
                .word("team", &Words::team, "a team, yours unless told")
                .optional()
                .also({"who is on duty", "who is on duty today", "who is on run",
                       "qui est de service", "qui est de garde"})
                .runs(nothing),
            command<Words>("run take", "Take a day")
                .lane(Lane::writes)
                .word("date", &Words::date, "the day, today unless told")
                .optional()
                .runs(nothing)};
}

inline std::vector<Command> requests() {
    const auto changing = [](std::string path, std::string summary) {
        auto builder = command<Words>(std::move(path), std::move(summary));
        builder.lane(Lane::writes);
        return builder;
    };
    return {command<Words>("req list", "My open requests")
                .by_default()
                .word("kind", &Words::kind, "mine, or team")
                .choices({"mine", "team"})
                .optional()
                .word("id", &Words::id, "one of them")
                .optional()
                .runs(nothing),
            changing("req new", "Ask for something")
                .by_default()
                .rest("text", &Words::words, "what you need")
                .runs(nothing),
            changing("req take", "I take it")
                .word("id", &Words::id, "the request")
                .optional()
                .also({"take", "i take it", "je prends", "take …"})
                .runs(nothing),
            changing("req reply", "Answer the asker")
                .word("id", &Words::id, "the request")
                .optional()
                .rest("words", &Words::words, "what to say; asked for when missing")
                .optional()
                .also({"reply …", "répondre …"})
                .runs(nothing),
            changing("req solve", "It is done")
                .word("id", &Words::id, "the request")
                .optional()
                .rest("answer", &Words::words, "what was done")
                .optional()
                .also({"solved", "solved …", "résolu", "résolu …"})
                .runs(nothing),
            changing("req reopen", "It is not done")
                .word("id", &Words::id, "the request")
                .optional()
                .also({"reopen", "rouvrir"})
                .runs(nothing),
            changing("req wait", "It waits for somebody")
                .word("whom", &Words::kind, "for whom")
                .choices({"asker", "vendor"})
                .also({"wait …", "attendre …"})
                .runs(nothing),
            changing("req drop", "Not a request")
                .hidden()
                .word("id", &Words::id, "the request")
                .runs(nothing)};
}

inline std::vector<Command> all() {
    std::vector<Command> commands = catalog();
    for (auto list : {run(), requests()})
        for (Command& one : list)
            commands.push_back(std::move(one));
    commands.push_back(command<Words>("quartermaster help", "What I can do")
                           .lane(Lane::index)
                           .by_default()
                           .word("topic", &Words::kind, "a command")
                           .optional()
                           .also({"help", "aide", "?"})
                           .runs(nothing));
    return commands;
}

// "req solve answer=done, id=R1": the path and what was given, by name.
inline std::string shown(const Command& command, const Given& given) {
    std::string text = command.path;
    for (const auto& [name, value] : given)
        text += (&name == &given.begin()->first ? " " : ", ") + name + "=" + value;
    return text;
}

}  // namespace qm::core::declared

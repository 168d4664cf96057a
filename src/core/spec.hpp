// A declared command against words: which one, its arguments, a helpful complaint, help.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/command.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qm::core {

struct Matched {
    const Command* command = nullptr;
    Given given;
};

// A slash command or the command of a button: "catalog search redis --kind helm-chart". The
// longest path wins; where no sub-command is named, the trigger's `by_default` command takes the
// whole rest. Quotes "…" keep words together; --name value and --name=value; "--" ends options.
// Errors name the nearest sub-command, option or choice and the usage line.
result<Matched> match(std::span<const Command> commands, std::string_view text);

// The words of a mention (without our name). Only when the whole text parses with nothing left
// over; anything in doubt is nothing: then it is a request or a comment (product.md). A `rest`
// parameter of a `writes` command is filled only when the path or word was the text's first word
// and `in_thread` says that we stand in a request's thread.
std::optional<Matched> match_mention(std::span<const Command> commands, std::string_view text,
                                     bool in_thread);

std::string usage(const Command& command);                   // "/catalog search WORDS… [--kind K]"
std::string hint(std::span<const Command> commands, std::string_view trigger);  // Mattermost's hint
std::vector<std::string> triggers(std::span<const Command> commands);  // "catalog", "run" …
std::string write_docs(std::span<const Command> commands);   // docs/commands.md

// Edit distance bounded by `most`; `most + 1` when larger. Adjacent swaps count once.
int distance(std::string_view a, std::string_view b, int most);
std::string nearest(std::string_view word, std::span<const std::string> among);  // "" when none

}  // namespace qm::core

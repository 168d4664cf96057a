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

// "wait asker" below the card of R1042, as it would be typed: "req wait R1042 asker". Empty: those
// words do not begin like a command on a request, or lack something.
std::string as_typed(std::span<const Command> commands, std::string_view text, const RequestId& id);

// A slash command or the command of a button: "catalog search redis --kind helm-chart"; at most
// 65,536 bytes. Letter case of paths, options and choices does not matter.
//   The longest path wins. Where no sub-command is named, a `by_default` command of the trigger
//   takes the whole: with words the one that has a rest, alone the one that needs nothing ("/req
//   TEXT" and "/req"); one word that is a choice or an id of another is meant for that ("/req
//   mine", "/req R1042"). "/req take a look at the database" is a sentence, so the default's too.
//   Where the default writes, all that is not a sub-command with what belongs to it is the
//   default's: "/req close port 9187", "/req new broker"; not what looks like an id ("R1O42"), and
//   not one word more. `in_thread`: of whose request "/req reply WORDS" may be.
//   TRIGGER help is the command "… help", told the trigger when it has a parameter `topic`.
//   Words: "…", “…” and «…» keep words together; NBSP divides like a space. A word called `id` is
//   a request ("r1042," → R1042). An optional id, number or word with choices is left out when the
//   next word is none and another parameter could take it: "req reply done", "req wait asker".
//   Options: --name value and --name=value, also with the dash phones type; "--" ends them.
//   The rest of a command without options is the text as it was typed, line ends included;
//   with options it is word by word, at most 64. Numbers are 0 to 1,000,000.
// Errors name the nearest sub-command, option or choice and the usage line.
result<Matched> match(std::span<const Command> commands, std::string_view text,
                      bool in_thread = false);

// The words of a mention (without our name). Only when the whole text parses with nothing left
// over; anything in doubt is nothing: then it is a request or a comment (product.md). The judge is
// tests/golden/mentions.txt. `in_thread`: we stand in a thread. Three forms:
//   1. A form of Command::words, whole: "take", "qui est de service ?". Case, accents, a greeting
//      before it and ?!., thanks after it do not matter; but "solved?" orders nothing.
//   2. A form that ends in " …" is followed by the parameters: also({"solved", "solved …"}) reads
//      "solved: access until Friday", also({"take …"}) reads "take R1042".
//   3. The path with typed parameters, "run who sre-core", "req take R1042", "catalog search
//      redis"; a trigger alone, "run"; a trigger and words to search for, "catalog redis".
// Nothing that `writes` is a question. A rest of a `writes` command is filled only in a thread,
// after the form or the path. Where the command has a form without " …" too, that says something by
// itself, so the rest must be a plain statement ("solved but still slow" is none); else the words
// are passed on ("reply to Paul" is none). A colon or a dash after the form makes it clear: "reply:
// to be done". Any other rest must be words to search for, not a sentence ("catalog is down"). A
// word called `date` is a date or a day, any other could be a name.
std::optional<Matched> match_mention(std::span<const Command> commands, std::string_view text,
                                     bool in_thread);

std::string usage(const Command& command);  // "/catalog search WORDS… [--kind KIND]"
std::string hint(std::span<const Command> commands, std::string_view trigger);  // Mattermost's hint
std::vector<std::string> triggers(std::span<const Command> commands);  // "catalog", "run" …
std::string write_docs(std::span<const Command> commands);             // docs/commands.md

// Edit distance bounded by `most`; `most + 1` when larger. Adjacent swaps count once.
int distance(std::string_view a, std::string_view b, int most);
std::string nearest(std::string_view word, std::span<const std::string> among);  // "" when none

}  // namespace qm::core

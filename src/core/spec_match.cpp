// A slash command or the command of a button.
// SPDX-License-Identifier: Apache-2.0
#include <quartermaster/refusal.hpp>

#include "core/spec.hpp"
#include "core/spec_words.hpp"

#include <algorithm>

namespace qm::core {

namespace {

constexpr std::size_t sentence_words = 4;  // fewer words after a trigger are a slip, not a request

// The words that may follow a trigger, without hidden ones.
std::vector<std::string> sub_commands(std::span<const Command> commands, std::string_view trigger) {
    std::vector<std::string> names;
    for (const Command& command : commands) {
        const std::vector<std::string> path = path_words(command);
        if (command.hidden || path.size() < 2 || !same_letters(path[0], trigger)) continue;
        if (std::find(names.begin(), names.end(), path[1]) == names.end()) names.push_back(path[1]);
    }
    return names;
}

Error unknown_trigger(std::span<const Command> commands, const Word& word) {
    const std::vector<std::string> known = triggers(commands);
    const std::string near = nearest(word.text, known);
    std::string list;
    for (const std::string& trigger : known)
        list += (list.empty() ? "/" : ", /") + trigger;
    return refusal(errc::not_found,
                   "There is no command " + quoted_word(word.text) +
                       (near.empty() ? "." : "; did you mean /" + near + "?") +
                       " There are: " + list + ".",
                   say(near.empty() ? "spec.trigger" : "spec.trigger_near",
                       {{"word", Plain{cut_word(word.text)}},
                        {"near", Plain{"/" + near}},
                        {"known", Plain{list}}}));
}

Error unknown_sub_command(std::span<const Command> commands, const std::string& trigger,
                          const std::vector<Word>& words) {
    const std::vector<std::string> known = sub_commands(commands, trigger);
    std::string sentence = "/" + trigger + " wants to know what to do.";
    const char* key = "spec.what";
    std::string near;
    if (words.size() > 1) {
        near = nearest(words[1].text, known);
        key = near.empty() ? "spec.sub" : "spec.sub_near";
        sentence = "/" + trigger + " does not know " + quoted_word(words[1].text) +
                   (near.empty() ? "." : "; did you mean /" + trigger + " " + near + "?");
    }
    std::string list;
    for (const std::string& name : known)
        list += (list.empty() ? "" : ", ") + name;
    return refusal(errc::not_found,
                   sentence + " After /" + trigger + " comes one of: " + list + ".",
                   say(key, {{"trigger", Plain{"/" + trigger}},
                             {"word", Plain{words.size() > 1 ? cut_word(words[1].text) : ""}},
                             {"near", Plain{"/" + trigger + " " + near}},
                             {"known", Plain{list}}}));
}

const Command* longest(std::span<const Command> commands, const std::vector<Word>& words,
                       std::size_t& used) {
    const Command* best = nullptr;
    used = 0;
    for (const Command& command : commands) {
        const std::size_t named = named_by(command, words);
        if (named <= used) continue;
        best = &command;
        used = named;
    }
    return best;
}

// "tkae R1042", "lst": one slip away from a sub-command, and nothing after it that makes it the
// beginning of a sentence.
bool mistyped(std::span<const Command> commands, const std::string& trigger,
              const std::vector<Word>& words, const Command* taker) {
    const std::string word = folded(words[1].text);
    if (words[1].quoted || word.size() < 3) return false;
    const std::vector<std::string> known = sub_commands(commands, trigger);
    if (std::none_of(known.begin(), known.end(),
                     [&](const std::string& name) { return distance(word, name, 1) == 1; }))
        return false;
    if (taker == nullptr || rest_of(*taker) == nullptr) return true;
    if (taker->lane != Lane::writes) return false;  // a search says what it looked for
    return words.size() == 2 || (words.size() == 3 && request_id(words[2].text));
}

// "find me a bigger disk" is no search.
bool is_plea(std::string_view text) {
    const std::string first = folded(text.substr(0, text.find(' ')));
    return text.ends_with('?') || folded(text).ends_with(" please") ||
           in(first, {"me", "us", "a", "an", "the", "out", "somebody", "someone", "my", "our",
                      "some", "another"});
}

// Where all else is a request: "close port 9187", "details of the outage?" begin with the name of a
// sub-command, but not all of it is that and what belongs to it. One word more is a slip.
bool asks_for_more(const Command& named, const Filled& filled, const std::vector<Word>& words,
                   std::size_t used, bool in_thread) {
    if (named.hidden || words.size() < used + 2 || is_like_id(words[used].text)) return false;
    if (std::any_of(words.begin(), words.end(), [](const Word& word) {
            return option_text(word) || word.text == "--" || word.text.starts_with('~') ||
                   request_id(word.text);
        }))
        return false;
    if (filled.error) return filled.left_over;
    const Param* rest = rest_of(named);
    const auto text = rest != nullptr ? filled.given.find(rest->name) : filled.given.end();
    if (text == filled.given.end()) return false;
    if (named.lane != Lane::writes) return is_plea(text->second);
    return !in_thread && !filled.given.contains("id") &&
           std::any_of(named.params.begin(), named.params.end(),
                       [](const Param& param) { return param.name == "id"; });
}

// "req take it", "req not solved": what is said in a thread may follow the trigger too.
std::optional<Matched> said_form(std::span<const Command> commands, std::string_view whole,
                                 const std::vector<Word>& words) {
    if (words.size() < 2) return std::nullopt;
    const std::string said = folded(whole.substr(words[1].begin));
    for (const Command& command : commands) {
        if (!needs_nothing(command) || !same_letters(path_words(command).front(), words[0].text))
            continue;
        if (std::any_of(command.words.begin(), command.words.end(),
                        [&](const std::string& form) { return folded(form) == said; }))
            return Matched{&command, {}};
    }
    return std::nullopt;
}

// "req solved R1042 done": the same words where they name their request.
std::optional<Matched> said_of_one(std::span<const Command> commands, std::string_view whole,
                                   const std::vector<Word>& words) {
    for (const Command& command : commands) {
        if (!same_letters(path_words(command).front(), words[0].text)) continue;
        for (std::string_view form : command.words) {
            if (form.ends_with(" …")) form.remove_suffix(std::string_view(" …").size());
            const std::vector<Word> said = split(form);
            const std::size_t next = 1 + said.size();
            const bool says =
                words.size() > next && request_id(words[next].text) &&
                std::equal(said.begin(), said.end(), words.begin() + 1,
                           [](const Word& form_word, const Word& word) {
                               return !word.quoted && folded(form_word.text) == folded(word.text);
                           });
            if (!says) continue;
            Filled filled = fill(command, whole, words, next);
            if (!filled.error && filled.given.contains("id"))
                return Matched{&command, std::move(filled.given)};
        }
    }
    return std::nullopt;
}

// "take a look at the payments database" begins with the name of a sub-command, but is a request.
bool is_sentence(const std::vector<Word>& words) {
    return words.size() > sentence_words &&
           std::none_of(words.begin(), words.end(),
                        [](const Word& word) { return request_id(word.text).has_value(); });
}

}  // namespace

result<Matched> match(std::span<const Command> commands, std::string_view text, bool in_thread) {
    const result<std::string> clean = cleaned(text);
    if (!clean) return clean.error();
    std::string_view whole = *clean;
    if (whole.starts_with('/')) whole.remove_prefix(1);
    const std::vector<Word> words = split(whole);
    if (words.empty())
        return refusal(errc::invalid, "Nothing was written; try /quartermaster help.",
                       say("spec.nothing"));

    const std::string trigger = folded(words[0].text);
    const std::vector<std::string> known = triggers(commands);
    if (words[0].quoted || std::none_of(known.begin(), known.end(), [&](const std::string& one) {
            return same_letters(one, trigger);
        }))
        return unknown_trigger(commands, words[0]);

    const Command* taker = by_default(commands, trigger, words.size() > 1);
    std::size_t used = 0;
    const bool takes_all = taker != nullptr && rest_of(*taker) != nullptr;
    if (auto said = said_form(commands, whole, words)) return *said;
    if (auto said = said_of_one(commands, whole, words)) return *said;
    if (const Command* named = longest(commands, words, used)) {
        const bool asks = takes_all && taker->lane == Lane::writes;
        Filled filled = fill(*named, whole, words, used);
        const bool theirs =
            asks ? (named == taker ? words.size() > used
                                   : asks_for_more(*named, filled, words, used, in_thread))
                 : takes_all && filled.left_over && is_sentence(words);
        if (!theirs && filled.error) return *filled.error;
        if (!theirs) return Matched{named, std::move(filled.given)};
    } else if (auto chosen = chosen_by_default(commands, whole, words)) {
        return *chosen;
    } else if (auto help = help_with(commands, words)) {
        return *help;
    } else if (words.size() > 1 && mistyped(commands, trigger, words, taker)) {
        return unknown_sub_command(commands, trigger, words);
    }
    if (taker == nullptr || (words.size() > 1 && taker->params.empty()))
        return unknown_sub_command(commands, trigger, words);
    Filled filled = fill(*taker, whole, words, 1);
    if (filled.error) return *filled.error;
    return Matched{taker, std::move(filled.given)};
}

std::string as_typed(std::span<const Command> commands, std::string_view text,
                     const RequestId& id) {
    const auto clean = cleaned(text);
    if (!clean || clean->empty()) return "";
    const auto space = clean->find_first_of(" \n");
    std::string verb = folded(clean->substr(0, space));
    while (!verb.empty() && in(verb.substr(verb.size() - 1), {":", ",", "."}))
        verb.pop_back();
    std::string rest = space == std::string::npos ? "" : std::string(trimmed(clean->substr(space)));
    if (verb == "give" && rest == "back") {
        verb = rest;
        rest.clear();
    }
    const std::string typed = "req " + verb + " " + id.value + (rest.empty() ? "" : " " + rest);
    const auto matched = match(commands, typed, true);
    const bool fits = matched && matched->command->path == "req " + verb &&
                      matched->command->lane == Lane::writes && !matched->command->hidden &&
                      matched->given.contains("id");
    return fits ? typed : "";
}

}  // namespace qm::core

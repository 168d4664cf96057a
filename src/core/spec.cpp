// Which command a text names and what it gives it, or a complaint that names the mend.
// SPDX-License-Identifier: Apache-2.0
#include "core/spec.hpp"

#include <quartermaster/refusal.hpp>

#include "core/spec_words.hpp"

#include <algorithm>
#include <charconv>

namespace qm::core {

namespace {

constexpr int number_max = 1'000'000;

std::string listed(std::span<const std::string> words, std::string_view before = "") {
    std::string list;
    for (const std::string& word : words)
        list.append(list.empty() ? "" : ", ").append(before).append(word);
    return list;
}

// In English for logs and the command line, and for whoever reads it in chat.
Error complaint(const Command& command, std::string sentence, Text said,
                errc code = errc::invalid) {
    return refusal(
        code, std::move(sentence) + " Usage: " + usage(command),
        say("spec.usage", {{"what", nested(std::move(said))}, {"usage", Plain{usage(command)}}}));
}

Fill word_fill(std::string_view word) {
    return {"word", Plain{cut_word(word)}};
}

// The value as the command wants it, or what is wrong with it.
result<std::string> accepted(const Command& command, const Param& param, const Word& word) {
    if (!param.choices.empty()) {
        const std::string wanted = folded(word.text);
        for (const std::string& choice : param.choices) {
            if (folded(choice) == wanted) return choice;
        }
        const std::string near = nearest(word.text, param.choices);
        return complaint(command,
                         quoted_word(word.text) + " is no " + param.name +
                             (near.empty() ? "." : "; did you mean " + near + "?") +
                             " One of: " + listed(param.choices) + ".",
                         say(near.empty() ? "spec.choice" : "spec.choice_near",
                             {word_fill(word.text),
                              {"name", Plain{param.name}},
                              {"near", Plain{near}},
                              {"choices", Plain{listed(param.choices)}}}));
    }
    if (param.number) {
        int value = 0;
        const char* end = word.text.data() + word.text.size();
        const auto read = std::from_chars(word.text.data(), end, value);
        if (read.ec == std::errc() && read.ptr == end && value >= 0 && value <= number_max)
            return word.text;
        return complaint(command,
                         param.name + " wants a whole number, not " + quoted_word(word.text) + ".",
                         say("spec.number", {word_fill(word.text), {"name", Plain{param.name}}}));
    }
    if (param.name == "id") {
        if (auto id = request_id(word.text)) return *id;
        return complaint(command, quoted_word(word.text) + " is no request; write it as R1042.",
                         say("spec.id", {word_fill(word.text)}));
    }
    if (param.name == "asker" && !word.text.starts_with('@'))
        return complaint(command, quoted_word(word.text) + " is nobody; write it as @pia.",
                         say("spec.person", {word_fill(word.text)}));
    return word.text;
}

// Takes the options out of the words. "--" ends them.
std::optional<Error> take_options(const Command& command, std::vector<Word>& words, Given& given) {
    std::vector<Word> plain;
    std::vector<std::string> names;
    for (const Param& param : command.params) {
        if (param.kind == ParamKind::option) names.push_back(param.name);
    }
    bool ended = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto text = ended ? std::nullopt : option_text(words[i]);
        if (!text) {
            const bool ends = !ended && !words[i].quoted && words[i].text == "--";
            ended = ended || ends;
            if (!ends) plain.push_back(words[i]);
            continue;
        }
        const std::size_t equals = text->find('=');
        const std::string name = folded(text->substr(0, equals));
        const auto param =
            std::find_if(command.params.begin(), command.params.end(), [&](const Param& one) {
                return one.kind == ParamKind::option && folded(one.name) == name;
            });
        if (param == command.params.end()) {
            const std::string near = nearest(name, names);
            return complaint(command,
                             "There is no option " + quoted_word("--" + name) +
                                 (near.empty() ? "." : "; did you mean --" + near + "?"),
                             say(near.empty() ? "spec.option" : "spec.option_near",
                                 {word_fill("--" + name), {"near", Plain{"--" + near}}}));
        }
        Word value{"", 0, 0, true};
        if (equals != std::string_view::npos)
            value.text = text->substr(equals + 1);
        else if (i + 1 < words.size() && !option_text(words[i + 1]))
            value = words[++i];
        if (value.text.empty())
            return complaint(command, "--" + param->name + " wants a value after it.",
                             say("spec.value", {{"name", Plain{"--" + param->name}}}));
        auto read = accepted(command, *param, value);
        if (!read) return read.error();
        if (!given.emplace(param->name, *read).second)
            return complaint(command, "--" + param->name + " is given twice.",
                             say("spec.twice", {{"name", Plain{"--" + param->name}}}));
    }
    words = std::move(plain);
    return std::nullopt;
}

// Takes "team:sre-core" out of the words, for who declares it; in free text it is a word like
// others.
std::optional<Error> take_named(const Command& command, std::vector<Word>& words, Given& given) {
    std::size_t positions = words.size();
    if (rest_of(command) != nullptr)
        positions = 1 + static_cast<std::size_t>(std::count_if(
                            command.params.begin(), command.params.end(),
                            [](const Param& param) { return param.kind == ParamKind::word; }));
    for (const Param& param : command.params) {
        if (param.kind != ParamKind::named) continue;
        const std::string mark = param.name + ":";
        for (std::size_t i = 0; i < std::min(positions, words.size()); ++i) {
            const std::string_view text = words[i].text;
            if (words[i].quoted || text.size() <= mark.size() ||
                !same_letters(text.substr(0, mark.size()), mark))
                continue;
            auto read = accepted(command, param, {std::string(text.substr(mark.size())), 0, 0, {}});
            if (!read) return read.error();
            given[param.name] = std::move(*read);
            words.erase(words.begin() + static_cast<std::ptrdiff_t>(i));
            break;
        }
    }
    return std::nullopt;
}

bool has_options(const Command& command) {
    return std::any_of(command.params.begin(), command.params.end(),
                       [](const Param& param) { return param.kind == ParamKind::option; });
}

// The free text of a command: as it was typed when no option can be inside, else word by word.
std::string rest_text(std::string_view whole, std::span<const Word> words, bool verbatim,
                      bool quotes) {
    if (words.empty()) return {};
    if (words.size() == 1 && !quotes) return words.front().text;
    if (verbatim) return std::string(trimmed(whole.substr(words.front().begin)));
    std::string text;
    for (const Word& word : words) {
        const std::string_view mark = quotes && word.quoted ? "\"" : "";
        text.append(text.empty() ? "" : " ").append(mark).append(word.text).append(mark);
    }
    return text;
}

// An optional word that is none of its own may be the next parameter's: "wait asker" has no id.
bool could_follow(const Command& command, const Param& param) {
    return std::any_of(command.params.begin(), command.params.end(), [&](const Param& later) {
        return &later > &param && (later.kind == ParamKind::word || later.kind == ParamKind::rest);
    });
}

// An optional word is left out where what stands there is a choice of a later one: "DATE apply".
bool is_for_later(const Command& command, const Param& param, const Word& word) {
    if (param.required || !param.choices.empty() || word.quoted) return false;
    return std::any_of(command.params.begin(), command.params.end(), [&](const Param& later) {
        return &later > &param && later.kind == ParamKind::word &&
               std::find(later.choices.begin(), later.choices.end(), word.text) !=
                   later.choices.end();
    });
}

Error missing(const Command& command, const Param& param) {
    return complaint(command, upper(param.name) + " is missing: " + param.help + ".",
                     say("spec.missing", {{"name", Plain{upper(param.name)}}}));
}

// What stands between an id and the words that follow it belongs to neither.
bool cut_mark(const std::vector<Word>& words, std::size_t& used) {
    const bool dash = used + 1 < words.size() && is_dash(words[used].text);
    if (dash) ++used;
    return dash || (used < words.size() && words[used - 1].text.ends_with(':'));
}

}  // namespace

Filled fill(const Command& command, std::string_view whole, const std::vector<Word>& all,
            std::size_t first) {
    Filled filled;
    std::vector<Word> words(all.begin() + static_cast<std::ptrdiff_t>(std::min(first, all.size())),
                            all.end());
    const bool options = has_options(command);
    const Param* rest = rest_of(command);
    if (all.size() > words_max && (options || rest == nullptr)) {
        filled.error = complaint(command, "Those are too many words; at most 64.",
                                 say("spec.too_many"), errc::too_large);
        return filled;
    }
    filled.error = take_named(command, words, filled.given);
    if (options && !filled.error) filled.error = take_options(command, words, filled.given);
    if (filled.error) return filled;

    std::size_t used = 0;
    for (const Param& param : command.params) {
        if (param.kind != ParamKind::word) continue;
        if (used == words.size()) {
            if (param.required) return filled.error = missing(command, param), filled;
            continue;
        }
        if (is_for_later(command, param, words[used])) continue;
        auto read = accepted(command, param, words[used]);
        if (read) {
            filled.given[param.name] = *read;
            ++used;
            if (param.name == "id" && rest != nullptr) filled.marked = cut_mark(words, used);
        } else if (param.required || !could_follow(command, param) ||
                   (param.name == "id" && is_like_id(words[used].text))) {
            filled.error = read.error();
            // "take a look at the database": what follows is no parameter, so maybe no command.
            filled.left_over = !param.required || param.name == "id" || param.name == "asker";
            return filled;
        }
    }
    const std::span<const Word> left = std::span(words).subspan(used);
    if (rest != nullptr) {
        std::string text = rest_text(whole, left, !options, rest->quotes);
        if (!text.empty())
            filled.given[rest->name] = std::move(text);
        else if (rest->required)
            filled.error = missing(command, *rest);
    } else if (!left.empty()) {
        filled.left_over = true;
        filled.error = complaint(
            command, "/" + command.path + " does not expect " + quoted_word(left[0].text) + ".",
            say("spec.left_over",
                {word_fill(left[0].text), {"command", Plain{"/" + command.path}}}));
    }
    return filled;
}

std::vector<std::string> path_words(const Command& command) {
    std::vector<std::string> words;
    std::string_view left = command.path;
    while (!left.empty()) {
        const std::size_t end = std::min(left.find(' '), left.size());
        if (end > 0) words.emplace_back(left.substr(0, end));
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    if (words.empty()) words.emplace_back();  // a command without a path is named by nothing
    return words;
}

const Param* rest_of(const Command& command) {
    const auto rest =
        std::find_if(command.params.begin(), command.params.end(),
                     [](const Param& param) { return param.kind == ParamKind::rest; });
    return rest == command.params.end() ? nullptr : &*rest;
}

bool needs_nothing(const Command& command) {
    return std::none_of(command.params.begin(), command.params.end(),
                        [](const Param& param) { return param.required; });
}

bool same_letters(std::string_view a, std::string_view b) {
    const auto lower = [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

std::size_t named_by(const Command& command, const std::vector<Word>& words) {
    const std::vector<std::string> path = path_words(command);
    if (path.size() > words.size()) return 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (words[i].quoted || !same_letters(words[i].text, path[i])) return 0;
    }
    return path.size();
}

const Command* by_default(std::span<const Command> commands, std::string_view trigger,
                          bool words_follow) {
    const Command* best = nullptr;
    int best_rank = -1;
    for (const Command& command : commands) {
        if (!command.by_default || !same_letters(path_words(command).front(), trigger)) continue;
        // With words: whoever takes any, then whoever takes some. Alone: whoever needs none.
        int rank = 0;
        if (words_follow)
            rank = rest_of(command) != nullptr ? 2 : command.params.empty() ? 0 : 1;
        else
            rank = needs_nothing(command) ? (command.params.empty() ? 2 : 1) : 0;
        if (rank > best_rank) {
            best = &command;
            best_rank = rank;
        }
    }
    return best;
}

std::optional<Matched> chosen_by_default(std::span<const Command> commands, std::string_view whole,
                                         const std::vector<Word>& words) {
    if (words.size() != 2 || words[1].quoted) return std::nullopt;
    const std::string word = folded(words[1].text);
    const auto takes = [&](const Param& param) {
        if (param.kind != ParamKind::word) return false;
        if (param.name == "id") return request_id(words[1].text).has_value();
        return std::find(param.choices.begin(), param.choices.end(), word) != param.choices.end();
    };
    for (const Command& command : commands) {
        if (!command.by_default || !same_letters(path_words(command).front(), words[0].text) ||
            std::none_of(command.params.begin(), command.params.end(), takes))
            continue;
        Filled filled = fill(command, whole, words, 1);
        if (!filled.error) return Matched{&command, std::move(filled.given)};
    }
    return std::nullopt;
}

std::optional<Matched> help_with(std::span<const Command> commands,
                                 const std::vector<Word>& words) {
    if (words.size() != 2 || !in(folded(words[1].text), {"help", "aide", "?"})) return {};
    const std::string trigger = folded(words[0].text);
    if (std::none_of(commands.begin(), commands.end(), [&](const Command& command) {
            return same_letters(path_words(command).front(), trigger);
        }))
        return {};
    for (const Command& command : commands) {
        if (!command.path.ends_with(" help")) continue;
        Matched matched{&command, {}};
        for (const Param& param : command.params) {
            if (param.name == "topic") matched.given["topic"] = trigger;
        }
        return matched;
    }
    return {};
}

}  // namespace qm::core

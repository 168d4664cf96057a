// Which command the words of a mention are, if they are one beyond doubt.
// SPDX-License-Identifier: Apache-2.0
#include "core/spec.hpp"
#include "core/spec_doubt.hpp"
#include "core/spec_words.hpp"

#include <algorithm>

namespace qm::core {

namespace {

constexpr std::string_view more = " …";  // ends a word form that parameters follow

bool cut_end(std::string_view& text, std::string_view end) {
    if (!text.ends_with(end)) return false;
    text = trimmed(text.substr(0, text.size() - end.size()));
    return true;
}

bool cut_front(std::string_view& text, std::string_view front) {
    if (!text.starts_with(front)) return false;
    text = trimmed(text.substr(front.size()));
    return true;
}

// What a short text says besides its words.
struct Tone {
    bool asks = false;    // "solved?"
    bool trails = false;  // "solved…", "solved ..."
    int exclaims = 0;     // "help!!!"
    bool polite = false;  // "who is on duty please"
    bool glad = false;    // "solved :tada:", "I take it, thanks"
};

// Cuts what may follow a word form and changes nothing of its sense.
Tone cut_tone(std::string_view& text) {
    Tone tone;
    for (bool cut = true; cut;) {
        cut = true;
        if (cut_end(text, "...") || cut_end(text, "…"))
            tone.trails = true;
        else if (cut_end(text, "?"))
            tone.asks = true;
        else if (cut_end(text, "!"))
            ++tone.exclaims;
        else if (cut_end(text, " please") || cut_end(text, " pls") || cut_end(text, " svp") ||
                 cut_end(text, " stp") || cut_end(text, " s'il te plait") ||
                 cut_end(text, " s'il vous plait"))
            tone.polite = true;
        else if (cut_end(text, " thanks") || cut_end(text, " thank you") || cut_end(text, " thx") ||
                 cut_end(text, " merci") || cut_end(text, ":+1:") || cut_end(text, ":thumbsup:") ||
                 cut_end(text, ":tada:") || cut_end(text, ":white_check_mark:") ||
                 cut_end(text, ":heavy_check_mark:") || cut_end(text, ":ok_hand:") ||
                 cut_end(text, ":slightly_smiling_face:") || cut_end(text, ":smile:") ||
                 cut_end(text, ":rocket:") || cut_end(text, ":pray:") || cut_end(text, "👍") ||
                 cut_end(text, "🎉") || cut_end(text, "✅") || cut_end(text, "✔") ||
                 cut_end(text, "✔️") || cut_end(text, "👌") || cut_end(text, "🙂") ||
                 cut_end(text, "🚀") || cut_end(text, "🙏"))
            tone.glad = true;
        else
            cut = cut_end(text, ".") || cut_end(text, ",") || cut_end(text, ";");
    }
    return tone;
}

// "Bonjour, qui est de service": greetings and an "ok" before an order leave it one.
bool cut_greeting(std::string_view& text) {
    bool greeted = false;
    for (int i = 0; i < 3; ++i) {
        for (const std::string_view word :
             {"hello", "hi", "hey", "good morning", "bonjour", "bonsoir", "salut", "coucou", "ok",
              "okay", "yes", "oui", "d'accord", "thanks", "thank you", "merci"}) {
            std::string_view after = text;
            if (!cut_front(after, word) || after.empty()) continue;
            const bool apart = text[word.size()] == ' ' || after.starts_with(',') ||
                               after.starts_with('!') || after.starts_with('.');
            if (!apart) continue;
            while (cut_front(after, ",") || cut_front(after, "!") || cut_front(after, ".")) {
            }
            text = after;
            greeted = true;
        }
    }
    return greeted;
}

// Folded, with the contraction everybody writes.
std::string form_of(std::string_view text) {
    std::string form = folded(text);
    for (const std::string_view who : {"who's ", "whos "}) {
        if (form.starts_with(who)) form.replace(0, who.size(), "who is ");
    }
    return form;
}

// The whole text is one of the forms of a command: "take", "qui est de service ?"
std::optional<Matched> whole_form(std::span<const Command> commands, std::string_view text) {
    const std::string form = form_of(text);
    std::string_view bare = form;
    const bool greeted = cut_greeting(bare);
    const Tone tone = cut_tone(bare);
    if (bare.empty()) bare = form;
    if (bare.find_first_not_of('?') == std::string_view::npos) bare = "?";
    const std::string plain = form_of(bare);  // after a greeting "who's" stands in front again
    for (const Command& command : commands) {
        if (!needs_nothing(command)) continue;
        for (const std::string& candidate : command.words) {
            if (candidate.ends_with(more) || form_of(candidate) != plain) continue;
            // "solved?" and "solved…" are doubts.
            if (command.lane == Lane::writes && (tone.asks || tone.trails || tone.polite))
                return std::nullopt;
            // "help please", "hi, help!!" is somebody in need.
            const bool single = plain.find(' ') == std::string::npos;
            if (command.lane != Lane::writes && single &&
                (greeted || tone.polite || tone.glad || tone.trails || tone.exclaims > 1))
                return std::nullopt;
            return Matched{&command, {}};
        }
    }
    return std::nullopt;
}

// "je prends R1042", "R1042 solved": a form, and the request it speaks of.
std::optional<Matched> form_of_one(std::span<const Command> commands, std::string_view text) {
    std::string_view bare = text;
    cut_tone(bare);
    const std::vector<Word> words = split(bare);
    if (words.size() < 2 || words.size() > words_max) return std::nullopt;
    for (const bool at_end : {true, false}) {
        const Word& word = at_end ? words.back() : words.front();
        const auto id = word.quoted ? std::nullopt : request_id(word.text);
        if (!id) continue;
        std::string rest(trimmed(at_end ? text.substr(0, word.begin) : text.substr(word.end)));
        if (at_end) rest += text.substr(word.end);  // "solved R1042?" is a doubt as well
        auto matched = whole_form(commands, rest);
        if (!matched || matched->command->lane != Lane::writes) continue;
        for (const Param& param : matched->command->params) {
            if (param.name != "id") continue;
            matched->given["id"] = *id;
            return matched;
        }
    }
    return std::nullopt;
}

// What stands between a word form and the words that follow it; a mark is one of , . !
enum class Joint { none, space, mark, colon };  // a dash is as clear as a colon

// How many words of the text are the form, and how the rest is joined to it.
std::size_t begins_with(const std::vector<Word>& words, const std::vector<Word>& form,
                        Joint& joint) {
    joint = Joint::none;
    if (form.empty() || words.size() <= form.size()) return 0;
    for (std::size_t i = 0; i < form.size(); ++i) {
        std::string word = folded(words[i].text);
        if (words[i].quoted) return 0;
        if (i + 1 == form.size() && !word.empty() && !word.ends_with("..")) {
            if (word.back() == ':') joint = Joint::colon;
            if (in(std::string_view(word).substr(word.size() - 1), {":", ",", ".", "!"})) {
                if (joint == Joint::none) joint = Joint::mark;
                word.pop_back();
            }
        }
        if (word != folded(form[i].text)) return 0;
    }
    const std::string& after = words[form.size()].text;
    const bool dash = is_dash(after);
    if (dash) joint = Joint::colon;
    if (joint == Joint::none) joint = Joint::space;
    if (dash && words.size() == form.size() + 1) return 0;
    return form.size() + (dash ? 1 : 0);
}

struct Place {
    bool in_thread = false;
    bool named = true;           // a form or a sub-command was written, not the trigger alone
    Joint joint = Joint::space;  // what stood before the parameters
};

bool typed(const Param& param, std::string_view value) {
    if (!param.choices.empty() || param.number || param.name == "id") return true;  // were checked
    if (param.name == "date") return is_date_word(value);
    return is_name(value);
}

// "solved" says something by itself, so what follows must not take it back; "reply" does not, so
// what follows are the words to be passed on.
bool stands_alone(const Command& command) {
    return std::any_of(command.words.begin(), command.words.end(),
                       [](const std::string& form) { return !form.ends_with(more); });
}

// The parameters are what they should be, and the text is not people talking.
bool beyond_doubt(const Command& command, const Given& given, const Place& place) {
    for (const Param& param : command.params) {
        const auto found = given.find(param.name);
        if (found == given.end()) continue;
        if (param.kind != ParamKind::rest) {
            if (!typed(param, found->second)) return false;
            continue;
        }
        const bool colon = place.joint == Joint::colon;
        // Elsewhere only a line that names its request is about one.
        const bool at_it = place.in_thread ||
                           (given.contains("id") && found->second.find('\n') == std::string::npos);
        if (command.lane != Lane::writes) {
            if (!is_search(found->second, place.named)) return false;
        } else if (command.by_message && place.named) {
            continue;
        } else if (!at_it || !place.named) {
            return false;
        } else if (stands_alone(command)
                       ? !is_statement(found->second, place.joint != Joint::space, colon)
                       : !is_passed_on(found->second, colon)) {
            return false;
        }
    }
    return true;
}

std::optional<Matched> filled(const Command& command, std::string_view whole, std::size_t first,
                              Place place) {
    // A second line is more than an order, unless the words are to be passed on.
    if (command.lane != Lane::writes && whole.find('\n') != std::string_view::npos) return {};
    const std::string cut(whole);
    Filled result = fill(command, cut, split(cut), first);
    if (result.marked) place.joint = Joint::colon;  // "reply R1042: please send the key"
    if (result.error || !beyond_doubt(command, result.given, place)) return std::nullopt;
    return Matched{&command, std::move(result.given)};
}

// The text without the marks at its end, when a command takes no free words; nothing when the
// marks make an order a question.
std::optional<std::string_view> without_marks(const Command& command, std::string_view whole) {
    std::string_view bare = whole;
    if (command.lane == Lane::writes && rest_of(command) != nullptr) return bare;
    bool asks = false;
    for (bool cut = true; cut;) {
        cut = cut_end(bare, ".") || cut_end(bare, "!") || cut_end(bare, "…");
        if (!cut && cut_end(bare, "?")) asks = cut = true;
    }
    if (bare.empty() || (asks && command.lane == Lane::writes)) return std::nullopt;
    return bare;
}

// A form that parameters follow: "solved …", "répondre …".
std::optional<Matched> form_with_words(std::span<const Command> commands, std::string_view whole,
                                       bool in_thread) {
    const std::vector<Word> words = split(whole);
    for (const Command& command : commands) {
        for (const std::string& candidate : command.words) {
            if (!candidate.ends_with(more)) continue;
            const std::string_view form(candidate.data(), candidate.size() - more.size());
            Place place{in_thread, true, Joint::none};
            const std::size_t first = begins_with(words, split(form), place.joint);
            const auto text = first > 0 ? without_marks(command, whole) : std::nullopt;
            if (!text || split(*text).size() <= first) continue;
            if (auto matched = filled(command, *text, first, place)) return matched;
        }
    }
    return std::nullopt;
}

// "catalog search redis", "run who", "catalog redis", "run", "req help".
std::optional<Matched> path_form(std::span<const Command> commands, std::string_view whole,
                                 bool in_thread) {
    std::string_view read = whole;  // a question or an exclamation, to whoever takes no free words
    while (cut_end(read, "?") || cut_end(read, "!") || cut_end(read, ".")) {
    }
    const std::vector<Word> words = split(read);
    if (words.empty() || words.front().quoted) return std::nullopt;
    const std::string trigger = folded(words.front().text);

    const Command* named = nullptr;
    std::size_t used = 0;
    for (const Command& command : commands) {
        const std::size_t length = named_by(command, words);
        if (length <= used) continue;
        named = &command;
        used = length;
    }
    if (named != nullptr) {
        const auto text = without_marks(*named, whole);
        return text ? filled(*named, *text, used, {in_thread, true, Joint::mark}) : std::nullopt;
    }
    if (auto chosen = chosen_by_default(commands, read, words)) return chosen;
    if (auto help = help_with(commands, split(whole))) return help;
    const Command* taker = by_default(commands, trigger, words.size() > 1);
    if (taker == nullptr) return std::nullopt;
    const Param* rest = rest_of(*taker);
    // "run migrations": what follows a bare trigger may only be words to search for.
    if (words.size() > 1 && (rest == nullptr || taker->lane == Lane::writes)) return std::nullopt;
    const auto text = without_marks(*taker, whole);
    return text ? filled(*taker, *text, 1, {in_thread, false, Joint::space}) : std::nullopt;
}

}  // namespace

std::optional<Matched> match_mention(std::span<const Command> commands, std::string_view text,
                                     bool in_thread) {
    const result<std::string> clean = cleaned(text);
    if (!clean) return std::nullopt;
    std::string_view whole = *clean;
    // What is left of "@quartermaster: help" and "`catalog redis`".
    while (cut_front(whole, ":") || cut_front(whole, ",") || cut_front(whole, "—") ||
           cut_front(whole, "–") || cut_front(whole, "- ")) {
    }
    if (whole.size() > 2 && whole.front() == '`' && whole.find('`', 1) == whole.size() - 1)
        whole = trimmed(whole.substr(1, whole.size() - 2));
    if (whole.size() > 1 && whole.front() == '/' && whole[1] != '/') whole.remove_prefix(1);
    if (whole.empty()) return std::nullopt;

    // "R1042", "R1042?": how does it stand?
    std::string_view alone = whole;
    if (cut_end(alone, "?") || cut_end(alone, ".")) alone = trimmed(alone);
    if (request_id(alone)) {
        auto shown = match(commands, "req " + std::string(alone));
        return shown ? std::optional(std::move(*shown)) : std::nullopt;
    }
    if (auto matched = whole_form(commands, whole)) return matched;
    if (auto matched = form_of_one(commands, whole)) return matched;
    if (auto matched = form_with_words(commands, whole, in_thread)) return matched;
    return path_form(commands, whole, in_thread);
}

}  // namespace qm::core

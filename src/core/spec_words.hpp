// Private to core/spec*: words of outside text, where they stand and how they compare.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/command.hpp>
#include <quartermaster/result.hpp>

#include "core/spec.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace qm::core {

inline constexpr std::size_t text_max = 65'536;  // bytes: the longest post, 16,383 characters
inline constexpr std::size_t words_max = 64;     // that are looked at one by one

struct Word {
    std::string text;       // without its quotes
    std::size_t begin = 0;  // bytes of the whole text, quotes included
    std::size_t end = 0;
    bool quoted = false;
};

// Valid UTF-8 within the bound, control characters as spaces, trimmed on both sides.
result<std::string> cleaned(std::string_view text);

// Splits at white space of any kind (NBSP too). Quotes "…", “…”, «…» at the start of a word, or
// after "--name=", keep words together; a quote that is never closed is a letter like others. Gives
// at most words_max + 1 words: one more says that there are too many.
std::vector<Word> split(std::string_view text);

// For comparing: lower case, without accents, straight apostrophes, single spaces.
std::string folded(std::string_view text);

bool same_letters(std::string_view a, std::string_view b);  // ASCII case apart
std::string upper(std::string_view name);                   // ASCII
std::string_view trimmed(std::string_view text);            // white space of any kind
bool in(std::string_view word, std::initializer_list<std::string_view> words);

// The name of "--name", "--name=value" or "—name", with what follows; nothing when it is a word.
std::optional<std::string_view> option_text(const Word& word);

std::vector<std::string> path_words(const Command& command);
const Param* rest_of(const Command& command);                  // null: none
bool needs_nothing(const Command& command);                    // every parameter is optional
std::optional<std::string> request_id(std::string_view word);  // "r1042," → "R1042"
bool is_like_id(std::string_view word);  // "R1O42", "1042": meant to be one, whatever is wrong
// Without "👍", ":tada:": signs that no language has as words.
std::string without_signs(std::string_view text);
std::string cut_word(std::string_view word);     // at 40 bytes
std::string quoted_word(std::string_view word);  // “word”, cut at 40 bytes

// Words from `first` on, put into the parameters of a command.
// A dash, an arrow or a colon by itself: what follows is what is said.
bool is_dash(std::string_view word);

struct Filled {
    Given given;
    std::optional<Error> error;
    bool left_over = false;  // the error is that words were left over
    bool marked = false;     // a colon, or a dash, stands between the id and the words to come
};
Filled fill(const Command& command, std::string_view whole, const std::vector<Word>& words,
            std::size_t first);

// How many words of the text name this command by its path; 0: another one.
std::size_t named_by(const Command& command, const std::vector<Word>& words);
// The command of the trigger that is meant when no sub-command is named.
const Command* by_default(std::span<const Command> commands, std::string_view trigger,
                          bool words_follow);
// "req mine", "req R1042": all that follows the trigger is a choice, or an id, of a command that is
// meant without words too.
std::optional<Matched> chosen_by_default(std::span<const Command> commands, std::string_view whole,
                                         const std::vector<Word>& words);
// "catalog help": the help command, told its topic when it has such a parameter.
std::optional<Matched> help_with(std::span<const Command> commands, const std::vector<Word>& words);

}  // namespace qm::core

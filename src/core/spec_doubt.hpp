// Private to core/spec_mention: is this text an order to the bot, or people talking?
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace qm::core {

// All take text as it was written, and answer "no" when in doubt.

// Words to search for, not a sentence. `named`: the sub-command itself was written, so longer
// words and "how to" are believed.
bool is_search(std::string_view text, bool named);

// What follows a state word such as "solved": a plain account of what was done; no question, no
// "but", no "not yet". After a colon only its beginning is looked at; after no mark at all it must
// not read on from the state word ("solved the wrong one").
bool is_statement(std::string_view text, bool after_mark, bool after_colon);

// What follows an order to pass words on, such as "reply": the words themselves, and not how, when
// or to whom to reply. After a colon it always is.
bool is_passed_on(std::string_view text, bool after_colon);

// "2026-10-08", "today", "lundi".
bool is_date_word(std::string_view word);

// One word that could be a name: "sre-core".
bool is_name(std::string_view word);

}  // namespace qm::core

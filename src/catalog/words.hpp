// Text of names, entries and queries cut into words: one normal form for `-`, `_`, `.`, case,
// accents and joined names. Pure and bounded; any bytes are welcome.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

// Lower case without accents ("Réseau" → "reseau"); bytes that are no UTF-8 become blanks.
std::string fold(std::string_view text);

// Words of a text, folded: cut at everything that is neither letter nor digit, except a dot
// between digits ("1.2.3" is one word). With `camel`, also between "aB" and in "ABc".
std::vector<std::string> words_of(std::string_view text, bool camel = false);

// Letters and digits alone: "node-exporter", "Node_Exporter" and "nodeexporter" are equal.
std::string normal_form(std::string_view text);

// The word without a plural ending: "certificates" → "certificate", "reseaux" → "reseau".
std::string singular(std::string_view word);

// The word without plural and the commonest English endings; for descriptions, never for names.
std::string stem(std::string_view word);

// English words that a French one may be but for its ending: "observabilité" → "observability",
// "collecteur" → "collector", "collecter". Most are no words; only those of the catalog are met.
std::vector<std::string> cognates(std::string_view word);

// Typing mistakes forgiven by the number of letters: 0 up to three, 1 up to eight, 2 beyond.
// "v2", "el9", "k8s" and "1.2.3" are never guessed.
int typo_budget(std::string_view word);

// "7", "3.12", "v2": which release is wanted, seldom a word of an entry. Four digits are a port or
// a year.
bool is_release(std::string_view word);

// Its digits alone: a guess never changes them ("debian11" is no "debian12").
std::string digits_of(std::string_view word);

// Mistakes between two words (add, drop, change, swap of neighbours); limit + 1 when over limit.
int typos_between(std::string_view a, std::string_view b, int limit);

// At most `bytes_max` bytes, cut between two characters.
std::string_view cut(std::string_view text, std::size_t bytes_max);

}  // namespace qm::catalog

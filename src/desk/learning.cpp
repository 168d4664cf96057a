// Counts habits, and reads them for the index.
// SPDX-License-Identifier: Apache-2.0
#include "desk/learning.hpp"

#include "catalog/secrets.hpp"
#include "catalog/words.hpp"
#include "core/calendar.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr std::size_t entry_bytes_max = 300;

std::string given(const Routed& routed, std::string_view name) {
    const auto found = routed.matched->given.find(name);
    return found == routed.matched->given.end() ? std::string() : found->second;
}

// A token of a known shape, or a long word of letters and digits that nobody would read aloud.
bool looks_secret(const std::string& asked) {
    constexpr std::size_t long_word = 20;
    constexpr std::size_t digits_min = 4;
    if (catalog::mask_secrets(asked) != asked) return true;
    const auto words = catalog::words_of(asked);
    return std::any_of(words.begin(), words.end(), [](const std::string& word) {
        const auto digits = catalog::digits_of(word).size();
        return word.size() >= long_word && digits >= digits_min && digits < word.size();
    });
}

// The query of a search is its words; all else carries it, because it came out of an answer.
const char* habit_of(const std::string& path) {
    if (path == "catalog search") return "searched";
    if (path == "catalog show") return "opened";
    if (path == "catalog snippet") return "copied";
    return path == "catalog unwanted" ? "unwanted" : nullptr;
}

}  // namespace

void note_habit(store::Db& db, const Routed& routed, std::int64_t found, Instant now) {
    if (!routed.matched) return;
    const char* what = habit_of(routed.matched->command->path);
    if (what == nullptr) return;
    const bool search = routed.matched->command->path == "catalog search";
    if (search && (found == 0 || !given(routed, "page").empty())) return;
    const std::string asked = given(routed, search ? "words" : "asked");
    const std::string words =
        catalog::normal_query(catalog::ask(asked.substr(0, 256), all_kinds()).words);
    const std::string entry = search ? "" : given(routed, "name");
    if (words.empty() || looks_secret(asked) || entry.size() > entry_bytes_max) return;
    store::note_habit(db, {words, entry, 0, core::iso_date(core::to_local(now, "UTC").date)}, what,
                      habits_max);
}

std::shared_ptr<const catalog::Learned> learned(store::Db& db) {
    auto all = std::make_shared<catalog::Learned>();
    for (const store::HabitRow& row : store::opened_habits(db)) {
        if (row.times != 0) all->add(row.words, row.entry, static_cast<int>(row.times));
    }
    return all;
}

}  // namespace qm::desk

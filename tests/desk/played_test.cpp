// Every sentence of the watch, of the rota and every refusal is played by some conversation, in one
// language at least: a text that no transcript shows has been read by nobody.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace qm::tests {
namespace {

const std::set<std::string> groups = {"asks",  "ask",      "because", "card",   "draft", "error",
                                      "fair",  "handover", "kind",    "late",   "lead",  "list",
                                      "map",   "no",       "plan",    "remind", "reply", "request",
                                      "run",   "secret",   "shown",   "solved", "stats", "status",
                                      "still", "taken",    "whose",   "resume"};

// Not played, and why.
const std::map<std::string, const char*> not_played = {
    {"error.failed", "the process itself went wrong: no conversation makes that"},
    {"error.old_button", "the seal of a press: door_test"},
    {"error.old_form", "the seal of a form: door_test"},
    {"request.cut", "a request of 4,000 bytes: desk_test"},
    {"request.cut_words", "words of 4,000 bytes: afterwards_test"},
    {"error.form", "the platform opens no form: its answer to us, not to words"},
    {"fair.none", "the day that runs counts from the start; guards a division"},
    {"handover.stored", "the catalog of a conversation does not grow"},
    {"handover.stores", "the catalog of a conversation does not grow"},
    {"list.erased", "a year later: erase_test"},
    {"map.void", "a configuration that names a channel which people have mapped before"},
    {"no.changed", "one event a transaction: guards the compare and set of a request"},
    {"no.day_changed", "one event a transaction: guards the compare and set of a day"},
    {"no.map_direct", "no words name a direct channel; guards the id of one"},
    {"no.team_gone", "a configuration that drops a team with open requests"},
    {"run.nobody", "a configured team has a member"},
    {"stats.cut", "20,000 requests of one team in the time that is asked for"},
    {"status.no_team", "a team that was dropped, in the minute before the front desk has its own"},
};

std::vector<std::string> lines_of(const std::filesystem::path& path) {
    std::vector<std::string> lines;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    return lines;
}

std::string source(const std::string& path) {
    return std::string(QM_SOURCE_DIR) + "/" + path;
}

// "no.date" → its sentence; of the groups above.
std::map<std::string, std::string> sentences(const std::string& language) {
    std::map<std::string, std::string> all;
    std::string group;
    for (const std::string& line : lines_of(source("config/texts/" + language + ".yaml"))) {
        const auto colon = line.find(':');
        if (colon == line.npos || line.starts_with('#')) continue;
        if (!line.starts_with(' ')) group = line.substr(0, colon);
        const auto open = line.find('"');
        if (!groups.contains(group) || !line.starts_with("  ") || open == line.npos) continue;
        all[group + "." + line.substr(2, colon - 2)] =
            line.substr(open + 1, line.rfind('"') - open - 1);
    }
    return all;
}

// What stands between the {…} that are filled.
std::vector<std::string> fixed_words(const std::string& sentence) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at <= sentence.size();) {
        const std::size_t open = std::min(sentence.find('{', at), sentence.size());
        if (open > at) words.push_back(sentence.substr(at, open - at));
        const std::size_t close = sentence.find('}', open);
        if (close == sentence.npos) break;
        at = close + 1;
    }
    return words;
}

bool says(const std::string& line, const std::vector<std::string>& words) {
    std::size_t at = 0;
    for (const std::string& word : words) {
        at = line.find(word, at);
        if (at == line.npos) return false;
        at += word.size();
    }
    return true;
}

std::vector<std::string> all_that_is_seen() {
    std::vector<std::string> seen;
    for (const auto& file : std::filesystem::directory_iterator(source("tests/transcripts"))) {
        for (std::string& line : lines_of(file.path())) {
            if (line.starts_with("    ")) seen.push_back(std::move(line));
        }
    }
    return seen;
}

TEST(Played, EverySentenceOfTheWatchAndEveryRefusal) {
    const auto seen = all_that_is_seen();
    const auto english = sentences("en");
    const auto french = sentences("fr");
    ASSERT_GT(english.size(), 150u);
    for (const auto& [key, sentence] : english) {
        bool is_played = false;
        for (const std::string& one : {sentence, french.at(key)}) {
            const auto words = fixed_words(one);
            is_played = is_played || words.empty() ||
                        std::any_of(seen.begin(), seen.end(),
                                    [&](const std::string& line) { return says(line, words); });
        }
        if (not_played.contains(key))
            EXPECT_FALSE(is_played) << key << " is played: take it off the list";
        else
            EXPECT_TRUE(is_played) << key << ": no transcript shows “" << sentence << "”";
    }
    for (const auto& [key, why] : not_played)
        EXPECT_TRUE(english.contains(key)) << key << " is no sentence any more: " << why;
}

// A test that met every line would prove nothing.
TEST(Played, SeesWhatIsNotThere) {
    EXPECT_TRUE(says("    (to bob)  Tue is over: look", fixed_words("{day} is over: {what}")));
    EXPECT_FALSE(says("    (to bob)  look: Tue is over", fixed_words("{day} is over: {what}")));
}

}  // namespace
}  // namespace qm::tests

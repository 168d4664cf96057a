// The golden file of people's sentences judges which mentions are commands.
// SPDX-License-Identifier: Apache-2.0
#include "core/spec.hpp"
#include "core/support/declared.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace qm::core {
namespace {

struct Sentence {
    int line = 0;
    std::string expected;
    bool in_thread = false;
    std::string text;
};

std::string trim(const std::string& text) {
    const auto begin = text.find_first_not_of(' ');
    if (begin == std::string::npos) return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

// "\n" stands for a line end, "\_" for a no-break space.
std::string unescaped(std::string text) {
    for (const auto& [mark, stands] : {std::pair{"\\n", "\n"}, std::pair{"\\_", "\u00a0"}}) {
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
            text.replace(at, 2, stands);
    }
    return text;
}

std::vector<Sentence> golden() {
    std::ifstream file(QM_SOURCE_DIR "/tests/golden/mentions.txt");
    std::vector<Sentence> sentences;
    std::string line;
    for (int number = 1; std::getline(file, line); ++number) {
        if (line.empty() || line.starts_with('#')) continue;
        const auto first = line.find('|');
        const auto second = line.find('|', first + 1);
        if (second == std::string::npos) {
            ADD_FAILURE() << "line " << number << " has no three parts: " << line;
            continue;
        }
        const std::string where = trim(line.substr(first + 1, second - first - 1));
        if (where != "yes" && where != "no")
            ADD_FAILURE() << "line " << number << ": in a thread, yes or no?";
        sentences.push_back({number, unescaped(trim(line.substr(0, first))), where == "yes",
                             unescaped(trim(line.substr(second + 1)))});
    }
    return sentences;
}

std::string judged(const std::vector<Command>& commands, const std::string& text, bool in_thread) {
    const auto matched = match_mention(commands, text, in_thread);
    return matched ? declared::shown(*matched->command, matched->given) : "-";
}

TEST(Mention, golden_file) {
    const std::vector<Command> commands = declared::all();
    const std::vector<Sentence> sentences = golden();
    int orders = 0;
    for (const Sentence& sentence : sentences) {
        EXPECT_EQ(judged(commands, sentence.text, sentence.in_thread), sentence.expected)
            << "mentions.txt:" << sentence.line << ": " << sentence.text;
        orders += sentence.expected == "-" ? 0 : 1;
    }
    EXPECT_GE(sentences.size(), 200u);
    EXPECT_GE(orders, 60);
    EXPECT_GE(static_cast<int>(sentences.size()) - orders, 120);
}

// What is no order in a thread is none outside of one either.
TEST(Mention, a_thread_only_adds_orders) {
    const std::vector<Command> commands = declared::all();
    for (const Sentence& sentence : golden()) {
        if (judged(commands, sentence.text, true) == "-") {
            EXPECT_EQ(judged(commands, sentence.text, false), "-") << sentence.text;
        }
    }
}

TEST(Mention, no_sentence_with_a_second_line_writes_outside_a_thread) {
    const std::vector<Command> commands = declared::all();
    for (const Sentence& sentence : golden()) {
        const std::string longer = sentence.text + "\nand could somebody look at the database?";
        EXPECT_EQ(judged(commands, longer, false), "-") << sentence.text;
    }
}

TEST(Mention, bounds_and_broken_text) {
    const std::vector<Command> commands = declared::all();
    EXPECT_EQ(judged(commands, "", true), "-");
    EXPECT_EQ(judged(commands, " \n\t ", true), "-");
    EXPECT_EQ(judged(commands, "take\xff", true), "-");
    EXPECT_EQ(judged(commands, "reply " + std::string(65536, 'x'), true), "-");
    // The bound itself still fits.
    const auto longest = match_mention(commands, "reply " + std::string(65530, 'x'), true);
    ASSERT_TRUE(longest);
    EXPECT_EQ(longest->given.at("words").size(), 65530u);
    EXPECT_FALSE(match_mention({}, "help", true));
}

// Whatever is thrown at it, it answers, and what it answers is a declared command.
TEST(Mention, random_words_do_no_harm) {
    const std::vector<Command> commands = declared::all();
    const char* pieces[] = {
        "catalog",  "search", "run", "who",  "req", "take", "R1042", "--kind", "—limit", "=",
        "\"",       "“",      "»",   "…",    "?",   "!",    ":",     "solved", "reply",  "\xe2\x80",
        "\xc2\xa0", "\n",     "`",   "help", "é",   "👍",    "--",    "-",      "/"};
    std::mt19937 random(11);
    for (int i = 0; i < 5'000; ++i) {
        std::string text;
        for (unsigned n = random() % 8; n > 0; --n) {
            text += pieces[random() % std::size(pieces)];
            if (random() % 3 != 0) text += ' ';
        }
        for (const bool in_thread : {false, true}) {
            const auto matched = match_mention(commands, text, in_thread);
            if (!matched) continue;
            ASSERT_NE(matched->command, nullptr);
            for (const Param& param : matched->command->params)
                ASSERT_TRUE(!param.required || matched->given.contains(param.name)) << text;
        }
        (void)match(commands, text);
    }
}

}  // namespace
}  // namespace qm::core

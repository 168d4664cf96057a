// Every conversation in tests/transcripts, played through the real desk: what people see must be
// what the file says. QM_UPDATE_TRANSCRIPTS=1 writes the files anew, to be read in review.
// SPDX-License-Identifier: Apache-2.0
#include "support/transcript.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace qm::tests {
namespace {

std::vector<std::string> names() {
    std::vector<std::string> all;
    const auto folder = std::filesystem::path(QM_SOURCE_DIR) / "tests" / "transcripts";
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() == ".txt") all.push_back(file.path().stem().string());
    }
    std::sort(all.begin(), all.end());
    return all;
}

std::string path_of(const std::string& name) {
    return std::string(QM_SOURCE_DIR) + "/tests/transcripts/" + name + ".txt";
}

std::string file_of(const std::string& name) {
    std::ifstream in(path_of(name));
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

class Transcript : public testing::TestWithParam<std::string> {};

TEST_P(Transcript, SaysWhatTheFileSays) {
    const std::string file = file_of(GetParam());
    const Played played = play(file, false);
    for (const std::string& problem : played.problems)
        ADD_FAILURE() << GetParam() << ": " << problem;
    const char* update = std::getenv("QM_UPDATE_TRANSCRIPTS");
    if (update != nullptr && std::string(update) == "1") {
        std::ofstream(path_of(GetParam())) << played.text;
        return;
    }
    EXPECT_EQ(file, played.text);
}

// At least once is what platforms promise: nobody may notice.
TEST_P(Transcript, IsTheSameWhenEveryEventComesTwice) {
    const Played once = play(file_of(GetParam()), false);
    const Played twice = play(file_of(GetParam()), true);
    EXPECT_EQ(once.text, twice.text);
    for (const std::string& problem : twice.problems)
        ADD_FAILURE() << GetParam() << ": " << problem;
}

std::string title_of(const testing::TestParamInfo<std::string>& info) {
    std::string title = info.param;
    std::replace_if(
        title.begin(), title.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return title;
}

INSTANTIATE_TEST_SUITE_P(All, Transcript, testing::ValuesIn(names()), title_of);

// A runner that could not see a mistake would prove nothing.
TEST(Runner, SeesWhatMustNeverBe) {
    const std::string head = "team sre  members alice bob  lead alice  products pay(pay)\n";
    EXPECT_FALSE(
        play(head + "Tue 2026-10-06 10:00  pia does something odd\n", false).problems.empty());
    EXPECT_FALSE(play(head + "Wed 2026-10-06 10:00  nothing happens\n", false).problems.empty());
    EXPECT_FALSE(play(head + "Tue 2026-10-06 10:00  bob presses \"I take it\" on R1001\n", false)
                     .problems.empty());
    EXPECT_FALSE(
        play(head + "Tue 2026-10-06 10:00  nothing happens\n09:00  nothing happens\n", false)
            .problems.empty());
}

}  // namespace
}  // namespace qm::tests

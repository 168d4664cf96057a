// Is a message meant for us? A table of what people and Mattermost write.
// SPDX-License-Identifier: Apache-2.0
#include "chat/hear.hpp"

#include <gtest/gtest.h>

namespace qm::chat::test {
namespace {

struct Case {
    const char* message;
    bool to_us;
    const char* text;
};

TEST(Hear, knows_our_name_and_nothing_else) {
    const Case cases[] = {
        {"@quartermaster help", true, "help"},
        {"@Quartermaster: help", true, "help"},
        {"@QUARTERMASTER, , help", true, ", help"},
        {"  @quartermaster\nhelp\n", true, "help"},
        {"@quartermaster", true, ""},
        {"hey @quartermaster can you?", true, "hey @quartermaster can you?"},
        {"ask @quartermaster.", true, "ask @quartermaster."},
        {"ask (@quartermaster)", true, "ask (@quartermaster)"},
        {"_@quartermaster_ x", true, "_@quartermaster_ x"},
        {"[@quartermaster](http://x)", true, "[@quartermaster](http://x)"},
        {"> @quartermaster said", true, "> @quartermaster said"},
        {"«@quartermaster»", true, "«@quartermaster»"},
        {"“@quartermaster” x", true, "“@quartermaster” x"},
        {"@quartermaster's", true, "'s"},
        {"@quartermasterx", false, "@quartermasterx"},
        {"@quartermaster-x", false, "@quartermaster-x"},
        {"@quartermaster_x", false, "@quartermaster_x"},
        {"@quartermaster.eu", false, "@quartermaster.eu"},
        {"@quartermasteré", false, "@quartermasteré"},
        {"bob@quartermaster", false, "bob@quartermaster"},
        {"é@quartermaster", false, "é@quartermaster"},
        {"quartermaster help", false, "quartermaster help"},
        {"`@quartermaster` x", false, "`@quartermaster` x"},
        {"``a ` @quartermaster`` x", false, "``a ` @quartermaster`` x"},
        {"` @quartermaster x", true, "` @quartermaster x"},
        {"```\n@quartermaster\n```", false, "```\n@quartermaster\n```"},
        {"~~~\n@quartermaster", false, "~~~\n@quartermaster"},
        {"```\nx\n```\n@quartermaster", true, "```\nx\n```\n@quartermaster"},
        {"@all @channel @here", false, "@all @channel @here"},
        {"@quarter", false, "@quarter"},
        {"@", false, "@"},
        {"", false, ""},
    };
    for (const Case& each : cases) {
        const Heard heard = hear(each.message, "quartermaster", false);
        EXPECT_EQ(heard.to_us, each.to_us) << each.message;
        EXPECT_EQ(heard.text, each.text) << each.message;
        const Heard direct = hear(each.message, "quartermaster", true);
        EXPECT_TRUE(direct.to_us) << each.message;
        EXPECT_EQ(direct.text, each.text) << each.message;
    }
    EXPECT_FALSE(hear("@ x", "", false).to_us);
}

}  // namespace
}  // namespace qm::chat::test

// Whom a message mentions: the cases recorded from a Mattermost server (platforms, LIVE 4 L8).
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/mentions.hpp"

#include "sandbox/posting.hpp"

#include <gtest/gtest.h>

namespace qm::sandbox {
namespace {

World town() {
    World world;
    for (const char* name : {"alice", "bob", "quartermaster", "outsider"}) {
        User user;
        user.id = std::string(name) + "-id";
        user.username = name;
        user.bot = user.username == "quartermaster";
        world.put(user);
    }
    for (const char* type : {"O", "D"}) {
        Channel channel;
        channel.id = channel.name = type;
        channel.type = type;
        world.put(channel);
        world.put(Joined{type, {"alice-id", 1, 0}});
        world.put(Joined{type, {"quartermaster-id", 1, 0}});
    }
    world.put(Joined{"O", {"bob-id", 1, 0}});
    return world;
}

Post said(const std::string& message, const char* channel = "O", const char* type = "") {
    Post post;
    post.user_id = "alice-id";
    post.channel_id = channel;
    post.message = message;
    post.type = type;
    return post;
}

bool bot_hears(const std::string& message) {
    auto ids = mentioned(town(), said(message));
    return std::find(ids.begin(), ids.end(), "quartermaster-id") != ids.end();
}

TEST(Mentions, OfTheBot) {
    for (const char* yes : {
             "@quartermaster help",
             "@QuarterMaster help",
             "hello @quartermaster: look",
             "ask @quartermaster.",
             "(@quartermaster)",
             "> @quartermaster said",
             "[@quartermaster](http://x)",
             "@all",
             "@channel look",
             "@here",
             "*@quartermaster*",
             "a `b` @quartermaster",
             "```\ncode\n```\n@quartermaster",
             "unclosed ` @quartermaster",
             "@quartermaster_",
             "@quartermaster-",
         })
        EXPECT_TRUE(bot_hears(yes)) << yes;
    for (const char* no : {
             "quartermaster help",
             "`@quartermaster`",
             "``a ` @quartermaster``",
             "```\n@quartermaster\n```",
             "~~~\n@quartermaster\n~~~",
             "    @quartermaster",
             "@quartermasterx",
             "mail a@quartermaster",
             "@@quartermaster",
             "@quartermasteré",
             "text\n\n    @quartermaster",
             "```\n@quartermaster",
         })
        EXPECT_FALSE(bot_hears(no)) << no;
}

TEST(Mentions, OnlyMembersAndNeverTheAuthor) {
    using Ids = std::vector<std::string>;
    World world = town();
    EXPECT_EQ(mentioned(world, said("@alice @bob @outsider @nobody @bob")), Ids{"bob-id"});
    EXPECT_EQ(mentioned(world, said("@all")), (Ids{"bob-id", "quartermaster-id"}));
    EXPECT_EQ(mentioned(world, said("hi", "D")), Ids{"quartermaster-id"});
    EXPECT_EQ(mentioned(world, said("@bob joined", "O", "system_join_channel")), Ids{});
    Post added = said("bob added", "O", "system_add_to_channel");
    added.props = R"({"addedUserId":"bob-id"})";
    EXPECT_EQ(mentioned(world, added), Ids{"bob-id"});
    Post card = said("a card");
    card.props = R"({"attachments":[{"text":"for @bob","title":"@quartermaster"}]})";
    EXPECT_EQ(mentioned(world, card), Ids{"bob-id"});
}

TEST(Mentions, WordsAndChannels) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(at_words("@bob."), (Words{"bob.", "bob"}));
    EXPECT_EQ(at_words("@"), Words{});
    EXPECT_EQ(tilde_words("see ~Ops and ~ops, not a~b"), Words{"ops"});
}

}  // namespace
}  // namespace qm::sandbox

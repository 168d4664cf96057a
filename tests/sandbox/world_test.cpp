// The sandbox's state: how posts are listed, what is forgotten, what is kept across changes.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/world.hpp"

#include <gtest/gtest.h>

namespace qm::sandbox {
namespace {

Post post_at(std::string id, std::int64_t at, std::string root = {}) {
    Post post;
    post.id = std::move(id);
    post.channel_id = "c";
    post.root_id = std::move(root);
    post.create_at = post.update_at = at;
    return post;
}

World world_with(const std::vector<Post>& posts) {
    World world;
    Channel channel;
    channel.id = "c";
    channel.name = "payments";
    world.put(channel);
    for (const Post& post : posts)
        world.put(post);
    return world;
}

std::string ids(const World::Posts& posts) {
    std::string all;
    for (const Post* post : posts)
        all += (all.empty() ? "" : " ") + post->id;
    return all;
}

TEST(World, PagesAreNewestFirst) {
    World world = world_with({post_at("a", 1), post_at("b", 2), post_at("c", 3), post_at("d", 4)});
    const Channel& channel = *world.channel("c");
    EXPECT_EQ(ids(world.page(channel, 0, 3)), "d c b");
    EXPECT_EQ(ids(world.page(channel, 1, 3)), "a");
    EXPECT_EQ(ids(world.page(channel, 2, 3)), "");
}

TEST(World, AfterIsStrictAndNeedsItsAnchor) {
    World world = world_with({post_at("a", 1), post_at("b", 5), post_at("twin", 5), post_at("c", 6),
                              post_at("d", 7), post_at("e", 8)});
    const Channel& channel = *world.channel("c");
    struct Case {
        const char *anchor, *want;
        std::size_t page, per_page;
    };
    for (const Case& each : {
             Case{"b", "e d c", 0, 60},  // the twin of the same millisecond is skipped
             Case{"a", "twin b", 0, 2},  // the oldest ones first, but listed newest first
             Case{"a", "d c", 1, 2}, Case{"e", "", 0, 60},
             Case{"gone", "", 0, 60},  // an unknown anchor gives nothing, silently
         })
        EXPECT_EQ(ids(world.after(channel, each.anchor, each.page, each.per_page)), each.want)
            << each.anchor << " page " << each.page;
}

TEST(World, BeforeGoesBack) {
    World world = world_with({post_at("a", 1), post_at("b", 2), post_at("c", 3)});
    EXPECT_EQ(ids(world.before(*world.channel("c"), "c", 0, 1)), "b");
    EXPECT_EQ(ids(world.before(*world.channel("c"), "c", 0, 9)), "b a");
    EXPECT_EQ(ids(world.before(*world.channel("c"), "gone", 0, 9)), "");
}

TEST(World, DeletedPostsAnchorButAreNotListed) {
    World world = world_with({post_at("a", 1), post_at("b", 2), post_at("c", 3)});
    Post gone = *world.post("a");
    gone.delete_at = gone.update_at = 9;
    world.put(gone);
    const Channel& channel = *world.channel("c");
    EXPECT_EQ(ids(world.page(channel, 0, 60)), "c b");
    EXPECT_EQ(ids(world.after(channel, "a", 0, 60)), "c b");
    EXPECT_EQ(ids(world.since(channel, 3)), "a");  // since lists what was deleted
    EXPECT_EQ(world.posts().size(), 3u);
}

TEST(World, SinceIsByUpdateAndCapped) {
    std::vector<Post> posts;
    for (int i = 1; i <= 1'200; ++i)
        posts.push_back(post_at("p" + std::to_string(i), i));
    World world = world_with(posts);
    const Channel& channel = *world.channel("c");
    EXPECT_EQ(ids(world.since(channel, 1'198)), "p1200 p1199");
    EXPECT_EQ(world.since(channel, 0).size(), 1'000u);
    Post edited = *world.post("p1");
    edited.update_at = 2'000;
    world.put(edited);
    EXPECT_EQ(ids(world.since(channel, 1'199)), "p1200 p1");
}

TEST(World, ThreadsCountLiveAnswers) {
    World world = world_with(
        {post_at("r", 1), post_at("x", 2, "r"), post_at("other", 3), post_at("y", 4, "r")});
    EXPECT_EQ(ids(world.thread("r")), "r x y");
    EXPECT_EQ(world.reply_count(*world.post("r")), 2u);
    EXPECT_EQ(world.reply_count(*world.post("x")), 2u);
    Post gone = *world.post("y");
    gone.delete_at = 9;
    world.put(gone);
    EXPECT_EQ(world.reply_count(*world.post("r")), 1u);
    EXPECT_EQ(ids(world.thread("r")), "r x");
}

TEST(World, TheOldestPostsAreForgotten) {
    World world(100);
    Channel channel;
    channel.id = "c";
    world.put(channel);
    for (int i = 1; i <= 250; ++i)
        world.put(post_at("p" + std::to_string(i), i));
    auto kept = world.posts();
    EXPECT_LE(kept.size(), 100u);
    EXPECT_GE(kept.size(), 90u);
    EXPECT_EQ(kept.back()->id, "p250");
    EXPECT_EQ(world.post("p1"), nullptr);
    EXPECT_EQ(world.page(*world.channel("c"), 0, 1'000).size(), kept.size());
    EXPECT_TRUE(world.thread("p1").empty());
}

TEST(World, LoginsArePushedOutButAccessTokensAreNot) {
    World world;
    world.put(Session{"bot", "id", "u", "", true, 1});
    for (std::size_t i = 0; i < World::sessions_max + 5; ++i)
        world.put(Session{"t" + std::to_string(i), "", "u", "", false, 1});
    EXPECT_NE(world.session("bot"), nullptr);
    EXPECT_EQ(world.session("t0"), nullptr);
    EXPECT_NE(world.session("t10"), nullptr);
    EXPECT_EQ(world.sessions().size(), World::sessions_max);
}

TEST(World, AChannelKeepsItsMembersWhenItChanges) {
    World world = world_with({post_at("a", 7)});
    world.put(Joined{"c", {"alice", 1, 0}});
    world.put(Joined{"c", {"bob", 1, 0}});
    world.put(Left{"c", "bob"});
    Channel renamed = *world.channel("c");
    renamed.name = "billing";
    renamed.members.clear();
    world.put(renamed);
    EXPECT_EQ(world.channel_named("payments"), nullptr);
    ASSERT_NE(world.channel_named("billing"), nullptr);
    EXPECT_TRUE(world.channel("c")->has("alice"));
    EXPECT_FALSE(world.channel("c")->has("bob"));
    EXPECT_EQ(world.channel("c")->last_post_at, 7);
}

TEST(World, UsersAreFoundInAnyLetterCase) {
    World world;
    User user;
    user.id = "u";
    user.username = "alice";
    world.put(user);
    EXPECT_EQ(world.user_named("ALICE"), world.user("u"));
    user.username = "alicia";
    world.put(user);
    EXPECT_EQ(world.user_named("alice"), nullptr);
    EXPECT_EQ(world.user("u")->username, "alicia");
}

}  // namespace
}  // namespace qm::sandbox

// Looking for what may have been posted.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/stage.hpp"

#include <algorithm>

namespace qm::chat::test {
namespace {

TEST(Look, tells_an_unknown_outcome_and_finds_it) {
    Stage stage;
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        const SendOutcome sent = co_await stage.chat->send(post_of("hello"));
        EXPECT_EQ(sent.state, SendState::sent);
        EXPECT_EQ(sent.channel.value, "chan");
        Post other = post_of("lost");
        other.key = "ffff";
        const SendOutcome none = co_await stage.look(other);
        EXPECT_EQ(none.state, SendState::unknown);
        stage.server.loses_replies = true;
        const SendOutcome lost = co_await stage.chat->send(other);
        EXPECT_EQ(lost.state, SendState::unknown);
        const SendOutcome found = co_await stage.look(other);
        EXPECT_EQ(found.state, SendState::sent);
        EXPECT_EQ(stage.server.posts_of("me").size(), 2u);
        EXPECT_EQ(found.post.value, stage.server.posts_of("me").back().id);
        // Somebody who copies the key is not believed.
        Post forged = post_of("x");
        forged.key = "eeee";
        stage.server.posts.push_back({"forged", "chan", "mallory", "", "x", "eeee", 1});
        const SendOutcome not_ours = co_await stage.look(forged);
        EXPECT_EQ(not_ours.state, SendState::unknown);
    });
}

TEST(Look, looks_once_for_many_and_in_threads_when_its_pages_end) {
    Stage stage;
    std::vector<Post> posts;
    for (int i = 0; i < 100; ++i) {
        Post post = post_of("words");
        post.key = "key" + std::to_string(i);
        post.channel = ChannelId("far");  // back-fill reads "chan" whenever it likes
        post.created = from_unix(1'800'000'000);
        posts.push_back(std::move(post));
    }
    posts[7].root = PostId("old");
    posts[8].root = PostId("gone");
    stage.play([&]() -> asio::awaitable<void> {
        co_await stage.until_ups(1);
        auto& there = stage.server.posts;
        there.push_back({"old", "far", "bob", "", "root", "", 1'800'000'000'001});
        there.push_back({"p7", "far", "me", "old", "seven", "key7", 1'800'000'000'002});
        there.push_back({"p9", "far", "me", "", "nine", "key9", 1'800'000'000'003});
        auto& calls = stage.server.calls;
        const auto reads = [&] {
            return std::count(calls.begin(), calls.end(), "GET /channels/far/posts");
        };
        const auto before = reads();
        const auto seen = co_await stage.chat->look(posts);
        EXPECT_EQ(reads() - before, 1);
        EXPECT_EQ(seen.size(), posts.size());
        EXPECT_EQ(seen[7].post.value, "p7");
        EXPECT_EQ(seen[9].post.value, "p9");
        EXPECT_EQ(seen[8].state, SendState::unknown);

        for (int i = 0; i < 1'100; ++i)
            there.push_back({"n" + std::to_string(i), "far", "bob", "", "talk", "", 1 + i});
        for (auto& each : there)
            each.at = 1'800'000'000'001;  // none is older than what is looked for
        stage.server.refuse["GET /posts/gone/thread"] = 404;
        const auto far = co_await stage.chat->look(posts);
        EXPECT_EQ(reads() - before, 6);  // five pages, no more
        EXPECT_EQ(far[7].post.value, "p7");
        EXPECT_EQ(far[8].state, SendState::refused);
        EXPECT_EQ(far[9].state, SendState::unknown);

        stage.server.refuse["GET /channels/far/posts"] = 500;
        const SendOutcome blind = co_await stage.look(posts[9]);
        EXPECT_EQ(blind.state, SendState::later);
    });
}

}  // namespace
}  // namespace qm::chat::test

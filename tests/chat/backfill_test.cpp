// What was missed, against a server with the semantics of Mattermost's SQL: strictly later than the
// anchor, no order inside a millisecond, pages of a hundred.
// SPDX-License-Identifier: Apache-2.0
#include "chat/backfill.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace qm::chat::test {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t now = 1'800'000'000'000;

struct Server {
    std::vector<WirePost> posts;
    std::mt19937 chance{7};
    int calls = 0;
    bool shuffles = true;

    std::string add(std::int64_t at, const std::string& root = "") {
        WirePost post;
        post.id = "p" + std::to_string(posts.size());
        post.create_at = at;
        post.root = root;
        posts.push_back(post);
        return post.id;
    }
    const WirePost* find(const std::string& id) const {
        for (const WirePost& post : posts)
            if (post.id == id) return &post;
        return nullptr;
    }
    // Posts of one millisecond in any order, a new one with each call, as SQL may.
    std::vector<WirePost> page(const Fetch& fetch) {
        std::vector<WirePost> found;
        const WirePost* anchor = find(fetch.post);
        for (const WirePost& post : posts) {
            if (post.delete_at > 0) continue;
            const bool fits = fetch.what == Fetch::What::newest ||
                              (anchor != nullptr && fetch.what == Fetch::What::after &&
                               post.create_at > anchor->create_at) ||
                              (anchor != nullptr && fetch.what == Fetch::What::before &&
                               post.create_at < anchor->create_at);
            if (fits) found.push_back(post);
        }
        if (shuffles) std::shuffle(found.begin(), found.end(), chance);
        const bool up = fetch.what == Fetch::What::after;
        std::stable_sort(found.begin(), found.end(), [up](const auto& a, const auto& b) {
            return up ? a.create_at < b.create_at : a.create_at > b.create_at;
        });
        const std::size_t from = static_cast<std::size_t>(fetch.page) * backfill_page;
        if (from >= found.size()) return {};
        const std::size_t until = std::min(from + backfill_page, found.size());
        return {found.begin() + static_cast<std::ptrdiff_t>(from),
                found.begin() + static_cast<std::ptrdiff_t>(until)};
    }
    // With `deleting`, somebody deletes a post of the answer between two calls.
    std::vector<WirePost> read(Backfill& missed, bool deleting = false) {
        std::vector<WirePost> got;
        while (!missed.done()) {
            EXPECT_LT(++calls, 200);
            if (calls >= 200) break;
            if (missed.next().what == Fetch::What::anchor) {
                const WirePost* anchor = find(missed.next().post);
                missed.anchor(anchor != nullptr && anchor->delete_at == 0);
                continue;
            }
            auto answer = page(missed.next());
            if (deleting && !answer.empty()) {
                for (WirePost& post : posts)
                    if (post.id == answer.front().id) post.delete_at = now;
            }
            missed.page(std::move(answer));
            for (WirePost& post : missed.take())
                got.push_back(std::move(post));
        }
        return got;
    }
};

void expect_in_order(const std::vector<WirePost>& got) {
    std::set<std::string> ids;
    for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_TRUE(ids.insert(got[i].id).second) << "twice: " << got[i].id;
        if (i > 0) {
            EXPECT_LE(got[i - 1].create_at, got[i].create_at);
        }
    }
}

TEST(Backfill, brings_everything_after_the_anchor) {
    for (int count : {0, 1, 99, 100, 101, 250, 1'000, 3'900}) {
        Server server;
        const std::string anchor = server.add(now - 10 * minute);
        for (int i = 0; i < count; ++i)
            server.add(now - 10 * minute + 1 + i / 3, i % 2 ? anchor : "");  // three in each ms
        Backfill missed(anchor, now - 10 * minute, 0, now);
        const auto got = server.read(missed);
        EXPECT_EQ(got.size(), static_cast<std::size_t>(count));
        expect_in_order(got);
        EXPECT_FALSE(missed.cut());
    }
}

TEST(Backfill, never_drops_a_post_of_the_same_millisecond) {
    for (int crowd : {2, 60, 99, 100, 101, 150, 250}) {
        Server server;
        // Only a page's worth of one millisecond needs an order, then the server's own.
        server.shuffles = crowd <= 100;
        const std::string anchor = server.add(now - 10 * minute);
        for (int i = 0; i < 95; ++i)
            server.add(now - 9 * minute + i);
        for (int i = 0; i < crowd; ++i)
            server.add(now - 8 * minute);
        for (int i = 0; i < 95; ++i)
            server.add(now - 7 * minute + i);
        const std::size_t all = 190u + static_cast<std::size_t>(crowd);
        Backfill after(anchor, now - 10 * minute, 0, now);
        const auto forwards = server.read(after);
        EXPECT_EQ(forwards.size(), all) << crowd;
        expect_in_order(forwards);
        Backfill newest("", 0, now - 9 * minute, now);
        const auto backwards = server.read(newest);
        EXPECT_EQ(backwards.size(), all + 1) << crowd << ", and the anchor";
        expect_in_order(backwards);
    }
}

TEST(Backfill, misses_nothing_while_posts_are_deleted) {
    for (bool marked : {true, false}) {
        Server server;
        const std::string anchor = server.add(now - 10 * minute);
        for (int i = 0; i < 777; ++i)
            server.add(now - 9 * minute + i / 2);
        Backfill missed(marked ? anchor : "", marked ? now - 10 * minute : 0, now - 9 * minute,
                        now);
        const auto got = server.read(missed, true);
        std::set<std::string> ids;
        for (const WirePost& post : got)
            ids.insert(post.id);
        for (const WirePost& post : server.posts) {
            const bool there = post.delete_at > 0 || post.id == anchor || ids.contains(post.id);
            EXPECT_TRUE(there) << post.id;
        }
    }
}

TEST(Backfill, pages_back_to_its_bound_when_the_anchor_is_gone) {
    Server server;
    for (int i = 0; i < 500; ++i)
        server.add(now - 500 * minute + i * minute);
    Backfill missed("hard-deleted", now - 100 * minute, 0, now);
    const auto got = server.read(missed);
    ASSERT_EQ(got.size(), 105u);  // five minutes before the mark
    EXPECT_EQ(got.front().create_at, now - 105 * minute);
    expect_in_order(got);
}

TEST(Backfill, begins_at_the_first_start_without_a_mark) {
    Server server;
    for (int i = 0; i < 300; ++i)
        server.add(now - 300 * minute + i * minute);
    Backfill missed("", 0, now - 10 * minute, now);
    const auto got = server.read(missed);
    EXPECT_EQ(got.size(), 11u);
    EXPECT_EQ(server.calls, 1);
}

TEST(Backfill, never_reads_more_than_seven_days) {
    Server server;
    const std::string anchor = server.add(now - 30 * 24 * 60 * minute);
    for (int i = 0; i < 20; ++i)
        server.add(now - (20 - i) * 24 * 60 * minute);
    Backfill missed(anchor, now - 30 * 24 * 60 * minute, 0, now);
    EXPECT_EQ(missed.next().what, Fetch::What::newest);
    EXPECT_EQ(server.read(missed).size(), 7u);
    Backfill first("", 0, 0, now);
    EXPECT_EQ(server.read(first).size(), 7u);
}

TEST(Backfill, reads_the_oldest_and_the_newest_within_fifty_pages) {
    Server server;
    const std::string anchor = server.add(now - 60 * minute);
    for (int i = 0; i < 9'000; ++i)
        server.add(now - 59 * minute + i);
    Backfill missed(anchor, now - 60 * minute, 0, now);
    const auto got = server.read(missed);
    EXPECT_TRUE(missed.cut());
    EXPECT_LE(server.calls, backfill_pages_max + 1);
    EXPECT_GT(got.size(), 4'900u);
    EXPECT_EQ(got.front().create_at, now - 59 * minute);
    EXPECT_EQ(got.back().create_at, now - 59 * minute + 8'999);
    expect_in_order(got);
}

TEST(Backfill, ends_on_an_empty_channel) {
    Server server;
    Backfill missed("", 0, now, now);
    EXPECT_TRUE(server.read(missed).empty());
    missed.page({});
    missed.anchor(true);
    EXPECT_TRUE(missed.done());
}

}  // namespace
}  // namespace qm::chat::test

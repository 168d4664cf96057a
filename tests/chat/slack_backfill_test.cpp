// What was missed on Slack, against a model of its history: newest first, by cursors, a root with
// each page of its thread. Every message that is later than a mark comes once, in order.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_backfill.hpp"

#include "chat/backfill.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace qm::chat::test {
namespace {

constexpr std::int64_t minute = 60'000;
constexpr std::int64_t now = 1'800'000'000'000;

std::string ts_at(std::int64_t ms, int micros = 0) {
    std::string part = std::to_string(1'000'000 + (ms % 1000) * 1000 + micros).substr(1);
    return std::to_string(ms / 1000) + "." + part;
}

struct Workspace {
    std::vector<SlackMessage> messages;
    int calls = 0;
    int page = 3;  // messages a page: Slack gives fewer than were asked for when it likes

    std::string say(const std::string& channel, const std::string& ts,
                    const std::string& thread = "") {
        SlackMessage message;
        message.channel = channel;
        message.ts = ts;
        message.thread = thread;
        messages.push_back(message);
        return ts;
    }
    // conversations.history and conversations.replies.
    std::vector<SlackMessage> all_of(const SlackFetch& fetch) const {
        std::vector<SlackMessage> found;
        for (const SlackMessage& message : messages) {
            if (message.channel != fetch.channel) continue;
            const bool root = message.ts == fetch.root;
            const bool late = slack_ms(message.ts) >= fetch.from_ms;
            const bool fits = fetch.root.empty() ? late && message.thread.empty()
                                                 : root || (message.thread == fetch.root && late);
            if (fits) found.push_back(message);
        }
        std::ranges::sort(found, std::greater<>(), &SlackMessage::ts);
        return found;
    }
    // By place: "C1", "C1:ts".
    std::map<std::string, std::vector<std::string>> read(SlackBackfill& missed) {
        std::map<std::string, std::vector<std::string>> got;
        while (!missed.done() && ++calls < 1'000) {
            const SlackFetch fetch = missed.next();
            const auto found = all_of(fetch);
            const std::size_t from = fetch.cursor.empty() ? 0 : std::stoul(fetch.cursor);
            const std::size_t until = std::min(from + static_cast<std::size_t>(page), found.size());
            std::vector<SlackMessage> some(found.begin() + static_cast<std::ptrdiff_t>(from),
                                           found.begin() + static_cast<std::ptrdiff_t>(until));
            if (!fetch.root.empty() && from > 0) some.push_back(found.back());  // the root again
            missed.page(some, until < found.size() ? std::to_string(until) : "");
            for (const SlackMessage& message : missed.take())
                got[fetch.channel + (fetch.root.empty() ? "" : ":" + fetch.root)].push_back(
                    message.ts);
        }
        return got;
    }
};

TEST(SlackBackfill, brings_each_message_after_the_mark_once_whatever_the_pages) {
    std::mt19937 chance(7);
    for (int round = 0; round < 300; ++round) {
        Workspace slack;
        slack.page = 1 + static_cast<int>(chance() % 7);
        SlackBackfill::Known known{{"C1", "C2", "C3"}, {}, {}, now - 60 * minute, now};
        std::map<std::string, std::set<std::string>> wanted;
        const std::int64_t mark = now - 20 * minute;
        known.marks = {{ChannelId("C1"), PostId(), mark}, {ChannelId("gone"), PostId(), 1}};
        for (int i = 0; i < 40; ++i) {
            const std::string channel = "C" + std::to_string(1 + chance() % 4);
            const std::int64_t at = now - static_cast<std::int64_t>(chance() % 4'800'000);
            const std::string ts = slack.say(channel, ts_at(at, i));
            const std::int64_t from =
                channel == "C1" ? mark - backfill_overlap_ms : now - 61 * minute;
            if (channel != "C4" && at >= from) wanted[channel].insert(ts);
            if (i % 5 != 0) continue;
            known.threads.push_back(PostId(channel + ":" + ts));
            for (int j = 0; j < 4; ++j) {
                const std::int64_t later = std::min(now, at + minute * j * 7);
                slack.say(channel, ts_at(later, 100 + i * 4 + j), ts);
                if (channel != "C4" && later >= mark - backfill_overlap_ms)
                    wanted[channel + ":" + ts].insert(ts_at(later, 100 + i * 4 + j));
            }
            if (channel != "C4" && at >= mark - backfill_overlap_ms)
                wanted[channel + ":" + ts].insert(ts);
        }
        SlackBackfill missed(known);
        const auto got = slack.read(missed);
        EXPECT_FALSE(missed.cut());
        for (const auto& [place, list] : got) {
            EXPECT_TRUE(std::ranges::is_sorted(list)) << place;
            EXPECT_EQ(std::set(list.begin(), list.end()), wanted[place]) << place << " " << round;
            EXPECT_EQ(list.size(), wanted[place].size()) << "twice in " << place;
            wanted.erase(place);
        }
        std::erase_if(wanted, [](const auto& place) { return place.second.empty(); });
        EXPECT_TRUE(wanted.empty()) << wanted.begin()->first << " was never read, " << round;
    }
}

TEST(SlackBackfill, reads_threads_before_the_channels_that_move_their_mark) {
    SlackBackfill missed(
        {{"C1"},
         {},
         {PostId("C1:1799999999.000100"), PostId("C9:1.000001"), PostId("no place")},
         0,
         now});
    EXPECT_EQ(missed.next().root, "1799999999.000100");
    missed.page({}, "");
    EXPECT_TRUE(missed.took_thread());
    EXPECT_EQ(missed.next().root, "");
    missed.page({}, "");
    EXPECT_FALSE(missed.took_thread());
    EXPECT_TRUE(missed.done());
}

TEST(SlackBackfill, leaves_what_is_gone_and_goes_on) {
    SlackBackfill missed({{"C1", "C2"}, {}, {}, 0, now});
    SlackMessage message;
    message.channel = "C1";
    message.ts = ts_at(now - minute);
    missed.page({message}, "more");
    missed.gone();
    EXPECT_TRUE(missed.take().empty()) << "half of a place is none of it";
    EXPECT_EQ(missed.next().channel, "C2");
    EXPECT_EQ(missed.next().cursor, "");
    missed.gone();
    EXPECT_TRUE(missed.done());
    missed.gone();
    missed.page({message}, "");
    EXPECT_TRUE(missed.take().empty());
}

TEST(SlackBackfill, never_goes_on_without_end) {
    SlackBackfill missed(
        {{"C1"}, {}, std::vector<PostId>(1'000, PostId("C1:1799999999.000100")), -5, now});
    int calls = 0;
    for (; !missed.done(); ++calls) {
        EXPECT_GE(missed.next().from_ms, now - backfill_age_max_ms);
        missed.page({}, "for ever");
    }
    EXPECT_EQ(calls, slack_pages_max * (1 + static_cast<int>(slack_threads_max)));
    EXPECT_TRUE(missed.cut());
}

}  // namespace
}  // namespace qm::chat::test

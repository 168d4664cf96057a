// What keeps requests cared for, on every engine.
// SPDX-License-Identifier: Apache-2.0
#include "store/care_rows.hpp"
#include "support/engines.hpp"

namespace qm::store::tests {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon = from_unix(1'800'000'000);

class Care : public Store {};
INSTANTIATE_TEST_SUITE_P(Engines, Care, engines(), engine_name);

Request asked(const std::string& id) {
    Request request;
    request.id = RequestId(id);
    request.team = TeamId("core");
    request.asker = UserId("pia");
    request.channel = ChannelId("c1");
    request.root = PostId("root of " + id);
    request.opened_at = noon;
    request.reply_due = noon + 1h;
    return request;
}

TEST_P(Care, WhatNobodyLooksAfterIsFound) {
    for (int i = 1; i <= 3; ++i)
        insert_request(*db_, asked("R" + std::to_string(1000 + i)), 1000 + i);
    set_timer(*db_, "remind/R1001", noon + 1h, 0);
    set_timer(*db_, "remind/R1002", noon - 1h, 0);  // should have fired
    const auto found = neglected(*db_, noon, 10);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found.at(0).id.value + found.at(1).id.value, "R1002R1003");
    EXPECT_EQ(neglected(*db_, noon, 1).size(), 1u);
    EXPECT_EQ(open_requests_count(*db_), 3);
    ASSERT_EQ(owners(*db_).size(), 1u);
    EXPECT_TRUE(owners(*db_).at(0).owner.empty());
    EXPECT_EQ(open_requests_of(*db_, owners(*db_).at(0), 10).size(), 3u);
}

TEST_P(Care, ATeamThatIsHeardAgainSaysWhatConcernsItsOpenRequests) {
    const Request request = asked("R1001");
    insert_request(*db_, request, 1001);
    const auto held = [&](const std::string& key, const std::string& subject,
                          const std::string& root) {
        OutboxRow row;
        row.key = key;
        row.kind = "create";
        row.subject = subject;
        row.root = PostId(root);
        row.pending = "p";
        row.state = "held";
        row.team = request.team;
        ASSERT_TRUE(add_post(*db_, row));
    };
    held("a", "duty/R1001", "");
    held("b", "", "@duty/R1001");
    held("c", "duty/R0999", "");
    held("d", "handover/core/2026-10-06", "");
    EXPECT_TRUE(open_posts(*db_, "ready", 10).empty());
    release_held(*db_, request.team);
    EXPECT_EQ(open_posts(*db_, "ready", 10).size(), 2u);
    EXPECT_EQ(post_by_key(*db_, "d")->state, "dropped");
}

TEST_P(Care, WhatPeopleSaidOfAChannelAndLeftAsANote) {
    save_channel_team(*db_, {ChannelId("c1"), TeamId("core"), "", "bob", noon});
    save_channel_team(*db_, {ChannelId("c1"), TeamId("data"), "core", "ann", noon + 1h});
    const auto said = channel_team(*db_, ChannelId("c1"));
    ASSERT_TRUE(said);
    EXPECT_EQ(said->team.value + said->instead_of + said->by, "datacoreann");
    EXPECT_EQ(channel_teams(*db_, 5).size(), 1u);
    EXPECT_TRUE(drop_channel_team(*db_, ChannelId("c1")));
    EXPECT_FALSE(drop_channel_team(*db_, ChannelId("c1")));
    const auto at = from_unix(1'790'000'000);
    save_note(*db_, {TeamId("core"), "2026-10-06", "bob", "first words", at});
    save_note(*db_, {TeamId("core"), "2026-10-06", "ann", "other words", at});
    save_note(*db_, {TeamId("core"), "2026-10-06", "bob", "é @all", at});
    save_note(*db_, {TeamId("core"), "2026-10-06", "eve", "", at});
    const auto both = notes(*db_, TeamId("core"), "2026-10-05", "2026-10-08");
    ASSERT_EQ(both.size(), 2U);
    EXPECT_EQ(both.back().words, "é @all");
    EXPECT_TRUE(notes(*db_, TeamId("core"), "2026-10-05", "2026-10-06").empty());
}

}  // namespace
}  // namespace qm::store::tests

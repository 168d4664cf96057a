// Sources as they are read: what comes, changes, moves, vanishes, is held, and comes back.
// SPDX-License-Identifier: Apache-2.0
#include "desk/synced.hpp"

#include "app/setup.hpp"
#include "desk/audience.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <unistd.h>

namespace qm::desk {
namespace {

constexpr Instant noon = from_unix(1'800'000'000);
constexpr std::chrono::hours hour{1};

Entry entry(const std::string& name, const std::string& path = "") {
    Entry made;
    made.kind = "helm-chart";
    made.name = name;
    made.repo = "sre/charts";
    made.path = path.empty() ? "charts/" + name : path;
    made.version = "1.0.0";
    return made;
}

class Stores : public testing::Test {
protected:
    Stores() : folder_(testing::TempDir() + "qm-synced-" + std::to_string(::getpid())) {
        std::filesystem::remove_all(folder_);
        db = app::open_data(folder_);
    }
    ~Stores() override {
        db.reset();
        std::filesystem::remove_all(folder_);
    }

    SyncedFigures read(std::vector<Entry> entries, Instant now,
                       const std::string& source = "sre/charts") {
        Synced what;
        what.source = source;
        what.head = what.stamp = std::to_string(to_unix(now));
        what.read.entries = std::move(entries);
        return synced(*db, what, now);
    }
    std::vector<std::string> living() {
        std::vector<std::string> names;
        for (const Entry& each : stored_entries(*db)) {
            if (!each.tombstone) names.push_back(each.name);
        }
        return names;
    }
    std::optional<Entry> tombstone(const std::string& name) {
        for (const Entry& each : stored_entries(*db)) {
            if (each.tombstone && each.name == name) return each;
        }
        return std::nullopt;
    }
    static std::vector<Entry> many(int count) {
        std::vector<Entry> entries;
        for (int i = 0; i < count; ++i)
            entries.push_back(entry("chart" + std::to_string(i)));
        return entries;
    }

    std::string folder_;
    std::unique_ptr<store::Db> db;
};

using Names = std::vector<std::string>;

TEST_F(Stores, NothingVanishesSilently) {
    EXPECT_EQ(read(many(10), noon).added, 10);
    auto fewer = many(9);
    const auto figures = read(fewer, noon + hour);
    EXPECT_EQ(figures.gone, 1);
    EXPECT_EQ(living().size(), 9U);
    const auto gone = tombstone("chart9");
    ASSERT_TRUE(gone);
    EXPECT_EQ(gone->gone_at, "2027-01-15T09:00:00Z");
    EXPECT_EQ(gone->version, "1.0.0");
    // It comes back as what it was.
    EXPECT_EQ(read(many(10), noon + 2 * hour).added, 1);
    EXPECT_FALSE(tombstone("chart9"));
    EXPECT_EQ(stored_entries(*db).front().added, "2027-01-15T08:00:00Z");
}

TEST_F(Stores, MoreThanAFifthAtOnceIsHeldUntilItIsAccepted) {
    read(many(10), noon);
    const auto figures = read(many(7), noon + hour);
    EXPECT_EQ(figures.held, 3);
    EXPECT_EQ(figures.gone, 0);
    EXPECT_EQ(living().size(), 10U);
    EXPECT_NE(store::sources(*db)[0].error.find("3 entries vanished"), std::string::npos);
    Synced idle;
    idle.source = "sre/charts";
    idle.changed = false;
    EXPECT_EQ(synced(*db, idle, noon + hour).held, 3);
    EXPECT_NE(store::sources(*db)[0].error.find("3 entries vanished"), std::string::npos)
        << "it is said as long as it is so";
    // Said once more by the source: still held. Accepted: gone.
    EXPECT_EQ(read(many(7), noon + 2 * hour).held, 3);
    store::want_source(*db, "sre/charts", store::Wanted::accept);
    EXPECT_EQ(read(many(7), noon + 3 * hour).gone, 3);
    EXPECT_EQ(living().size(), 7U);
    EXPECT_EQ(store::sources(*db)[0].error, "");
    EXPECT_EQ(store::sources(*db)[0].wanted, store::Wanted::no);
}

TEST_F(Stores, AFifthExactlyIsBelievedAndSoIsTheLastOne) {
    read(many(10), noon);
    EXPECT_EQ(read(many(8), noon + hour).gone, 2);
    read({entry("alone", "x")}, noon, "sre/one");
    EXPECT_EQ(read({}, noon + hour, "sre/one").gone, 1);
}

TEST_F(Stores, AMoveIsNoLossAndLeadsOn) {
    auto before = many(5);
    for (auto& each : before)
        each.inputs = {{each.name + ".a", "", {}, false, ""},
                       {each.name + ".b", "", {}, false, ""},
                       {each.name + ".c", "", {}, false, ""}};
    read(before, noon);
    auto after = before;
    for (std::size_t i = 0; i < 3; ++i)
        after[i].path = "stable/" + after[i].name;
    after[3].name = "renamed";
    after[3].path = "charts/renamed";
    const auto figures = read(after, noon + hour);
    EXPECT_EQ(figures.held, 0);
    EXPECT_EQ(figures.gone, 4);
    EXPECT_EQ(living().size(), 5U);
    EXPECT_EQ(tombstone("chart3")->successor, "renamed");
    EXPECT_EQ(tombstone("chart0")->successor, "chart0");
}

TEST_F(Stores, APartChangesOnlyItsOwn) {
    read(many(10), noon);
    auto changed = entry("chart4");
    changed.version = "2.0.0";
    Synced part;
    part.source = "sre/charts";
    part.whole = false;
    part.read.entries = {changed};
    const auto figures = synced(*db, part, noon + hour);
    EXPECT_EQ(figures.changed, 1);
    EXPECT_EQ(figures.gone, 0);
    EXPECT_EQ(living().size(), 10U);
    EXPECT_EQ(store::sources(*db)[0].entries, 10);
    EXPECT_EQ(read(many(10), noon + 2 * hour).changed, 1);
}

TEST_F(Stores, AFailureKeepsWhatWasKnown) {
    read(many(3), noon);
    Synced failed;
    failed.source = "sre/charts";
    failed.error = "the network is away";
    synced(*db, failed, noon + hour);
    EXPECT_EQ(living().size(), 3U);
    const auto row = store::sources(*db)[0];
    EXPECT_EQ(row.error, "the network is away");
    EXPECT_EQ(row.head, std::to_string(to_unix(noon))) << "the cursor stays";
    EXPECT_EQ(row.synced, noon);
}

TEST_F(Stores, ASourceThatIsConfiguredNoMoreGoes) {
    for (const std::string name : {"a", "b", "c", "d", "e", "f"})
        read({entry(name)}, noon, name);
    EXPECT_EQ(retire_sources(*db, {"a", "b", "c", "d", "e"}, noon + hour).sources, 1);
    EXPECT_EQ(living(), (Names{"a", "b", "c", "d", "e"}));
    EXPECT_TRUE(tombstone("f"));
    EXPECT_EQ(retire_sources(*db, {"a"}, noon + hour).held, 4);
    EXPECT_EQ(living().size(), 5U);
    store::want_source(*db, "b", store::Wanted::accept);
    EXPECT_EQ(retire_sources(*db, {"a"}, noon + 2 * hour).sources, 4);
    EXPECT_EQ(living(), Names{"a"});
    read({entry("b")}, noon + 3 * hour, "b");
    EXPECT_EQ(living(), (Names{"a", "b"}));
}

TEST(Audience, FollowsVisibilityAndOwner) {
    Team core;
    core.id = TeamId("sre-core");
    core.name = "SRE Core";
    core.owns = {"sre/platform"};
    core.members.emplace_back();
    core.members.back().person.username = "ann";
    ProductTeam payments;
    payments.name = "payments";
    payments.members = {"pia"};
    payments.owns = {"acme/pay"};
    core.products.push_back(payments);
    const std::vector<Team> teams{core};

    Entry made = entry("x");
    EXPECT_EQ(seen_by(teams, made), Names{"sre"}) << "unknown";
    made.visibility = "internal";
    EXPECT_TRUE(seen_by(teams, made).empty());
    made.visibility = "private";
    EXPECT_EQ(seen_by(teams, made), Names{"sre"}) << "private to nobody known";
    made.owner = "Payments";
    EXPECT_EQ(seen_by(teams, made), Names{"product/payments"});
    made.owner = "someone, sre-core";
    EXPECT_EQ(seen_by(teams, made), Names{"team/sre-core"});
    made.owner = "Jane Doe";
    made.repo = "acme/pay/ledger";
    EXPECT_EQ(seen_by(teams, made), Names{"product/payments"});
    EXPECT_EQ(answering_team(teams, made)->id.value, "sre-core");
    made.repo = "acme/payroll";
    EXPECT_EQ(answering_team(teams, made), nullptr);
}

TEST(Audience, AMentionShowsWhatTheWholeChannelMayFind) {
    Team core;
    core.id = TeamId("sre-core");
    core.members.emplace_back();
    core.members.back().person.username = "ann";
    core.products.push_back({"payments", {}, {"pia"}, {}});
    desk::Setup setup;
    setup.teams = {core};
    setup.teams[0].channel_name = "sre-core";
    setup.teams[0].products[0].channels = {"payments"};
    Event event;
    event.kind = EventKind::slash;
    event.channel.name = "payments";
    event.author.username = "ann";
    EXPECT_EQ(viewer_of(setup, event).groups, (Names{"team/sre-core", "sre"}));
    event.author.username = "pia";
    EXPECT_EQ(viewer_of(setup, event).groups, Names{"product/payments"});
    event.author.username = "";
    EXPECT_TRUE(viewer_of(setup, event).groups.empty());

    // A mention is answered to the whole channel.
    event.kind = EventKind::message;
    for (const std::string name : {"ann", "pia"}) {
        event.author.username = name;
        EXPECT_TRUE(viewer_of(setup, event).groups.empty()) << name;
        EXPECT_FALSE(stays_inside(setup, event));
    }
    event.channel.type = ChannelType::closed;
    EXPECT_EQ(viewer_of(setup, event).groups, Names{"product/payments"}) << "their closed channel";
    event.author.username = "ann";
    EXPECT_TRUE(viewer_of(setup, event).groups.empty());
    event.channel.name = "sre-core";
    EXPECT_EQ(viewer_of(setup, event).groups, (Names{"team/sre-core", "sre"}));
    EXPECT_TRUE(stays_inside(setup, event));
    event.author.username = "pia";
    EXPECT_TRUE(viewer_of(setup, event).groups.empty());
    event.channel.type = ChannelType::direct;
    EXPECT_EQ(viewer_of(setup, event).groups, Names{"product/payments"});
}

}  // namespace
}  // namespace qm::desk

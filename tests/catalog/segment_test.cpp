// The index as bytes: written and read, damaged, and changed entry by entry.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/segment.hpp"

#include "catalog/entry_json.hpp"
#include "catalog/hash.hpp"
#include "catalog/index.hpp"
#include "catalog/packed.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace qm::catalog {
namespace {

Entry entry(std::string kind, std::string name, std::string repo, std::string description = {}) {
    Entry made;
    made.kind = std::move(kind);
    made.name = std::move(name);
    made.repo = std::move(repo);
    made.path = made.kind + "s/" + made.name;
    made.description = std::move(description);
    return made;
}

Entry whole_entry() {
    Entry all = entry("helm-chart", "redis", "sre/charts", "Cache \xC3\xA9lastique");
    all.id = "helm-chart/redis";
    all.version = "1.2.3";
    all.keywords = {"cache", "kv"};
    all.inputs = {{"replicas", "int", "3", true, "How many"},
                  {"name", "", std::nullopt, false, ""}};
    all.dependencies = {"common"};
    all.deprecated = true;
    all.port = 6379;
    all.authors = {{"Ann", 3, "2026-01-01T00:00:00Z"}};
    all.releases = {{"1.2.3", "v1.2.3", "2026-01-01T00:00:00Z"}};
    all.problems = {{"Chart.yaml", 3, "odd"}};
    all.seen_by = {"sre"};
    all.tombstone = true;
    all.successor = "valkey";
    return all;
}

result<std::shared_ptr<const Segment>> opened(const std::string& bytes) {
    auto kept = std::make_shared<const std::string>(bytes);
    const std::string_view view = *kept;
    return Segment::open(std::move(kept), view);
}

TEST(Packed, AnEntryComesBackWhole) {
    const Entry all = whole_entry();
    std::string bytes;
    pack(all, bytes);
    const Entry back = unpack(bytes);
    EXPECT_EQ(write_entry(back, back.id), write_entry(all, all.id));
    EXPECT_EQ(back.seen_by, all.seen_by);
    EXPECT_EQ(packed_name(bytes), "redis");
    EXPECT_EQ(packed_repo(bytes), "sre/charts");
    std::string again;
    pack(back, again);
    EXPECT_EQ(again, bytes);
}

TEST(Packed, CutBytesAreReadAsFarAsTheyGo) {
    std::string bytes;
    pack(whole_entry(), bytes);
    for (std::size_t size = 0; size < bytes.size(); ++size)
        EXPECT_LE(unpack(std::string_view(bytes).substr(0, size)).name.size(), 5U);
}

TEST(Segment, KnowsWhereWordsStand) {
    const std::vector<Entry> entries{entry("ansible-role", "nginx", "a", "A web server"),
                                     entry("helm-chart", "web-cache", "b", "In front of nginx")};
    const auto segment = opened(write_segment(entries, {}, {7, 9}));
    ASSERT_TRUE(segment) << segment.error().what;
    const Segment& s = **segment;
    EXPECT_EQ(s.stamp().generation, 7U);
    EXPECT_EQ(s.size(), 2U);
    const auto nginx = s.find("nginx");
    ASSERT_NE(nginx, Segment::none);
    EXPECT_EQ(s.docs_with(nginx), 2U);
    EXPECT_EQ(s.postings(nginx)[0].doc(), 0U) << "names come first";
    EXPECT_EQ(s.postings(nginx)[1].field(), in_description);
    EXPECT_EQ(s.find("ngin"), Segment::none);
    const auto [from, to] = s.starting_with("web");
    ASSERT_EQ(to - from, 2U);
    EXPECT_EQ(s.term(from), "web");
    EXPECT_EQ(s.term(from + 1), "webcache");
    EXPECT_EQ(s.entry(1).description, "In front of nginx");
    EXPECT_EQ(s.of_kind(s.doc(1).kind).size(), 1U);
}

// A base that an older program wrote is opened by its version alone: words cut or stemmed otherwise
// would then be sought where they are not, and nothing would say so.
TEST(Segment, WrittenOtherwiseItHasAnotherVersion) {
    const Entry words = entry("ansible-role", "php82-log_Rotation", "b",
                              "Installation of réseaux, rotated, encrypted; certificates, v1.2.3");
    const std::string bytes = write_segment({whole_entry(), words}, {"php"}, {1, 1});
    EXPECT_EQ(hash64(bytes), 13208009369463000739ULL)
        << "raise SegmentHeader::right_version, then this";
}

TEST(Segment, AnyChangedByteIsNoticed) {
    const std::string bytes = write_segment({whole_entry()}, {}, {1, 1});
    ASSERT_TRUE(opened(bytes));
    std::mt19937 random(3);
    for (std::size_t at = 0; at < bytes.size(); at += 1 + random() % 7) {
        std::string damaged = bytes;
        damaged[at] = static_cast<char>(damaged[at] ^ 1);
        const auto segment = opened(damaged);
        // Bytes between sections say nothing.
        if (!segment) continue;
        EXPECT_EQ((*segment)->entry(0).name, "redis") << at;
    }
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{9}, bytes.size() / 2, bytes.size() - 1})
        EXPECT_FALSE(opened(bytes.substr(0, size))) << size;
    EXPECT_FALSE(opened(bytes + "more"));
}

// Hits by id with their buckets, for comparing.
std::map<std::string, int> hits(const Index& index, const std::string& words) {
    std::map<std::string, int> found;
    for (const Hit& hit : index.search({words, "", 100, 0}).hits)
        found[hit.entry.id] = hit.bucket;
    return found;
}

TEST(Index, ChangedStepByStepEqualsBuiltAtOnce) {
    const std::vector<std::string> parts{"redis", "web", "cache", "proxy", "node", "backup"};
    std::mt19937 random(11);
    const auto word = [&] {
        return parts[random() % parts.size()];
    };
    std::map<std::string, Entry> truth;
    std::vector<Entry> first;
    for (int i = 0; i < 40; ++i) {
        Entry made = entry(i % 2 == 0 ? "helm-chart" : "ansible-role",
                           word() + "-" + std::to_string(i), "r" + std::to_string(i % 3), word());
        truth[made.name] = made;
        first.push_back(std::move(made));
    }
    auto index = std::make_shared<const Index>(first, std::vector<Kind>(), Dictionary());
    for (int step = 0; step < 400; ++step) {
        auto at = std::next(truth.begin(), static_cast<std::ptrdiff_t>(random() % truth.size()));
        if (random() % 4 == 0 && truth.size() > 10) {
            index = index->with({}, {at->second});
            truth.erase(at);
        } else if (random() % 4 == 0) {
            Entry made = entry("helm-chart", word() + "-n" + std::to_string(step), "r1", word());
            index = index->with({made}, {});
            truth[made.name] = std::move(made);
        } else {
            at->second.description = word() + " " + word();
            index = index->with({at->second}, {});
        }
    }
    std::vector<Entry> all;
    for (const auto& [name, each] : truth)
        all.push_back(each);
    const Index fresh(all, {}, {});
    EXPECT_EQ(index->size(), fresh.size());
    for (const auto& a : parts) {
        EXPECT_EQ(hits(*index, a), hits(fresh, a)) << a;
        for (const auto& b : parts)
            EXPECT_EQ(hits(*index, a + " " + b), hits(fresh, a + " " + b)) << a << b;
    }
    for (const Entry& each : all)
        EXPECT_EQ(index->named(each.name).size(), 1U) << each.name;
}

TEST(Index, ARepositoryIsReplacedByWhatItHasNow) {
    const Index index(
        std::vector<Entry>{entry("helm-chart", "redis", "a"), entry("helm-chart", "kafka", "a"),
                           entry("helm-chart", "nginx", "b")},
        {}, {});
    const auto same = index.with_repo(
        "a", {entry("helm-chart", "redis", "a"), entry("helm-chart", "kafka", "a")});
    EXPECT_EQ(same->overlay(), 0U) << "nothing has changed";
    const auto next = index.with_repo(
        "a", {entry("helm-chart", "redis", "a", "Now a cache"), entry("helm-chart", "pg", "a")});
    EXPECT_EQ(next->size(), 3U);
    EXPECT_TRUE(next->named("kafka").empty());
    EXPECT_EQ(next->named("pg").size(), 1U);
    EXPECT_EQ(next->search({"cache", "", 5, 0}).hits.size(), 1U);
    EXPECT_EQ(next->named("nginx").size(), 1U);
    EXPECT_EQ(index.named("kafka").size(), 1U) << "the old snapshot stays as it was";
}

}  // namespace
}  // namespace qm::catalog

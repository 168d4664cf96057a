// What is known of a group, and what listings change about it.
// SPDX-License-Identifier: Apache-2.0
#include "gitlab/known.hpp"

#include <gtest/gtest.h>

namespace qm::gitlab {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Instant start = from_unix(1'790'812'800);  // 2026-10-01T00:00:00Z
constexpr std::chrono::seconds six{6 * 3600};

Project project(std::int64_t id, const std::string& path = "", Instant active = start) {
    Project one;
    one.id = id;
    one.path = path.empty() ? "sre/p" + std::to_string(id) : path;
    one.http_url = "https://gitlab.example/" + one.path + ".git";
    one.last_activity_at = since_text(active);
    return one;
}

std::vector<Project> projects(int from, int to) {
    std::vector<Project> made;
    for (int id = from; id <= to; ++id)
        made.push_back(project(id));
    return made;
}

TEST(Known, begins_with_all_and_then_asks_for_what_was_active) {
    Known known;
    EXPECT_TRUE(known.wants_full(start, six));
    EXPECT_EQ(known.take(projects(1, 3), true, start).added, 3);
    EXPECT_FALSE(known.wants_full(start + hours{1}, six));
    EXPECT_EQ(known.since(), "2026-09-30T22:50:00Z") << "an hour and ten minutes before";
    EXPECT_EQ(known.take({project(4)}, false, start + hours{1}).added, 1);
    EXPECT_EQ(known.projects().size(), 4u);
    EXPECT_TRUE(known.wants_full(start + six, six));
    EXPECT_TRUE(known.wants_full(start - hours{1}, six)) << "a clock that went back";
}

TEST(Known, a_rename_is_the_same_project) {
    Known known;
    known.take(projects(1, 2), true, start);
    EXPECT_EQ(known.take({project(2, "platform/new")}, false, start + hours{1}).renamed, 1);
    EXPECT_EQ(known.projects().size(), 2u);
    EXPECT_EQ(known.projects().at(2).path, "platform/new");
}

TEST(Known, what_gitlab_says_goes_goes_at_once) {
    Known known;
    known.take(projects(1, 3), true, start);
    Project archived = project(1);
    archived.archived = true;
    Project leaving = project(2);
    leaving.leaving = true;
    EXPECT_EQ(known.take({archived, leaving}, false, start + hours{1}).gone, 2);
    EXPECT_EQ(known.projects().size(), 1u);
}

TEST(Known, who_is_missing_once_stays_and_is_looked_for_soon) {
    Known known;
    known.take(projects(1, 10), true, start);
    Change change = known.take(projects(2, 10), true, start + hours{6});
    EXPECT_EQ(change.gone, 0);
    EXPECT_EQ(change.held, 1);
    EXPECT_FALSE(change.mass);
    EXPECT_TRUE(known.wants_full(start + hours{6} + minutes{10}, six));
    Known other = known;
    EXPECT_EQ(known.take(projects(2, 10), true, start + hours{7}).gone, 1);
    EXPECT_EQ(known.projects().size(), 9u);
    EXPECT_FALSE(known.wants_full(start + hours{8}, six));
    other.take(projects(1, 10), true, start + hours{7});
    EXPECT_FALSE(other.wants_full(start + hours{8}, six)) << "it was there again";
    EXPECT_EQ(other.projects().size(), 10u);
}

TEST(Known, an_empty_group_empties_nothing_until_it_has_said_so_for_long) {
    Known known;
    known.take(projects(1, 10), true, start);
    int rounds = 0;
    while (!known.projects().empty() && rounds < 100) {
        ++rounds;
        const Change change = known.take({}, true, start + minutes{10 * rounds});
        EXPECT_TRUE(change.mass);
        EXPECT_TRUE(known.projects().empty() || change.held == 10);
    }
    EXPECT_EQ(rounds, 12);
}

TEST(Known, is_quiet_about_what_had_no_activity) {
    Known known;
    known.take({project(1), project(2, "", start + hours{20})}, true, start + hours{20});
    EXPECT_FALSE(known.quiet(project(1))) << "after a full listing git itself is asked";
    known.take({}, false, start + hours{21});
    EXPECT_TRUE(known.quiet(known.projects().at(1)));
    EXPECT_FALSE(known.quiet(known.projects().at(2)))
        << "active within the hour in which GitLab does not count";
    known.take({}, false, start + hours{24});
    known.take({}, false, start + hours{24});
    EXPECT_TRUE(known.quiet(known.projects().at(2)));
    Project odd = project(3);
    odd.last_activity_at = "";
    EXPECT_FALSE(known.quiet(odd));
}

TEST(Known, survives_a_restart) {
    Known known;
    known.take(projects(1, 50), true, start);
    known.take({project(7, "sre/seven", start)}, false, start + hours{1});
    const auto read = Known::read(known.write());
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->projects().size(), 50u);
    EXPECT_EQ(read->projects().at(7).path, "sre/seven");
    EXPECT_EQ(read->since(), known.since());
    EXPECT_FALSE(read->wants_full(start + hours{2}, six));
    for (const char* text : {"", "x", "{}\n[]\n", "{\"version\":1}\n[]",
                             "{\"version\":1,\"listed\":0,"
                             "\"full\":0}\n{"})
        EXPECT_FALSE(Known::read(text)) << text;
    const std::string whole = known.write();
    for (std::size_t size = 0; size + 2 < whole.size(); size += 499)
        EXPECT_FALSE(Known::read(whole.substr(0, size))) << size << ": cut off";
}

}  // namespace
}  // namespace qm::gitlab

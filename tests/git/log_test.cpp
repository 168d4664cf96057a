// log_between(): what came with a tag, as `git log from..to -- path` has it.
// SPDX-License-Identifier: Apache-2.0
#include "git/changes.hpp"
#include "git/support/repos.hpp"

#include <gtest/gtest.h>

namespace qm::git {
namespace {

using namespace support;

const char* const bob = "Bob Martin <bob@example.org>";

std::string told(const result<std::vector<LogLine>>& lines) {
    if (!lines) return lines.error().what;
    std::string text;
    for (const LogLine& line : *lines)
        text += (text.empty() ? "" : ", ") + line.subject;
    return text;
}

TEST(Log, tells_what_came_with_a_tag) {
    Folder folder;
    ASSERT_TRUE(build_bare(
        folder / "r",
        {step(0, {{"a/x", "1"}, {"b/x", "1"}, {".mailmap", "Bob Martin <BOB@example.org>\n"}}),
         step(1, {{"a/x", "2"}}, {}, "a-1.0.0"),
         by("bm <bob@example.org>", step(2, {{"b/x", "2"}})), by(bob, step(3, {{"a/y", "1"}})),
         step(4, {}, {"a/y"}, "a-1.1.0"), step(5, {{"a/x", "3"}})}));
    const auto of = [&](const char* from, const char* to, const char* path) {
        return log_between(folder / "r", from, to, path, 10);
    };
    EXPECT_EQ(told(of("a-1.0.0", "a-1.1.0", "")), "Change 4, Change 3, Change 2");
    EXPECT_EQ(told(of("a-1.0.0", "a-1.1.0", "a")), "Change 4, Change 3");
    EXPECT_EQ(told(of("a-1.0.0", "a-1.1.0", "a/")), "Change 4, Change 3");
    EXPECT_EQ(told(of("a-1.0.0", "a-1.1.0", "a/x")), "");
    EXPECT_EQ(told(of("", "a-1.1.0", "b")), "Change 2, Change 0") << "the root commit made it";
    EXPECT_EQ(told(of("a-1.1.0", "a-1.0.0", "")), "") << "the older one came first";
    EXPECT_EQ(told(log_between(folder / "r", "", "a-1.1.0", "", 2)), "Change 4, Change 3");
    const auto lines = of("a-1.0.0", "a-1.1.0", "b");
    ASSERT_EQ(lines->size(), 1u);
    EXPECT_EQ(lines->front().author, "Bob Martin");
    EXPECT_EQ(lines->front().at, to_unix(hour(2)));
}

TEST(Log, leaves_out_merges_and_follows_them) {
    Folder folder;
    Raw raw(folder / "r");
    const auto made = [&](const std::map<std::string, std::string>& files, int hours,
                          const std::vector<git_oid>& parents) {
        return raw.commit(tree_of(raw, files), hours, parents, bob, "At " + std::to_string(hours));
    };
    const git_oid base = made({{"a", "1"}}, 0, {});
    const git_oid side = made({{"a", "1"}, {"b", "1"}}, 1, {base});
    const git_oid left = made({{"a", "2"}}, 2, {base});
    const git_oid merge = made({{"a", "2"}, {"b", "1"}}, 3, {left, side});
    const git_oid top = made({{"a", "3"}, {"b", "1"}}, 4, {merge});
    raw.annotated_tag("v1", left);
    raw.annotated_tag("v2", top);
    EXPECT_EQ(told(log_between(folder / "r", "v1", "v2", "", 10)), "At 4, At 1");
    EXPECT_EQ(told(log_between(folder / "r", "v1", "v2", "b", 10)), "At 1");
    EXPECT_EQ(told(log_between(folder / "r", git_oid_tostr_s(&base), "v2", "a", 10)), "At 4, At 2");
}

TEST(Log, a_wrong_clock_hides_nothing_and_shows_nothing_twice) {
    Folder folder;
    Raw raw(folder / "r");
    const auto made = [&](const char* bytes, int hours, const std::vector<git_oid>& parents) {
        return raw.commit(tree_of(raw, {{"a", bytes}}), hours, parents, bob,
                          std::string("Write ") + bytes);
    };
    const git_oid one = made("1", 10, {});
    const git_oid two = made("2", 30, {one});
    const git_oid from = made("3", 5, {two});  // a day too early
    const git_oid to = made("4", 40, {two});
    raw.ref("refs/tags/v1", from);
    raw.ref("refs/tags/v2", to);
    EXPECT_EQ(told(log_between(folder / "r", "v1", "v2", "", 10)), "Write 4");
}

TEST(Log, subjects_are_one_clean_line) {
    Folder folder;
    Raw raw(folder / "r");
    git_oid last = raw.commit(tree_of(raw, {{"a", "0"}}), 0, {}, bob, "");
    int hours = 0;
    for (const std::string& message :
         {std::string("\n\n  First\tline \r\nSecond"), std::string("bad \xFF\xC0\xAF end\n"),
          "x" + std::string(118, 'y') + "\xC3\xA9z\n", std::string(120, 'z') + "\n"}) {
        ++hours;
        last =
            raw.commit(tree_of(raw, {{"a", std::to_string(hours)}}), hours, {last}, bob, message);
    }
    raw.ref("refs/tags/v1", last);
    const auto lines = log_between(folder / "r", "", "v1", "a", 10).value();
    ASSERT_EQ(lines.size(), 5u);
    EXPECT_EQ(lines[0].subject, std::string(120, 'z'));
    EXPECT_EQ(lines[1].subject, "x" + std::string(116, 'y') + "\xE2\x80\xA6");
    EXPECT_EQ(lines[2].subject, "bad \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD end");
    EXPECT_EQ(lines[3].subject, "First line");
    EXPECT_EQ(lines[4].subject, "");
}

TEST(Log, a_history_that_is_cut_off_ends_there) {
    Folder folder;
    Raw raw(folder / "r");
    git_oid lost{};
    lost.id[3] = 9;
    const git_oid oldest = raw.commit(tree_of(raw, {{"a", "1"}}), 1, {lost}, bob, "Oldest");
    const git_oid newest = raw.commit(tree_of(raw, {{"a", "2"}}), 2, {oldest}, bob, "Newest");
    raw.ref("refs/tags/v1", newest);
    EXPECT_EQ(told(log_between(folder / "r", "", "v1", "", 10)), "Newest, Oldest");
    EXPECT_EQ(told(log_between(folder / "r", "", "v1", "a", 10)), "Newest");
}

TEST(Log, what_is_not_there_is_said) {
    Folder folder;
    Raw raw(folder / "r");
    raw.ref("refs/tags/v1", raw.commit(tree_of(raw, {{"a", "1"}}), 1));
    raw.ref("refs/tags/of-a-blob", raw.blob("x"));
    for (const char* tag : {"v2", "../heads/main", "of-a-blob", "a\nb", ""})
        EXPECT_EQ(log_between(folder / "r", "", tag, "", 10).error().code, errc::not_found) << tag;
    EXPECT_EQ(log_between(folder / "r", "v0", "v1", "", 10).error().code, errc::not_found);
    EXPECT_EQ(told(log_between(folder / "r", "", "v1", "../a", 10)), "");
}

}  // namespace
}  // namespace qm::git

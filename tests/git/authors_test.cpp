// authors(): the last year of a path, as `git shortlog` counts it.
// SPDX-License-Identifier: Apache-2.0
#include "git/authors.hpp"

#include "git/support/repos.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace qm::git {
namespace {

using namespace support;

constexpr int days = 24;
const char* const bob = "Bob Martin <bob@example.org>";
const char* const noor = "Noor Haddad <noor@example.org>";

// "Bob Martin 2, Noor Haddad 1"
std::string counted(const std::vector<Author>& authors) {
    std::string text;
    for (const Author& author : authors)
        text += (text.empty() ? "" : ", ") + author.name + " " + std::to_string(author.commits);
    return text;
}

std::string authors_of(const std::string& folder, const std::string& path) {
    const auto tree = open_tree(folder, "r", "");
    EXPECT_TRUE(tree) << tree.error().what;
    return tree ? counted((*tree)->authors(path)) : "";
}

TEST(Authors, a_folder_counts_each_commit_below_it_once) {
    Folder folder;
    ASSERT_TRUE(build_bare(
        folder / "r",
        {by(noor, step(0, {{"roles/a/x", "1"}, {"roles/a/y", "1"}, {"roles/b/x", "1"}})),
         by(bob, step(1, {{"roles/a/x", "2"}, {"roles/a/y", "2"}})),
         by(bob, step(2, {{"roles/a/t/z", "1"}})), by(noor, step(3, {{"roles/a-b/x", "1"}})),
         by(bob, step(4, {{"roles/a/gone", "1"}})), by(noor, step(5, {}, {"roles/a/gone"}))}));
    const auto tree = open_tree(folder / "r", "r", "").value();
    EXPECT_EQ(counted(tree->authors("roles/a")), "Bob Martin 3, Noor Haddad 2");
    EXPECT_EQ(counted(tree->authors("roles/a/")), "Bob Martin 3, Noor Haddad 2");
    EXPECT_EQ(counted(tree->authors("roles/a/y")), "Bob Martin 1, Noor Haddad 1");
    EXPECT_EQ(counted(tree->authors("roles/b")), "Noor Haddad 1") << "the root commit counts";
    EXPECT_EQ(counted(tree->authors("roles/a-b")), "Noor Haddad 1");
    EXPECT_EQ(counted(tree->authors("")), "Noor Haddad 3, Bob Martin 3") << "the later first";
    EXPECT_EQ(tree->authors("roles/a").front().last, "2026-10-01T04:00:00Z");
    EXPECT_TRUE(tree->authors("roles/c").empty());
}

TEST(Authors, at_most_five_and_of_twelve_months) {
    Folder folder;
    std::vector<Step> steps{by(bob, step(-366 * days, {{"a", "old"}, {"b", "old"}}))};
    for (int i = 0; i < 7; ++i)
        steps.push_back(by("Author " + std::to_string(i) + " <a@example.org>",
                           step(i - 10, {{"a", std::to_string(i)}})));
    steps.push_back(by(noor, step(0, {{"c", "1"}})));
    ASSERT_TRUE(build_bare(folder / "r", steps));
    EXPECT_EQ(authors_of(folder / "r", "a"),
              "Author 6 1, Author 5 1, Author 4 1, Author 3 1, Author 2 1");
    EXPECT_EQ(authors_of(folder / "r", "b"), "");
}

TEST(Authors, names_come_through_mailmap_without_regard_to_case) {
    Folder folder;
    ASSERT_TRUE(build_bare(
        folder / "r",
        {step(0, {{".mailmap",
                   "# people\nBob Martin <bob@example.org> <BOB@old.example.org>\n"
                   "Noor Haddad <noor@example.org> nh <Shared@example.org>\n"
                   "<proper@example.org> <other@example.org>\nbroken < line\n"}}),
         by("bob <bob@Old.example.org>", step(1, {{"a", "1"}})), by(bob, step(2, {{"a", "2"}})),
         by("NH <shared@example.org>", step(3, {{"a", "3"}})),
         by("Else <shared@example.org>", step(4, {{"a", "4"}})),
         by("Kept <other@example.org>", step(5, {{"a", "5"}}))}));
    EXPECT_EQ(authors_of(folder / "r", "a"), "Bob Martin 2, Kept 1, Else 1, Noor Haddad 1");
}

TEST(Authors, a_mailmap_over_the_bound_or_a_link_is_passed_over) {
    Folder folder;
    const std::string line = "Wrong <bob@example.org>\n";
    ASSERT_TRUE(build_bare(folder / "large",
                           {by(bob, step(0, {{".mailmap", line + std::string(300'000, '#')}}))}));
    EXPECT_EQ(authors_of(folder / "large", ""), "Bob Martin 1");
    Raw raw(folder / "link");
    const git_oid tree = raw.tree({{"120000", ".mailmap", raw.blob(line)}});
    raw.ref("refs/heads/main", raw.commit(tree, 0, {}, bob));
    EXPECT_EQ(authors_of(folder / "link", ""), "Bob Martin 1");
}

TEST(Authors, neither_bots_nor_merges_count) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid base = raw.commit(tree_of(raw, {{"a", "1"}}), 0, {}, noor);
    const git_oid side = raw.commit(tree_of(raw, {{"a", "1"}, {"b", "1"}}), 1, {base}, bob);
    const git_oid bot =
        raw.commit(tree_of(raw, {{"a", "2"}}), 2, {base}, "renovate[Bot] <bot@example.org>");
    const git_oid merge = raw.commit(tree_of(raw, {{"a", "2"}, {"b", "1"}}), 3, {bot, side}, noor);
    raw.ref("refs/heads/main", merge);
    EXPECT_EQ(authors_of(folder / "r", ""), "Bob Martin 1, Noor Haddad 1");
    EXPECT_EQ(authors_of(folder / "r", "a"), "Noor Haddad 1");
    EXPECT_EQ(authors_of(folder / "r", "b"), "Bob Martin 1") << "the merge brought it, Bob made it";
}

TEST(Authors, odd_names_are_cleaned) {
    Folder folder;
    Raw raw(folder / "r");
    const git_oid one = raw.commit(tree_of(raw, {{"a", "1"}}), 0, {}, "B\xE9la \x01 X <b@x.org>");
    const git_oid two =
        raw.commit(tree_of(raw, {{"a", "2"}}), 1, {one}, std::string(300, 'n') + " <n@x.org>");
    const git_oid three = raw.commit(tree_of(raw, {{"a", "3"}}), 2, {two}, " <nobody@x.org>");
    raw.ref("refs/heads/main", three);
    EXPECT_EQ(authors_of(folder / "r", "a"),
              std::string(97, 'n') + "\xE2\x80\xA6 1, B\xEF\xBF\xBDla X 1");
}

TEST(Authors, a_history_that_is_cut_off_ends_there) {
    Folder folder;
    Raw raw(folder / "r");
    git_oid lost{};
    lost.id[3] = 9;
    const git_oid oldest = raw.commit(tree_of(raw, {{"a", "1"}}), 1, {lost}, noor);
    raw.ref("refs/heads/main", raw.commit(tree_of(raw, {{"a", "2"}}), 2, {oldest}, bob));
    std::ofstream(folder / "r/shallow") << git_oid_tostr_s(&oldest) << "\n";
    EXPECT_EQ(authors_of(folder / "r", "a"), "Bob Martin 1") << "what Noor changed is not known";
}

TEST(Authors, the_walk_is_bounded) {
    Folder folder;
    Raw raw(folder / "r");
    git_oid last = raw.commit(tree_of(raw, {{"a", "0"}}), 0, {}, noor);
    for (int i = 1; i <= 20; ++i)
        last = raw.commit(tree_of(raw, {{"a", std::to_string(i)}, {"b", std::to_string(i)}}), i,
                          {last}, i > 10 ? bob : noor);
    raw.ref("refs/heads/main", last);
    const auto repository = open_repository(folder / "r").value();
    Commit tip;
    ASSERT_EQ(git_commit_lookup(out(tip), repository.get(), &last), 0);
    AuthorLimits commits;
    commits.commits = 12;
    EXPECT_EQ(counted(Authors(repository.get(), tip.get(), commits).of("a")),
              "Bob Martin 10, Noor Haddad 2");
    AuthorLimits touches;
    touches.touches = 10;
    EXPECT_EQ(counted(Authors(repository.get(), tip.get(), touches).of("a")), "Bob Martin 5");
}

}  // namespace
}  // namespace qm::git

// fetch() over smart HTTP, from a server of real repositories: passwords, what is new, and what a
// hostile server or repository does.
// SPDX-License-Identifier: Apache-2.0
#include "git/mirror.hpp"
#include "git/support/repos.hpp"
#include "git/task.hpp"
#include "support/git_server.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace qm::git {
namespace {

namespace fs = std::filesystem;
using namespace support;
using qm::test::GitServer;
using Names = std::vector<std::string>;

const std::string ours = "Basic b2F1dGgyOmNhbmFyeQ==";  // oauth2:canary

void expect_nothing_left(const Folder& folder) {
    EXPECT_FALSE(fs::exists(folder / "mirror"));
    EXPECT_FALSE(fs::exists(folder / "mirror.partial"));
}

void expect_no_token(const std::string& said) {
    EXPECT_EQ(said.find("canary"), std::string::npos) << said;
    EXPECT_EQ(said.find("b2F1dGgy"), std::string::npos) << said;
}

TEST(Http, first_then_only_what_was_pushed) {
    Folder folder;
    Raw raw(folder / "origin");
    const git_oid first = raw.commit(tree_of(raw, {{"a", "1"}}), 0);
    raw.ref("refs/heads/main", first);
    const GitServer server(folder / "");
    const FetchTask mine = task(server.url("origin"), folder / "mirror");
    const auto fetched = fetch(self(), mine);
    ASSERT_TRUE(fetched) << fetched.error().what;
    EXPECT_EQ(server.fetches(), 1);
    EXPECT_TRUE(fetch(self(), mine));
    EXPECT_EQ(server.fetches(), 1) << "nothing new, so no pack is asked for";

    raw.ref("refs/heads/main", raw.commit(tree_of(raw, {{"a", "1"}, {"b", "2"}}), 1, {first}));
    raw.ref("refs/tags/v1", first);
    const auto again = fetch(self(), mine);
    ASSERT_TRUE(again) << again.error().what;
    const auto tree = open_tree(mine.folder, "r", "").value();
    EXPECT_EQ(tree->paths(), (Names{"a", "b"}));
    EXPECT_EQ(tree->tags(), Names{"v1"});
}

TEST(Http, a_token_is_the_password_of_oauth2) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}})}));
    const GitServer server(folder / "", ours);
    FetchTask mine = task(server.url("origin"), folder / "mirror");
    mine.token = "canary";
    const auto fetched = fetch(self(), mine);
    ASSERT_TRUE(fetched) << fetched.error().what;
    EXPECT_EQ(server.authorizations().front(), "") << "it is shown only when it is asked for";
    EXPECT_EQ(server.authorizations().back(), ours);
    for (const auto& entry : fs::recursive_directory_iterator(folder / "mirror")) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        expect_no_token({std::istreambuf_iterator<char>(in), {}});
    }
}

TEST(Http, a_token_that_is_refused_or_missing_is_said_without_it) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}})}));
    const GitServer server(folder / "", "Basic b3RoZXI=");
    FetchTask mine = task(server.url("origin"), folder / "mirror");
    auto fetched = fetch(self(), mine);
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::unauthorised) << fetched.error().what;
    EXPECT_NE(fetched.error().what.find("token_env"), std::string::npos) << fetched.error().what;
    mine.token = "canary";
    fetched = fetch(self(), mine);
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::unauthorised) << fetched.error().what;
    EXPECT_NE(fetched.error().what.find("read_repository"), std::string::npos)
        << fetched.error().what;
    expect_no_token(fetched.error().what);
    EXPECT_LE(server.authorizations().size(), 4u) << "one offer, then it is given up";
    expect_nothing_left(folder);
}

TEST(Http, what_says_the_token_back_is_not_believed) {
    Folder folder;
    const std::string parrot = folder / "parrot.sh";
    std::ofstream(parrot) << "#!/bin/sh\ngrep ^token= >&2\nexit 1\n";
    fs::permissions(parrot, fs::perms::owner_all);
    FetchTask mine = task("https://git.example.org/a", folder / "mirror");
    mine.token = "canary";
    const auto fetched = fetch(parrot, mine);
    ASSERT_FALSE(fetched);
    EXPECT_NE(fetched.error().what.find("token=*"), std::string::npos) << fetched.error().what;
    expect_no_token(fetched.error().what);
    const auto broken = read_task("token canary\n");
    ASSERT_FALSE(broken);
    mine.token = "canary\nallow_local=yes";
    EXPECT_EQ(fetch(parrot, mine).error().code, errc::invalid);
}

TEST(Http, words_without_end_are_left_at_the_deadline) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}})}));
    GitServer server(folder / "");
    server.pack = GitServer::Pack::words_for_ever;
    FetchTask mine = task(server.url("origin"), folder / "mirror");
    mine.limits.deadline = std::chrono::seconds{1};
    const auto fetched = fetch(self(), mine);
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::timed_out) << fetched.error().what;
    EXPECT_EQ(server.fetches(), 1);
    expect_nothing_left(folder);
}

TEST(Http, a_pack_without_end_is_broken_off_at_the_bound) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}})}));
    for (const auto pack : {GitServer::Pack::objects_for_ever, GitServer::Pack::one_without_end}) {
        GitServer server(folder / "");
        server.pack = pack;
        FetchTask mine = task(server.url("origin"), folder / "mirror");
        mine.limits.received_bytes = 2u << 20;
        const auto fetched = fetch(self(), mine);
        ASSERT_FALSE(fetched);
        EXPECT_EQ(fetched.error().code, errc::too_large) << fetched.error().what;
        expect_nothing_left(folder);
    }
}

TEST(Http, a_fetch_that_fails_leaves_the_mirror_as_it_was) {
    Folder folder;
    Raw raw(folder / "origin");
    const git_oid first = raw.commit(tree_of(raw, {{"a", "1"}}), 0);
    raw.ref("refs/heads/main", first);
    GitServer server(folder / "");
    FetchTask mine = task(server.url("origin"), folder / "mirror");
    mine.limits.received_bytes = 2u << 20;
    ASSERT_TRUE(fetch(self(), mine));
    raw.ref("refs/heads/main", raw.commit(tree_of(raw, {{"b", "1"}}), 1, {first}));
    server.pack = GitServer::Pack::objects_for_ever;
    ASSERT_FALSE(fetch(self(), mine));
    EXPECT_EQ(open_tree(mine.folder, "r", "").value()->paths(), Names{"a"});
    server.pack = GitServer::Pack::served;
    ASSERT_TRUE(fetch(self(), mine));
    EXPECT_EQ(open_tree(mine.folder, "r", "").value()->paths(), Names{"b"});
}

TEST(Http, a_hostile_tree_comes_over_and_only_what_is_proper_is_read) {
    Folder folder;
    Raw raw(folder / "origin");
    const git_oid file = raw.blob("name: proper\n");
    const git_oid big = raw.blob(std::string(3u << 20, 'b'));
    git_oid deep = raw.tree({{"100644", "bottom", file}});
    for (int i = 0; i < 200; ++i)
        deep = raw.tree({{"40000", "d", deep}});
    const git_oid tree = raw.tree({{"100644", "..\\evil", file},
                                   {"100644", "a\nb", file},
                                   {"100644", "big", big},
                                   {"40000", "d", deep},
                                   {"100644", "good.yaml", file},
                                   {"120000", "link", raw.blob("/etc/passwd")},
                                   {"160000", "module", file},
                                   {"100644", "\xff\xfe", file}});
    raw.ref("refs/heads/main", raw.commit(tree, 0));
    const GitServer server(folder / "");
    const FetchTask mine = task(server.url("origin"), folder / "mirror");
    const auto fetched = fetch(self(), mine);
    ASSERT_TRUE(fetched) << fetched.error().what;
    const auto read = open_tree(mine.folder, "r", "");
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ((*read)->paths(), (Names{"big", "good.yaml"}));
    ASSERT_NE((*read)->read("good.yaml"), nullptr);
    EXPECT_EQ(*(*read)->read("good.yaml"), "name: proper\n");
    EXPECT_EQ((*read)->read("big"), nullptr);
    EXPECT_FALSE(fs::exists(folder / "evil"));
}

}  // namespace
}  // namespace qm::git

// fetch() in its real child process: first and later fetches, prunes, bounds, kills.
// SPDX-License-Identifier: Apache-2.0
#include "git/mirror.hpp"
#include "git/process.hpp"
#include "git/support/listener.hpp"
#include "git/support/repos.hpp"
#include "git/task.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <fstream>
#include <random>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace qm::git {
namespace {

namespace fs = std::filesystem;
using namespace support;
using Names = std::vector<std::string>;

std::string noise(std::size_t bytes) {
    std::mt19937 random(7);
    std::string made(bytes, '\0');
    for (char& c : made)
        c = static_cast<char>(random());
    return made;
}

// A program that stands in for `self`.
std::string script(const Folder& folder, const std::string& body) {
    const std::string path = folder / "self.sh";
    std::ofstream(path) << "#!/bin/sh\n" << body << "\n";
    fs::permissions(path, fs::perms::owner_all);
    return path;
}

void expect_nothing_left(const Folder& folder) {
    EXPECT_FALSE(fs::exists(folder / "mirror"));
    EXPECT_FALSE(fs::exists(folder / "mirror.partial"));
    EXPECT_FALSE(fs::exists(folder / "mirror.old"));
}

TEST(Fetch, first_then_what_is_new) {
    Folder folder;
    std::vector<Step> steps{step(0, {{"a", "1"}}, {}, "v1")};
    ASSERT_TRUE(build_bare(folder / "origin", steps));
    const FetchTask mine = task(folder / "origin", folder / "deep/mirror");
    const auto first = fetch(self(), mine);
    ASSERT_TRUE(first) << first.error().what;
    EXPECT_EQ(head_commit(mine.folder).value(), head_commit(folder / "origin").value());

    steps.push_back(step(1, {{"b", "2"}}, {"a"}, "v2"));
    fs::remove_all(folder / "origin");
    ASSERT_TRUE(build_bare(folder / "origin", steps));
    const auto second = fetch(self(), mine);
    ASSERT_TRUE(second) << second.error().what;
    const auto tree = open_tree(mine.folder, "r", "").value();
    EXPECT_EQ(tree->paths(), Names{"b"});
    EXPECT_EQ(tree->tags(), (Names{"v2", "v1"}));
    EXPECT_TRUE(fetch(self(), mine)) << "nothing new";
    EXPECT_FALSE(fs::exists(folder / "deep/mirror.partial"));
}

TEST(Fetch, a_look_writes_nothing_and_says_what_is_not_there) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}}, {}, "v1")}));
    FetchTask mine = task(folder / "origin", folder / "mirror");
    const auto there = reach(self(), mine);
    EXPECT_TRUE(there) << there.error().what;
    mine.url = folder / "nowhere";
    EXPECT_FALSE(reach(self(), mine));
    mine.url = "http://git.example.org/a.git";
    EXPECT_FALSE(reach(self(), mine)) << "not allowed, as it is not fetched either";
    expect_nothing_left(folder);
}

TEST(Fetch, branches_and_tags_that_went_are_pruned_and_head_follows) {
    Folder folder;
    Raw raw(folder / "origin");
    const git_oid main = raw.commit(tree_of(raw, {{"main", "1"}}), 0);
    const git_oid topic = raw.commit(tree_of(raw, {{"topic", "1"}}), 1, {main});
    raw.ref("refs/heads/main", main);
    raw.ref("refs/heads/topic", topic);
    raw.ref("refs/tags/v1", main);
    const FetchTask mine = task("file://" + (folder / "origin"), folder / "mirror");
    const auto first = fetch(self(), mine);
    ASSERT_TRUE(first) << first.error().what;

    // "topic" becomes "topic/one": the old name must be out of the way first.
    fs::remove(folder / "origin/refs/heads/topic");
    fs::remove(folder / "origin/refs/tags/v1");
    raw.ref("refs/heads/topic/one", topic);
    std::ofstream(folder / "origin/HEAD") << "ref: refs/heads/topic/one\n";
    const auto second = fetch(self(), mine);
    ASSERT_TRUE(second) << second.error().what;
    const auto tree = open_tree(mine.folder, "r", "").value();
    EXPECT_EQ(tree->paths(), Names{"topic"});
    EXPECT_TRUE(tree->tags().empty());
    const auto repository = open_repository(mine.folder).value();
    git_strarray names{};
    ASSERT_EQ(git_reference_list(&names, repository.get()), 0);
    Names found(names.strings, names.strings + names.count);
    git_strarray_dispose(&names);
    EXPECT_EQ(found, (Names{"refs/heads/main", "refs/heads/topic/one"}));
}

TEST(Fetch, a_rewritten_branch_is_followed) {
    Folder folder;
    Raw raw(folder / "origin");
    raw.ref("refs/heads/main", raw.commit(tree_of(raw, {{"a", "1"}}), 5));
    const FetchTask mine = task(folder / "origin", folder / "mirror");
    ASSERT_TRUE(fetch(self(), mine));
    raw.ref("refs/heads/main", raw.commit(tree_of(raw, {{"b", "1"}}), 1));
    ASSERT_TRUE(fetch(self(), mine));
    EXPECT_EQ(open_tree(mine.folder, "r", "").value()->paths(), Names{"b"});
}

TEST(Fetch, no_hook_of_the_mirror_runs) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}})}));
    const FetchTask mine = task(folder / "origin", folder / "mirror");
    ASSERT_TRUE(fetch(self(), mine));
    fs::create_directories(folder / "mirror/hooks");
    for (const char* name : {"reference-transaction", "post-merge", "post-checkout", "update"}) {
        const std::string hook = folder / ("mirror/hooks/" + std::string(name));
        std::ofstream(hook) << "#!/bin/sh\ntouch " << (folder / "ran") << "\n";
        fs::permissions(hook, fs::perms::owner_all);
    }
    fs::remove_all(folder / "origin");
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "2"}})}));
    ASSERT_TRUE(fetch(self(), mine));
    EXPECT_FALSE(fs::exists(folder / "ran"));
}

TEST(Fetch, a_source_that_is_not_there_is_said_and_leaves_nothing) {
    Folder folder;
    const auto fetched = fetch(self(), task(folder / "nowhere", folder / "mirror"));
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::unavailable);
    EXPECT_NE(fetched.error().what.find("nowhere"), std::string::npos) << fetched.error().what;
    expect_nothing_left(folder);
}

TEST(Fetch, an_address_that_is_not_allowed_starts_no_child) {
    Folder folder;
    FetchTask mine = task("ext::touch", folder / "mirror");
    mine.allow_local = false;
    const std::string spy = script(folder, "touch " + (folder / "ran"));
    for (const char* url : {"ext::touch", "git://git.example.org/a", "/srv/a", "file:///srv/a",
                            "http://git.example.org/a", "https://127.0.0.1/a"}) {
        mine.url = url;
        const auto fetched = fetch(spy, mine);
        ASSERT_FALSE(fetched) << url;
        EXPECT_EQ(fetched.error().code, errc::not_allowed) << url;
    }
    EXPECT_FALSE(fs::exists(folder / "ran"));
    expect_nothing_left(folder);
}

TEST(Fetch, a_redirect_to_another_host_is_not_followed) {
    Folder folder;
    const Listener origin;
    const Listener canary;
    std::thread server([&] {
        origin.answer("HTTP/1.1 301 Moved\r\nLocation: http://localhost:" + canary.port() +
                      "/a/info/refs?service=git-upload-pack\r\nContent-Length: 0\r\n\r\n");
    });
    const auto fetched =
        fetch(self(), task("http://127.0.0.1:" + origin.port() + "/a", folder / "mirror"));
    server.join();
    ASSERT_FALSE(fetched);
    EXPECT_NE(fetched.error().what.find("redirect"), std::string::npos) << fetched.error().what;
    EXPECT_FALSE(canary.was_called());
    expect_nothing_left(folder);
}

TEST(Fetch, a_remote_that_says_nothing_is_left_at_the_deadline) {
    Folder folder;
    const Listener silent;
    FetchTask mine = task("http://127.0.0.1:" + silent.port() + "/a", folder / "mirror");
    mine.limits.deadline = std::chrono::seconds{1};
    const auto fetched = fetch(self(), mine);
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::timed_out) << fetched.error().what;
    EXPECT_TRUE(silent.was_called());
    expect_nothing_left(folder);
}

TEST(Fetch, the_child_checks_the_address_too) {
    Folder folder;
    FetchTask mine = task("/srv/a", folder / "mirror");
    mine.allow_local = false;
    const Ended ended =
        run_child({self(), "git-fetch"}, write_task(mine), std::chrono::seconds{30});
    EXPECT_EQ(ended.exit_code, exit_refused);
    EXPECT_NE(ended.said.find("/srv/a"), std::string::npos) << ended.said;
    EXPECT_EQ(run_child({self(), "git-fetch"}, "what\n", std::chrono::seconds{30}).exit_code,
              exit_refused);
}

TEST(Fetch, more_than_the_bound_is_broken_off) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"noise", noise(3u << 20)}})}));
    FetchTask mine = task(folder / "origin", folder / "mirror");
    mine.limits.received_bytes = 1u << 20;
    const auto fetched = fetch(self(), mine);
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::too_large) << fetched.error().what;
    expect_nothing_left(folder);
    mine.limits.received_bytes = 16u << 20;
    mine.limits.file_bytes = 1u << 20;
    const auto written = fetch(self(), mine);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().code, errc::too_large) << written.error().what;
    expect_nothing_left(folder);
    mine.limits.file_bytes = 16u << 20;
    EXPECT_TRUE(fetch(self(), mine));
}

TEST(Fetch, what_is_not_a_mirror_is_never_touched) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}})}));
    fs::create_directory(folder / "mirror");
    std::ofstream(folder / "mirror/diary") << "mine";
    const auto fetched = fetch(self(), task(folder / "origin", folder / "mirror"));
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::conflict);
    EXPECT_TRUE(fs::exists(folder / "mirror/diary"));
}

TEST(Fetch, a_broken_mirror_is_made_anew) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}})}));
    const FetchTask mine = task(folder / "origin", folder / "mirror");
    ASSERT_TRUE(fetch(self(), mine));
    fs::remove(folder / "mirror/HEAD");
    ASSERT_FALSE(head_commit(mine.folder));
    const auto again = fetch(self(), mine);
    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(head_commit(mine.folder).value(), head_commit(folder / "origin").value());
    EXPECT_FALSE(fs::exists(folder / "mirror.old"));
}

TEST(Fetch, many_packs_are_one_after_a_while) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}})}));
    const FetchTask mine = task(folder / "origin", folder / "mirror");
    ASSERT_TRUE(fetch(self(), mine));
    for (int i = 0; i < 201; ++i)
        std::ofstream(folder / ("mirror/objects/pack/pack-" + std::to_string(i) + ".pack"));
    ASSERT_TRUE(fetch(self(), mine));
    const auto left = fs::directory_iterator(folder / "mirror/objects/pack");
    EXPECT_LE(std::distance(fs::begin(left), fs::end(left)), 3);
    EXPECT_TRUE(head_commit(mine.folder));
}

TEST(Fetch, a_child_that_hangs_is_killed_with_all_it_started) {
    Folder folder;
    FetchTask mine = task(folder / "origin", folder / "mirror");
    mine.limits.deadline = std::chrono::seconds{2};
    // It makes half a mirror, starts another that holds its stderr, and waits for ever.
    const std::string hanging = script(
        folder, "mkdir -p " + (folder / "mirror.partial/objects") + "; sleep 600 & echo $! > " +
                    (folder / "grandchild") + "; trap '' TERM; sleep 600");
    const auto fetched = fetch(hanging, mine);
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::timed_out) << fetched.error().what;
    expect_nothing_left(folder);
    pid_t grandchild = 0;
    ASSERT_TRUE(std::ifstream(folder / "grandchild") >> grandchild);
    // A kill is carried out when the killed process is next looked at: soon, on a busy machine.
    std::string number, name, state;
    bool there = true;
    for (int i = 0; i < 100 && there && state != "Z" && state != "X"; ++i) {
        if (i > 0) std::this_thread::sleep_for(std::chrono::milliseconds{20});
        std::ifstream stat("/proc/" + std::to_string(grandchild) + "/stat");
        there = static_cast<bool>(stat >> number >> name >> state);
    }
    EXPECT_TRUE(!there || state == "Z" || state == "X") << state;
}

TEST(Fetch, a_child_that_dies_or_talks_too_much_is_an_answer) {
    Folder folder;
    const FetchTask mine = task(folder / "origin", folder / "mirror");
    auto fetched = fetch(script(folder, "kill -SEGV $$"), mine);
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::unavailable);
    EXPECT_NE(fetched.error().what.find("signal 11"), std::string::npos) << fetched.error().what;
    fetched = fetch(script(folder, "head -c 300000 /dev/zero | tr '\\0' 'x' >&2; exit 1"), mine);
    ASSERT_FALSE(fetched);
    EXPECT_LT(fetched.error().what.size(), 600u);
    fetched = fetch(script(folder, "printf 'one\\033[31m\\377\\ntwo\\n' >&2; exit 1"), mine);
    EXPECT_NE(fetched.error().what.find("one?[31m?"), std::string::npos) << fetched.error().what;
    EXPECT_EQ(fetched.error().what.find("two"), std::string::npos);
    fetched = fetch(folder / "no-such-program", mine);
    ASSERT_FALSE(fetched);
    EXPECT_NE(fetched.error().what.find("cannot be started"), std::string::npos);
    expect_nothing_left(folder);
}

TEST(Fetch, a_stopped_parent_leaves_no_mirror_that_looks_whole) {
    Folder folder;
    ASSERT_TRUE(build_bare(folder / "origin", {step(0, {{"a", "1"}})}));
    // What a kill -9 of both at the worst moment leaves behind.
    const std::string half = folder / "mirror.partial";
    ASSERT_TRUE(build_bare(half, {step(0, {{"half", "1"}})}));
    EXPECT_FALSE(head_commit(folder / "mirror"));
    ASSERT_TRUE(fetch(self(), task(folder / "origin", folder / "mirror")));
    EXPECT_FALSE(fs::exists(half));
    EXPECT_EQ(open_tree(folder / "mirror", "r", "").value()->paths(), Names{"a"});
}

TEST(Fetch, the_child_dies_with_its_parent) {
    Folder folder;
    const Listener silent;
    const pid_t parent = fork();
    if (parent == 0) {
        fetch(self(), task("http://127.0.0.1:" + silent.port() + "/a", folder / "mirror"));
        _exit(0);
    }
    pollfd waiting{silent.number(), POLLIN, 0};
    EXPECT_GT(poll(&waiting, 1, 10'000), 0);
    kill(parent, SIGKILL);
    waitpid(parent, nullptr, 0);
    EXPECT_TRUE(silent.caller_hangs_up());
    EXPECT_FALSE(fs::exists(folder / "mirror"));
}

TEST(Fetch, a_file_that_needs_too_much_memory_is_refused) {
    Folder folder;
    std::string big;
    while (big.size() < 21u << 20)
        big += std::to_string(big.size()) + " lines of a dump that nobody should have committed\n";
    ASSERT_TRUE(build_bare(folder / "origin",
                           {step(0, {{"dump", big}}), step(1, {{"dump", big + "one more\n"}})}));
    // One of them becomes a difference to the other, which must be unpacked whole.
    ASSERT_EQ(std::system(("git -C " + (folder / "origin") + " repack -adq").c_str()), 0);
    FetchTask mine = task(folder / "origin", folder / "mirror");
    mine.limits.memory_bytes = 80u << 20;  // a quarter of it for one file made of another
    const auto fetched = fetch(self(), mine);
    ASSERT_FALSE(fetched);
    EXPECT_EQ(fetched.error().code, errc::too_large) << fetched.error().what;
    expect_nothing_left(folder);
}

TEST(Fetch, the_child_sees_no_secret_and_no_open_file) {
    Folder folder;
    setenv("QM_TEST_TOKEN", "canary", 1);
    const int leaked = dup(2);  // without close-on-exec
    const std::string curious =
        script(folder, "env > " + (folder / "env") + "; ls /proc/self/fd | wc -l > " +
                           (folder / "fds") + "; exit 1");
    EXPECT_FALSE(fetch(curious, task(folder / "origin", folder / "mirror")));
    close(leaked);
    unsetenv("QM_TEST_TOKEN");
    std::string line;
    for (std::ifstream env(folder / "env"); std::getline(env, line);)
        EXPECT_EQ(line.find("canary"), std::string::npos);
    int files = 0;
    std::ifstream(folder / "fds") >> files;
    EXPECT_LE(files, 4) << "standard input, output, error, and the folder ls reads";
    EXPECT_GT(files, 0);
}

TEST(Task, goes_over_whole) {
    FetchTask mine = task("https://git.example.org/a", "/data/mirrors/a=b");
    mine.ssh_key = "/data/key";
    mine.limits = {std::chrono::seconds{7}, 11, 13, 17};
    const FetchTask read = read_task(write_task(mine)).value();
    EXPECT_EQ(read.url, mine.url);
    EXPECT_EQ(read.folder, mine.folder);
    EXPECT_EQ(read.ssh_key, mine.ssh_key);
    EXPECT_TRUE(read.allow_local);
    EXPECT_EQ(read.limits.deadline, mine.limits.deadline);
    EXPECT_EQ(read.limits.memory_bytes, 11u);
    EXPECT_EQ(read.limits.received_bytes, 13u);
    EXPECT_EQ(read.limits.file_bytes, 17u);
    EXPECT_FALSE(read_task("url=a\n"));
    EXPECT_FALSE(read_task("url=a\nfolder=b\ndeadline_s=soon\n"));
    EXPECT_FALSE(read_task("url=a\nfolder=b"));
}

}  // namespace
}  // namespace qm::git

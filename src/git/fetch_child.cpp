// The child's side of a fetch: binds itself, then talks to the remote.
// SPDX-License-Identifier: Apache-2.0
#include "git/handle.hpp"
#include "git/mirror.hpp"
#include "git/task.hpp"
#include "git/url.hpp"

#include <array>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <new>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace qm::git {
namespace {

constexpr std::size_t objects_max = 2'000'000;  // of one pack
constexpr std::size_t open_packs_max = 128;
constexpr rlim_t open_files_max = 512;
constexpr std::size_t task_bytes_max = 32u << 10;

// An address space under a sanitizer is far larger than what is used of it.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool memory_bounded = false;
#else
constexpr bool memory_bounded = true;
#endif

void set_limit(__rlimit_resource what, rlim_t value) {
    const rlimit limit{value, value};
    if (setrlimit(what, &limit) < 0) throw std::runtime_error("a limit cannot be set");
}

// For good: nothing that this process reads can widen them again.
void bind_self(const FetchLimits& limits) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // Should the parent have died before that line: nobody else would stop a silent remote.
    alarm(static_cast<unsigned>(limits.deadline.count()) + 2);
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0)
        throw std::runtime_error("new privileges cannot be given up");
    signal(SIGXFSZ, SIG_IGN);  // the write fails instead, and says so
    signal(SIGPIPE, SIG_IGN);
    set_limit(RLIMIT_CORE, 0);
    set_limit(RLIMIT_NOFILE, open_files_max);
    set_limit(RLIMIT_FSIZE, limits.file_bytes);
    set_limit(RLIMIT_CPU, static_cast<rlim_t>(limits.deadline.count()) + 1);
    if (memory_bounded) set_limit(RLIMIT_AS, limits.memory_bytes);
    use_library();
    // What a pack refers to is hashed here, so that nobody who reads the mirror needs to.
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
    git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECTS, objects_max);
    git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECT_SIZE,
                     static_cast<std::size_t>(limits.memory_bytes / 4));
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_FILE_LIMIT, open_packs_max);
    git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, static_cast<ssize_t>(limits.memory_bytes / 16));
}

// What the callbacks of one fetch share.
struct Course {
    const FetchTask* task = nullptr;
    bool too_much = false;
    bool key_offered = false;
    bool token_offered = false;
    bool tips_moved = false;
};

int on_progress(const git_indexer_progress* progress, void* payload) {
    auto& course = *static_cast<Course*>(payload);
    course.too_much = progress->received_bytes > course.task->limits.received_bytes;
    return course.too_much ? -1 : 0;
}

int on_tip(const char*, const git_oid*, const git_oid*, void* payload) {
    static_cast<Course*>(payload)->tips_moved = true;
    return 0;
}

// A server of ssh may ask for a password too, and is not to have the token.
bool speaks_http(const std::string& url) {
    return strncasecmp(url.c_str(), "https://", 8) == 0 ||
           strncasecmp(url.c_str(), "http://", 7) == 0;
}

int offer_token(git_credential** made, Course& course) {
    const std::string& token = course.task->token;
    if (token.empty() || course.token_offered) {
        git_error_set_str(GIT_ERROR_NET,
                          token.empty() ? "the remote wants to know who we are: give this source a "
                                          "token_env or token_file"
                                        : "the remote does not accept our token: it wants one that "
                                          "may read repositories (read_repository)");
        return GIT_EAUTH;
    }
    course.token_offered = true;
    return git_credential_userpass_plaintext_new(made, "oauth2", token.c_str());
}

// One offer: what was refused is refused for ever.
int on_credentials(git_credential** made, const char*, const char* user, unsigned allowed,
                   void* payload) {
    auto& course = *static_cast<Course*>(payload);
    if (speaks_http(course.task->url)) return offer_token(made, course);
    const char* name = user ? user : "git";
    if (allowed & GIT_CREDENTIAL_USERNAME) return git_credential_username_new(made, name);
    if (!(allowed & GIT_CREDENTIAL_SSH_KEY) || course.key_offered) {
        git_error_set_str(GIT_ERROR_NET,
                          "the remote wants to know who we are, and the key or "
                          "the agent's keys were not accepted");
        return GIT_EAUTH;
    }
    course.key_offered = true;
    const std::string& key = course.task->ssh_key;
    if (key.empty()) return git_credential_ssh_key_from_agent(made, name);
    return git_credential_ssh_key_new(made, name, nullptr, key.c_str(), nullptr);
}

void say(const std::string& line) {
    std::fprintf(stderr, "%s\n", line.c_str());
}

int failed(const Course& course, int error) {
    if (course.too_much) {
        say("more than " + std::to_string(course.task->limits.received_bytes) +
            " bytes came: raise the limit or leave this repository out");
        return exit_too_large;
    }
    const git_error* last = git_error_last();
    const std::string reason = last_error();
    say(reason);
    if (error == GIT_EAUTH) return exit_unauthorised;
    bool full = false;
    for (const char* word : {"File too large", "Cannot allocate memory", "limit", "overly large"})
        full |= reason.find(word) != std::string::npos;
    return full || (last && last->klass == GIT_ERROR_NOMEMORY) ? exit_too_large : 1;
}

// The remote's default branch, where it tells one.
int follow_head(git_repository* repository, git_remote* remote) {
    git_buf name = GIT_BUF_INIT;
    if (git_remote_default_branch(&name, remote) < 0) return 0;  // an empty repository
    Reference head;
    const int error =
        git_reference_symbolic_create(out(head), repository, "HEAD", name.ptr, 1, nullptr);
    git_buf_dispose(&name);
    return error;
}

// All branches and tags as they are there. Prunes before it updates: a branch "a" that became
// "a/b" would stand in the way.
int exchange(git_repository* repository, git_remote* remote, const git_fetch_options& options) {
    git_remote_connect_options connect = GIT_REMOTE_CONNECT_OPTIONS_INIT;
    connect.callbacks = options.callbacks;
    connect.follow_redirects = options.follow_redirects;
    connect.proxy_opts = options.proxy_opts;
    int error = git_remote_connect_ext(remote, GIT_DIRECTION_FETCH, &connect);
    if (error < 0) return error;
    std::array<char*, 2> specs{const_cast<char*>("+refs/heads/*:refs/heads/*"),
                               const_cast<char*>("+refs/tags/*:refs/tags/*")};
    const git_strarray refspecs{specs.data(), specs.size()};
    error = git_remote_download(remote, &refspecs, &options);
    if (error < 0) return error;
    error = git_remote_prune(remote, &options.callbacks);
    if (error < 0) return error;
    error = git_remote_update_tips(remote, &options.callbacks, 0, GIT_REMOTE_DOWNLOAD_TAGS_NONE,
                                   nullptr);
    if (error < 0) return error;
    error = follow_head(repository, remote);
    git_remote_disconnect(remote);
    return error;
}

// Thousands of tags are one file then, which is read in one go.
int pack_references(git_repository* repository) {
    Refdb references;
    const int error = git_repository_refdb(out(references), repository);
    return error < 0 ? error : git_refdb_compress(references.get());
}

int open_or_make(Repository& repository, const std::string& folder) {
    if (std::filesystem::exists(folder))
        return git_repository_open_bare(out(repository), folder.c_str());
    const int error = git_repository_init(out(repository), folder.c_str(), 1);
    if (error < 0) return error;
    std::ofstream mark(std::filesystem::path(folder) / mirror_mark);
    mark << "A mirror that may be removed: it is fetched again.\n";
    return mark.flush() ? 0 : -1;
}

int fetch_here(const FetchTask& task) {
    Course course;
    course.task = &task;
    Repository repository;
    int error = open_or_make(repository, task.folder);
    if (error < 0) return failed(course, error);
    git_remote_create_options create = GIT_REMOTE_CREATE_OPTIONS_INIT;
    create.repository = repository.get();
    create.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
    Remote remote;
    error = git_remote_create_with_opts(out(remote), task.url.c_str(), &create);
    if (error < 0) return failed(course, error);
    git_fetch_options options = GIT_FETCH_OPTIONS_INIT;
    options.callbacks.payload = &course;
    options.callbacks.transfer_progress = on_progress;
    options.callbacks.update_tips = on_tip;
    options.callbacks.credentials = on_credentials;
    options.follow_redirects = GIT_REMOTE_REDIRECT_NONE;  // to no other host
    options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_NONE;
    options.update_fetchhead = 0;
    error = exchange(repository.get(), remote.get(), options);
    if (error == 0 && course.tips_moved) error = pack_references(repository.get());
    return error < 0 ? failed(course, error) : 0;
}

// No repository at all: what the remote tells of itself is all that is wanted.
int look_there(const FetchTask& task) {
    Course course;
    course.task = &task;
    git_remote_create_options create = GIT_REMOTE_CREATE_OPTIONS_INIT;
    create.flags = GIT_REMOTE_CREATE_SKIP_INSTEADOF | GIT_REMOTE_CREATE_SKIP_DEFAULT_FETCHSPEC;
    Remote remote;
    int error = git_remote_create_with_opts(out(remote), task.url.c_str(), &create);
    if (error < 0) return failed(course, error);
    git_remote_connect_options connect = GIT_REMOTE_CONNECT_OPTIONS_INIT;
    connect.callbacks.payload = &course;
    connect.callbacks.credentials = on_credentials;
    connect.follow_redirects = GIT_REMOTE_REDIRECT_NONE;
    error = git_remote_connect_ext(remote.get(), GIT_DIRECTION_FETCH, &connect);
    if (error < 0) return failed(course, error);
    git_remote_disconnect(remote.get());
    return 0;
}

std::string read_input() {
    std::string text(task_bytes_max, '\0');
    std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::cin.gcount()));
    return text;
}

}  // namespace

int fetch_child() {
    try {
        const auto task = read_task(read_input());
        if (!task) return say(task.error().what), exit_refused;
        if (auto allowed = check_url(task->url, task->allow_local); !allowed)
            return say(allowed.error().what), exit_refused;
        bind_self(task->limits);
        return task->only_look ? look_there(*task) : fetch_here(*task);
    } catch (const std::bad_alloc&) {
        say("it needs more memory than the limit: raise it or leave this repository out");
        return exit_too_large;
    } catch (const std::exception& e) {
        say(e.what());
        return 1;
    }
}

}  // namespace qm::git

// The parent's side of a fetch: checks, spawns, waits, and puts a first clone in its place.
// SPDX-License-Identifier: Apache-2.0
#include "git/handle.hpp"
#include "git/mirror.hpp"
#include "git/names.hpp"
#include "git/process.hpp"
#include "git/task.hpp"
#include "git/url.hpp"

#include <algorithm>
#include <csignal>
#include <filesystem>

namespace qm::git {
namespace {

namespace fs = std::filesystem;

// Every fetch that brings something adds a pack; libgit2 cannot merge them, so a mirror with this
// many is cloned anew beside itself.
constexpr std::ptrdiff_t packs_max = 200;

constexpr std::size_t reason_bytes_max = 300;
constexpr std::size_t token_bytes_max = 1'024;

// The child speaks for a foreign server, which knows the token and may say it back: one printable
// line is kept, without it.
std::string reason_of(const std::string& said, const std::string& token) {
    std::string line = said.substr(0, said.find('\n'));
    std::size_t at = token.empty() ? std::string::npos : line.find(token);
    for (; at != std::string::npos; at = line.find(token, at + 1))
        line.replace(at, token.size(), "*");
    if (line.size() > reason_bytes_max) line.resize(reason_bytes_max);
    const bool text = valid_utf8(line);
    for (char& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || (!text && c < 0)) c = '?';
    return line.empty() ? "it gave no reason" : line;
}

result<void> judge(const Ended& ended, const FetchTask& task) {
    if (ended.exit_code == 0) return {};
    const std::string start = "fetching " + task.url + " ";
    if (ended.timed_out || ended.signal == SIGXCPU)
        return Error{errc::timed_out, start + "took longer than " +
                                          std::to_string(task.limits.deadline.count()) +
                                          " s and was stopped: raise the deadline or try later"};
    if (ended.signal != 0)
        return Error{errc::unavailable, start + "was ended by signal " +
                                            std::to_string(ended.signal) +
                                            ": look at the memory of the machine"};
    const std::string failed = start + "failed: " + reason_of(ended.said, task.token);
    switch (ended.exit_code) {
        case exit_refused:
            return Error{errc::invalid, failed};
        case exit_too_large:
            return Error{errc::too_large, failed};
        case exit_unauthorised:
            return Error{errc::unauthorised, failed};
        default:
            return Error{errc::unavailable, failed};
    }
}

enum class State { absent, usable, worn, foreign };

State state_of(const fs::path& folder) {
    if (!fs::exists(folder) || (fs::is_directory(folder) && fs::is_empty(folder)))
        return State::absent;
    if (!fs::exists(folder / mirror_mark)) return State::foreign;
    if (!open_repository(folder.string())) return State::worn;
    std::error_code none;
    const auto packs = std::count_if(
        fs::directory_iterator(folder / "objects/pack", none), fs::directory_iterator{},
        [](const fs::directory_entry& entry) { return entry.path().extension() == ".pack"; });
    return packs > packs_max ? State::worn : State::usable;
}

// A crash in between leaves no folder at all, which the next fetch makes anew.
void put_in_place(const std::string& made, const std::string& folder) {
    const std::string old = beside(folder, ".old");
    fs::remove_all(old);
    if (fs::exists(folder)) fs::rename(folder, old);
    fs::rename(made, folder);
    fs::remove_all(old);
}

result<void> run(const std::string& self, const FetchTask& task) {
    return judge(run_child({self, "git-fetch"}, write_task(task), task.limits.deadline), task);
}

result<void> may_ask(const FetchTask& task) {
    if (auto allowed = check_url(task.url, task.allow_local); !allowed) return allowed;
    if (task.token.size() > token_bytes_max ||
        task.token.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
        return Error{errc::invalid,
                     "the token for " + task.url + " is not one line: mend its file"};
    return {};
}

}  // namespace

result<void> reach(const std::string& self, FetchTask task) {
    if (auto allowed = may_ask(task); !allowed) return allowed;
    task.folder.clear();
    task.only_look = true;
    return run(self, task);
}

result<void> fetch(const std::string& self, const FetchTask& task) {
    if (auto allowed = may_ask(task); !allowed) return allowed;
    const std::string names = task.folder + task.ssh_key;
    if (task.folder.empty() || names.size() > path_bytes_max ||
        names.find_first_of(std::string_view("\n\0", 2)) != std::string::npos)
        return Error{errc::invalid, "the folder of a mirror cannot be used: name another"};
    const State state = state_of(task.folder);
    if (state == State::foreign)
        return Error{errc::conflict, task.folder +
                                         " holds something else than a mirror: name a "
                                         "new folder"};
    if (state == State::usable) return run(self, task);
    FetchTask fresh = task;
    fresh.folder = beside(task.folder, ".partial");
    fs::remove_all(fresh.folder);  // of a run that was cut off
    auto fetched = run(self, fresh);
    if (!fetched) {
        fs::remove_all(fresh.folder);
        return fetched;
    }
    put_in_place(fresh.folder, task.folder);
    return {};
}

}  // namespace qm::git

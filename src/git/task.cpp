// What parent and child of a fetch say to each other.
// SPDX-License-Identifier: Apache-2.0
#include "git/task.hpp"

#include <algorithm>
#include <charconv>

namespace qm::git {
namespace {

constexpr std::size_t key_max = 20;  // a value may be a secret, so a complaint shows the key alone

template <class T>
bool read_number(std::string_view text, T& into) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), into);
    return error == std::errc{} && end == text.data() + text.size();
}

bool take(FetchTask& task, std::string_view key, std::string_view value) {
    if (key == "url") task.url = value;
    if (key == "folder") task.folder = value;
    if (key == "ssh_key") task.ssh_key = value;
    if (key == "token") task.token = value;
    if (key == "allow_local") task.allow_local = value == "yes";
    if (key == "only_look") task.only_look = value == "yes";
    if (key == "memory_bytes") return read_number(value, task.limits.memory_bytes);
    if (key == "received_bytes") return read_number(value, task.limits.received_bytes);
    if (key == "file_bytes") return read_number(value, task.limits.file_bytes);
    if (key != "deadline_s") return true;
    std::chrono::seconds::rep seconds = 0;
    if (!read_number(value, seconds)) return false;
    task.limits.deadline = std::chrono::seconds{seconds};
    return true;
}

}  // namespace

std::string write_task(const FetchTask& task) {
    return "url=" + task.url + "\nfolder=" + task.folder + "\nssh_key=" + task.ssh_key +
           "\ntoken=" + task.token + "\nallow_local=" + (task.allow_local ? "yes" : "no") +
           "\nonly_look=" + (task.only_look ? "yes" : "no") +
           "\ndeadline_s=" + std::to_string(task.limits.deadline.count()) +
           "\nmemory_bytes=" + std::to_string(task.limits.memory_bytes) +
           "\nreceived_bytes=" + std::to_string(task.limits.received_bytes) +
           "\nfile_bytes=" + std::to_string(task.limits.file_bytes) + "\n";
}

result<FetchTask> read_task(std::string_view lines) {
    FetchTask task;
    while (!lines.empty()) {
        const std::size_t end = lines.find('\n');
        const std::string_view line = lines.substr(0, end);
        const std::size_t equals = line.find('=');
        if (end == std::string_view::npos || equals == std::string_view::npos ||
            !take(task, line.substr(0, equals), line.substr(equals + 1)))
            return Error{errc::invalid,
                         "a task is lines of key=value: the one that begins with \"" +
                             std::string(line.substr(0, std::min(equals, key_max))) +
                             "\" is not one"};
        lines.remove_prefix(end + 1);
    }
    if (task.url.empty() || (task.folder.empty() && !task.only_look))
        return Error{errc::invalid, "a task needs url= and folder= on standard input"};
    return task;
}

}  // namespace qm::git

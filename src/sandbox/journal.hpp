// An append-only file of lines: what happened in the sandbox, so that a folder goes on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::sandbox {

// Each line is handed to the operating system before append() returns; a machine that loses
// power may lose the last ones, a killed process loses none. Throws std::system_error when the
// machine refuses (disk full); the file is then as before.
class Journal {
public:
    explicit Journal(std::string path = {}) : path_(std::move(path)) {}  // empty: keeps nothing
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    struct Replay {
        std::size_t lines = 0;
        bool torn = false;  // the last line was cut off by a kill and is ignored
    };
    // Every whole line, in order; `invalid` names the line that `read` refuses.
    result<Replay> replay(const std::function<bool(std::string_view line)>& read) const;
    // Puts these lines in place of all, by rename; append() then goes on after them.
    void rewrite(const std::vector<std::string>& lines);
    void append(std::string_view line);

private:
    void open_at_end();

    std::string path_;
    int file_ = -1;
    long long size_ = 0;
};

}  // namespace qm::sandbox

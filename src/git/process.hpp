// Runs a program as a child that cannot outstay its deadline. Private to this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace qm::git {

struct Ended {
    bool timed_out = false;  // it was killed by us at the deadline
    int exit_code = -1;      // -1: it did not exit by itself
    int signal = 0;          // what ended it, when not itself
    std::string said;        // the first said_bytes_max bytes of its standard error
};

constexpr std::size_t said_bytes_max = 4'096;
constexpr std::size_t input_bytes_max = 32u << 10;  // fits a pipe, so that writing cannot block

// Gives `input` on standard input and waits. The child leads a process group, which is killed
// whole at the deadline and when the child has ended. It inherits no open file and only the few
// variables of the environment that reaching a repository needs. Throws when the machine refuses;
// a program that cannot be started is exit_code 127 with the reason.
Ended run_child(const std::vector<std::string>& command, const std::string& input,
                std::chrono::milliseconds deadline);

}  // namespace qm::git

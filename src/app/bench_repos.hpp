// Repositories for measuring: 513 entries in the counts of a real company, made from a seed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <string>

namespace qm::app {

struct BenchRepos {
    int repositories = 0;
    std::string large;       // the folder of the repository with the most files
    std::string large_name;  // its name as a source
    std::string file;        // a file of an entry in it
    int large_files = 0;
};

// Bare repositories below `folder`, among them three of many entries. The same seed makes the same
// bytes.
result<BenchRepos> make_bench_repos(const std::string& folder, unsigned seed);

}  // namespace qm::app

// What `bench bot` works on: a company, its configuration, and ten years of work in the database.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include "sandbox/sandbox.hpp"

#include <functional>
#include <string>
#include <vector>

namespace qm::app {

struct BenchCompany {
    std::vector<std::string> channels;  // of the product teams
    std::vector<std::string> askers;
    std::vector<std::string> team_channels;  // of the SRE teams; "sre-0" is of "engineer-0-0" …
    std::string bot_token;
    std::string command_token;
    unsigned short bot_port = 0;
};

BenchCompany bench_company();
sandbox::Seed bench_seed(const BenchCompany& company);

// Writes <folder>/quartermaster.yaml and the secrets beside it; the path.
std::string write_bench_config(const BenchCompany& company, const std::string& folder,
                               const std::string& sandbox_url, const std::string& catalog);

struct BenchPast {
    int requests = 100'000;
    int open = 300;
    int days = 3'650;
};
using IdOf = std::function<std::string(const std::string& username)>;
// Into a new database in that folder, as if it had been worked with until `now`: what is open is
// of engineers who are there and has its next look, what is old has lost its words.
void write_bench_past(const std::string& data, const BenchPast& past, const IdOf& id_of,
                      Instant now);

// Milliseconds of a commit of one small row, the median, in a database of its own there.
double commit_p50_ms(const std::string& folder);

}  // namespace qm::app

// What every benchmark needs.
// SPDX-License-Identifier: Apache-2.0
#include "app/bench_tools.hpp"

#include "core/seal.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace qm::app {
namespace {

constexpr std::size_t queries_max = 100'000;

}  // namespace

double rounded(double value) {
    return std::round(value * 1000) / 1000;
}

std::vector<std::string> queries_in(const std::string& path) {
    std::vector<std::string> queries;
    std::ifstream in(path);
    std::string line;
    while (queries.size() < queries_max && std::getline(in, line)) {
        const auto query = nlohmann::json::parse(line, nullptr, false);
        if (query.is_object() && query.contains("query") && query["query"].is_string())
            queries.push_back(query["query"]);
    }
    return queries;
}

double seconds_since(Steady start, const Clock& clock) {
    return std::chrono::duration<double>(clock.steady() - start).count();
}

double part_of_sorted(std::vector<double> values, double share) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    const auto at = static_cast<std::size_t>(static_cast<double>(values.size()) * share);
    return values[std::min(at, values.size() - 1)];
}

double resident_mb(int process) {
    std::ifstream in("/proc/" + (process == 0 ? "self" : std::to_string(process)) + "/status");
    std::string word;
    while (in >> word) {
        double kilobytes = 0;
        if (word == "VmRSS:" && in >> kilobytes) return kilobytes / 1024;
    }
    return 0;
}

double cpu_ms(int process) {
    std::ifstream in("/proc/" + (process == 0 ? "self" : std::to_string(process)) + "/stat");
    std::string line;
    std::getline(in, line);
    // After the name in parentheses: state, then ten numbers, then user and system time.
    std::istringstream fields(line.substr(std::min(line.size(), line.rfind(')') + 1)));
    std::string skipped;
    double user = 0, system = 0;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    fields >> user >> system;
    return (user + system) * 1'000 / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

bool run_apart(const std::function<int()>& job) {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(job());
    int status = 1;
    return child > 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

BenchFolder::BenchFolder()
    : path_(
          (std::filesystem::temp_directory_path() / ("quartermaster-bench-" + core::random_hex(6)))
              .string()) {
    std::filesystem::create_directories(path_);
}

BenchFolder::~BenchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

}  // namespace qm::app

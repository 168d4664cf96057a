// What every benchmark needs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"

#include <functional>
#include <string>
#include <vector>

namespace qm::app {

double seconds_since(Steady start, const Clock& clock);

// The value below which that share of them lies; 0 of none.
double part_of_sorted(std::vector<double> values, double share);

double rounded(double value);  // to three places

// The "query" of each line; at most 100,000.
std::vector<std::string> queries_in(const std::string& path);

double resident_mb(int process = 0);  // now; 0: this one
double cpu_ms(int process = 0);       // spent so far, of all its threads

// In a process of its own, so that nothing of it is measured afterwards. False: it failed.
bool run_apart(const std::function<int()>& job);

// A new folder for temporary files, removed with all its contents in the end.
class BenchFolder {
public:
    BenchFolder();
    ~BenchFolder();
    BenchFolder(const BenchFolder&) = delete;
    BenchFolder& operator=(const BenchFolder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

}  // namespace qm::app

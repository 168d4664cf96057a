// `bench catalog`: how fast the stores are read, cold, unchanged and after one change.
// SPDX-License-Identifier: Apache-2.0
#include "app/bench_repos.hpp"
#include "app/catalog_sync.hpp"
#include "app/cli.hpp"
#include "app/setup.hpp"
#include "core/seal.hpp"
#include "git/build.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <unistd.h>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

constexpr int rounds = 15;

double seconds_since(Steady start, const Clock& clock) {
    return std::chrono::duration<double>(clock.steady() - start).count();
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

double resident_mb() {
    std::ifstream in("/proc/self/status");
    std::string word;
    while (in >> word) {
        double kilobytes = 0;
        if (word == "VmRSS:" && in >> kilobytes) return kilobytes / 1024;
    }
    return 0;
}

// In a process of its own, so that nothing of the making is measured.
bool make_apart(const std::string& folder, unsigned seed) {
    const pid_t child = ::fork();
    if (child == 0) {
        const auto made = make_bench_repos(folder, seed);
        if (!made) std::fprintf(stderr, "quartermaster bench: %s\n", made.error().what.c_str());
        ::_exit(made ? 0 : 1);
    }
    int status = 1;
    return child > 0 && ::waitpid(child, &status, 0) == child && status == 0;
}

class Bench {
public:
    Bench(const std::string& folder, const std::string& self)
        : folder_(folder), reader_(folder + "/data", self), db_(open_data(folder + "/data")) {
        Source all;
        all.url = folder + "/repos";
        all.folder = true;
        all.visibility = "internal";
        sources_ = repositories({all});
    }

    // Reads, stores in one commit, and tells how long that took.
    double read(const Source& source, bool* changed = nullptr) {
        const Steady start = clock_.steady();
        SourceRead one = reader_.read(source, known_[source.name]);
        known_[source.name] = {one.head, one.stamp};
        if (changed != nullptr) *changed = one.changed && !one.whole;
        if (one.changed) {
            db_->script("begin immediate");
            desk::synced(*db_, synced_of(std::move(one), true), clock_.wall());
            db_->script("commit");
        }
        return seconds_since(start, clock_);
    }

    std::size_t publish() {
        index_ = build_index(entries_for_index(*db_, {}), "");
        return index_->size();
    }

    const std::vector<Source>& sources() const { return sources_; }
    const Source* named(const std::string& name) const {
        const auto found = std::find_if(sources_.begin(), sources_.end(),
                                        [&](const Source& each) { return each.name == name; });
        return found == sources_.end() ? nullptr : &*found;
    }
    const Clock& clock() const { return clock_; }

private:
    std::string folder_;
    Clock clock_;
    SourceReader reader_;
    std::unique_ptr<store::Db> db_;
    std::vector<Source> sources_;
    std::map<std::string, KnownSource> known_;
    std::shared_ptr<const catalog::Index> index_;
};

nlohmann::json measure(const std::string& folder, const std::string& self) {
    Bench bench(folder, self);
    const Clock& clock = bench.clock();
    nlohmann::json out;
    const Steady start = clock.steady();
    for (const Source& source : bench.sources())
        bench.read(source);
    const std::size_t entries = bench.publish();
    out["cold_s"] = seconds_since(start, clock);
    const Source* large = bench.named("roles");
    std::vector<double> changes, idle, publishing;
    int partly = 0;
    for (int i = 0; large != nullptr && i < rounds; ++i) {
        git::Step step{"Change one file",
                       "Ann <ann@example.org>",
                       from_unix(1'790'000'000 + i * 60),
                       {},
                       {},
                       ""};
        step.write["roles/redis-0/defaults/main.yml"] =
            "# Where it listens\nredis_port: " + std::to_string(6'000 + i) + "\n";
        if (!git::add_commit(large->url, step)) break;
        bool part = false;
        changes.push_back(bench.read(*large, &part) * 1'000);
        partly += part;
        idle.push_back(bench.read(*large) * 1'000);
        const Steady before = clock.steady();
        bench.publish();
        publishing.push_back(seconds_since(before, clock) * 1'000);
    }
    out["one_change_ms"] = median(changes);
    out["unchanged_ms"] = median(idle);
    out["publish_ms"] = median(publishing);
    out["rss_mb"] = resident_mb();
    out["entries"] = entries;
    out["repositories"] = bench.sources().size();
    out["read_in_part"] = partly;
    return out;
}

}  // namespace

int cli_bench_catalog(const std::string& self, unsigned seed) {
    const std::string folder =
        (fs::temp_directory_path() / ("quartermaster-bench-" + core::random_hex(6))).string();
    int code = 1;
    if (make_apart(folder + "/repos", seed)) {
        std::printf("%s\n", measure(folder, self).dump().c_str());
        code = 0;
    }
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    return code;
}

}  // namespace qm::app

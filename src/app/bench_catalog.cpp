// `bench catalog`: how fast the stores are read, cold, unchanged and after one change.
// SPDX-License-Identifier: Apache-2.0
#include "app/bench_repos.hpp"
#include "app/bench_tools.hpp"
#include "app/catalog_sync.hpp"
#include "app/cli.hpp"
#include "app/setup.hpp"
#include "git/build.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace qm::app {
namespace {

constexpr int rounds = 15;

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
    out["one_change_ms"] = part_of_sorted(changes, 0.5);
    out["unchanged_ms"] = part_of_sorted(idle, 0.5);
    out["publish_ms"] = part_of_sorted(publishing, 0.5);
    out["rss_mb"] = resident_mb();
    out["entries"] = entries;
    out["repositories"] = bench.sources().size();
    out["read_in_part"] = partly;
    return out;
}

}  // namespace

int cli_bench_catalog(const std::string& self, unsigned seed) {
    const BenchFolder folder;
    const bool made = run_apart([&] {
        const auto repos = make_bench_repos(folder.path() + "/repos", seed);
        return repos ? 0 : complain(repos.error().what);
    });
    if (!made) return 1;
    std::printf("%s\n", measure(folder.path(), self).dump().c_str());
    return 0;
}

}  // namespace qm::app

// `bench search`: how fast a catalog is built, opened, searched and changed.
// SPDX-License-Identifier: Apache-2.0
#include "app/bench_tools.hpp"
#include "app/catalog_sync.hpp"
#include "app/cli.hpp"
#include "app/index_file.hpp"
#include "catalog/index.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace qm::app {
namespace {

constexpr int updates = 600;
constexpr int rounds = 3;

// Parsed entries to written file; in a process of its own.
int build(const std::string& catalog, const std::string& file) {
    auto entries = read_catalog_file(catalog);
    if (!entries) return complain(entries.error().what);
    const Clock clock;
    const Steady start = clock.steady();
    const auto written =
        write_index_file(file, catalog::write_segment(*entries, read_words("").noise_words, {}));
    if (!written) return complain(written.error().what);
    std::ofstream(file + ".s") << seconds_since(start, clock);
    std::ofstream(file + ".count") << entries->size();
    return 0;
}

void search_all(const catalog::Index& index, const std::vector<std::string>& queries,
                const Clock& clock, nlohmann::json& out) {
    std::vector<double> cpu;
    std::vector<double> wall;
    for (const auto& query : queries)
        index.search({query, "", 10, 0});  // what is mapped is read once
    const Steady start = clock.steady();
    for (int round = 0; round < rounds; ++round) {
        for (const auto& query : queries) {
            const Steady began = clock.steady();
            const double before = clock.thread_us();
            index.search({query, "", 10, 0});
            cpu.push_back(clock.thread_us() - before);
            wall.push_back(seconds_since(began, clock) * 1e6);
        }
    }
    const double seconds = seconds_since(start, clock);
    out["p50_us"] = rounded(part_of_sorted(cpu, 0.5));
    out["p95_us"] = rounded(part_of_sorted(cpu, 0.95));
    out["p99_us"] = rounded(part_of_sorted(cpu, 0.99));
    out["wall_p50_us"] = rounded(part_of_sorted(wall, 0.5));
    out["wall_p99_us"] = rounded(part_of_sorted(wall, 0.99));
    out["qps"] = std::round(static_cast<double>(cpu.size()) / seconds);
}

// One entry replaced and the next snapshot published, again and again: the mean, so that the
// merges of the overlay are in it.
double update_ms(std::shared_ptr<const catalog::Index> index,
                 const std::vector<std::string>& queries, const Clock& clock) {
    std::vector<Entry> changing;
    for (const auto& query : queries) {
        const auto found = index->search({query, "", 1, 0});
        if (!found.hits.empty() && changing.size() < updates)
            changing.push_back(found.hits.front().entry);
    }
    if (changing.empty()) return 0;
    const Steady start = clock.steady();
    for (int i = 0; i < updates; ++i) {
        Entry& entry = changing[static_cast<std::size_t>(i) % changing.size()];
        entry.version = "1.0." + std::to_string(i);
        index = index->with({entry}, {});
    }
    return seconds_since(start, clock) * 1'000 / updates;
}

int measure(const std::string& file, const std::string& queries_path) {
    const auto queries = queries_in(queries_path);
    if (queries.empty())
        return complain(queries_path + " has no line like {\"qid\": …, \"query\": \"…\"}");
    const Clock clock;
    nlohmann::json out;
    double build_s = 0;
    std::ifstream(file + ".s") >> build_s;
    std::size_t count = 0;
    std::ifstream(file + ".count") >> count;
    const auto words = read_words("");
    const Steady start = clock.steady();
    const auto base = open_index_file(file);
    if (!base) return complain(base.error().what);
    auto index = std::make_shared<const catalog::Index>(*base, all_kinds(), words);
    index->search({queries.front(), "", 10, 0});
    out["open_ms"] = rounded(seconds_since(start, clock) * 1'000);
    out["build_s"] = rounded(build_s);
    out["entries"] = count;
    out["queries"] = queries.size();
    out["index_bytes"] = index->bytes();
    search_all(*index, queries, clock, out);
    out["rss_mb"] = rounded(resident_mb());
    out["update_ms"] = rounded(update_ms(index, queries, clock));
    std::printf("%s\n", out.dump().c_str());
    return 0;
}

}  // namespace

int cli_bench_search(const std::string& catalog, const std::string& queries) {
    const BenchFolder folder;
    const std::string file = folder.path() + "/index";
    if (!run_apart([&] { return build(catalog, file); })) return 1;
    return measure(file, queries);
}

}  // namespace qm::app

// Keeps the index true.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"

#include "app/log.hpp"
#include "app/offload.hpp"
#include "app/push_hook.hpp"
#include "desk/synced.hpp"
#include "store/rows.hpp"

#include <boost/asio/as_tuple.hpp>

#include <algorithm>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t errors_max = 20;
constexpr std::size_t strangers_max = 1'000;
constexpr std::size_t fresh_max = 50'000;  // with the names of what was renamed since

}  // namespace

CatalogSync::CatalogSync(asio::any_io_executor executor, StoreThread& store, const Clock& clock,
                         std::string self)
    : executor_(executor),
      store_(store),
      clock_(clock),
      self_(std::move(self)),
      discovery_(executor, clock, git_),
      timer_(executor),
      index_(build_index({}, "")) {}

void CatalogSync::use(const Config& config) {
    config_ = config;
    fresh_.clear();  // a source may be another one under the same name
    again_ = true;
    timer_.cancel();
}

void CatalogSync::wake(const std::string& source_name) {
    if (!std::any_of(sources_.begin(), sources_.end(),
                     [&](const Source& source) { return source.name == source_name; }))
        return;  // so that there are never more than sources
    wanted_.insert(source_name);
    timer_.cancel();
}

bool CatalogSync::pushed(const gitlab::Push& push) {
    const std::vector<std::string> names = names_of_push(sources_, push);
    for (const std::string& name : names)
        wake(name);
    const bool stranger = names.empty() && strangers_.size() < strangers_max;
    if (stranger && strangers_.insert(push.project).second)
        log::info("a push to none of our sources", {{"project", push.path}});
    return !names.empty();
}

void CatalogSync::stop() {
    stopping_ = true;
    discovery_.stop();
    timer_.cancel();
}

asio::awaitable<void> CatalogSync::load() {
    co_await publish();
}

asio::awaitable<void> CatalogSync::publish() {
    std::function<std::vector<Entry>(store::Db&)> read = [](store::Db& db) {
        return desk::stored_entries(db);
    };
    auto entries = co_await store_.read<std::vector<Entry>>(std::move(read));
    const std::size_t count = entries.size();
    std::function<std::shared_ptr<const catalog::Index>()> build =
        [entries = std::move(entries), words = config_.catalog.dictionary]() mutable {
            return build_index(std::move(entries), words);
        };
    index_ =
        co_await offload<std::shared_ptr<const catalog::Index>>(git_, executor_, std::move(build));
    log::info("catalog published", {{"entries", count}});
}

asio::awaitable<void> CatalogSync::keep(SourceRead read, SyncReport* report) {
    if (!read.error.empty()) {
        ++report->failed;
        fresh_.erase(read.name);
        log::warn("source not read", {{"source", read.name}, {"why", read.error}});
        if (report->errors.size() < errors_max)
            report->errors.push_back(read.name + ": " + read.error);
    }
    if (read.error.empty()) fresh_.insert(read.name);
    if (!read.changed && read.error.empty()) co_return;
    report->changed += read.changed ? 1 : 0;
    report->problems += static_cast<std::int64_t>(read.read.problems.size());
    desk::Synced synced{read.name, read.url, read.head, read.error, std::move(read.read)};
    std::function<bool(store::Db&)> job = [synced = std::move(synced),
                                           now = clock_.wall()](store::Db& db) {
        desk::synced(db, synced, now);
        return true;
    };
    co_await store_.write<bool>(std::move(job));
}

asio::awaitable<SyncReport> CatalogSync::sync() {
    SyncReport report;
    if (syncing_) {
        report.errors.push_back("a sync is under way already");
        co_return report;
    }
    syncing_ = true;
    if (!whole_ || fresh_.size() > fresh_max) fresh_.clear();
    whole_ = false;
    std::function<std::vector<store::SourceRow>(store::Db&)> rows = [](store::Db& db) {
        return store::sources(db);
    };
    std::map<std::string, std::string> heads;
    const auto known = co_await store_.read<std::vector<store::SourceRow>>(std::move(rows));
    for (const store::SourceRow& row : known)
        heads[row.name] = row.head;
    Discovered found = co_await discovery_.open_up(config_.catalog.sources, config_.data);
    for (std::string& error : found.errors)
        if (report.errors.size() < errors_max) report.errors.push_back(std::move(error));
    std::function<std::vector<Source>()> list = [sources = std::move(found.sources)] {
        return repositories(sources);
    };
    sources_ = co_await offload<std::vector<Source>>(git_, executor_, std::move(list));
    for (const Source& source : sources_) {
        if (!wanted_.empty()) co_await serve_wanted(&report);
        if (stopping_) break;
        ++report.sources;
        if (source.quiet && fresh_.contains(source.name)) continue;
        std::function<SourceRead()> job = [source, head = heads[source.name], data = config_.data,
                                           self = self_] {
            return read_source(source, head, data, self);
        };
        SourceRead read = co_await offload<SourceRead>(git_, executor_, std::move(job));
        co_await keep(std::move(read), &report);
    }
    if (report.changed > 0 || !synced_once_) co_await publish();
    report.entries = static_cast<std::int64_t>(index_->size());
    syncing_ = false;
    synced_once_ = true;
    whole_ = !stopping_;
    if (!wanted_.empty()) timer_.cancel();
    co_return report;
}

// What was pushed is searchable at once: read, kept and published without the rest of a round.
asio::awaitable<void> CatalogSync::serve_wanted(SyncReport* report) {
    const int changed = report->changed;
    while (!wanted_.empty() && !stopping_) {
        const std::string name = *wanted_.begin();
        wanted_.erase(wanted_.begin());  // first: a push during the fetch is a new wish
        const auto at = std::find_if(sources_.begin(), sources_.end(),
                                     [&](const Source& source) { return source.name == name; });
        if (at == sources_.end()) continue;
        std::function<std::string(store::Db&)> known = [name](store::Db& db) {
            for (const store::SourceRow& row : store::sources(db))
                if (row.name == name) return row.head;
            return std::string();
        };
        const Source source = *at;
        const std::string head = co_await store_.read<std::string>(std::move(known));
        std::function<SourceRead()> job = [source, head, data = config_.data, self = self_] {
            return read_source(source, head, data, self);
        };
        SourceRead read = co_await offload<SourceRead>(git_, executor_, std::move(job));
        co_await keep(std::move(read), report);
    }
    if (report->changed > changed) co_await publish();
}

// Until the next round is due; what is wanted meanwhile is served.
asio::awaitable<void> CatalogSync::wait_for_round() {
    const Steady until = clock_.steady() + config_.catalog.every;
    while (!stopping_ && !again_ && clock_.steady() < until) {
        if (!wanted_.empty() && !syncing_) {
            SyncReport report;
            syncing_ = true;
            co_await serve_wanted(&report);
            syncing_ = false;
            continue;
        }
        timer_.expires_at(until);
        auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)code;
    }
}

asio::awaitable<void> CatalogSync::run() {
    while (!stopping_) {
        again_ = false;
        try {
            const SyncReport report = co_await sync();
            log::info("catalog synced", {{"sources", report.sources},
                                         {"changed", report.changed},
                                         {"failed", report.failed},
                                         {"entries", report.entries}});
        } catch (const std::exception& error) {
            syncing_ = false;
            log::error("catalog sync failed", {{"why", error.what()}});
        }
        try {
            co_await wait_for_round();
        } catch (const std::exception& error) {
            syncing_ = false;
            log::error("a pushed source was not read", {{"why", error.what()}});
        }
    }
}

}  // namespace qm::app

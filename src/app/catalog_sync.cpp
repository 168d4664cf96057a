// Keeps the index true.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"

#include "app/log.hpp"
#include "app/offload.hpp"
#include "desk/synced.hpp"
#include "store/rows.hpp"

#include <boost/asio/as_tuple.hpp>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t errors_max = 20;

}  // namespace

CatalogSync::CatalogSync(asio::any_io_executor executor, StoreThread& store, const Clock& clock,
                         std::string self)
    : executor_(executor),
      store_(store),
      clock_(clock),
      self_(std::move(self)),
      timer_(executor),
      index_(build_index({}, "")) {}

void CatalogSync::use(const Config& config) {
    config_ = config;
    timer_.cancel();
}

void CatalogSync::stop() {
    stopping_ = true;
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
        log::warn("source not read", {{"source", read.name}, {"why", read.error}});
        if (report->errors.size() < errors_max)
            report->errors.push_back(read.name + ": " + read.error);
    }
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
    std::function<std::vector<store::SourceRow>(store::Db&)> rows = [](store::Db& db) {
        return store::sources(db);
    };
    std::map<std::string, std::string> heads;
    const auto known = co_await store_.read<std::vector<store::SourceRow>>(std::move(rows));
    for (const store::SourceRow& row : known)
        heads[row.name] = row.head;
    std::function<std::vector<Source>()> list = [sources = config_.catalog.sources] {
        return repositories(sources);
    };
    const auto sources = co_await offload<std::vector<Source>>(git_, executor_, std::move(list));
    for (const Source& source : sources) {
        if (stopping_) break;
        ++report.sources;
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
    co_return report;
}

asio::awaitable<void> CatalogSync::run() {
    while (!stopping_) {
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
        if (stopping_) co_return;
        timer_.expires_after(config_.catalog.every);
        auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)code;
    }
}

}  // namespace qm::app

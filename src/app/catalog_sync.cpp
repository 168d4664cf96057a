// Keeps the index true.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"

#include "app/log.hpp"
#include "app/offload.hpp"
#include "app/push_hook.hpp"

#include <boost/asio/as_tuple.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t wanted_max = 1'000;                   // beyond, the regular round reads them
constexpr std::chrono::milliseconds after_failure{30'000};  // of our own: a full disk, say
constexpr std::size_t strangers_max = 1'000;
constexpr int like_max = 5;
constexpr std::size_t releases_at_once = 20;  // then a source that somebody wants comes first

}  // namespace

std::string write_report(const SyncReport& report) {
    return nlohmann::json{{"ok", report.failed == 0 && report.errors.empty()},
                          {"sources", report.sources},
                          {"changed", report.changed},
                          {"failed", report.failed},
                          {"resting", report.resting},
                          {"held", report.held},
                          {"entries", report.entries},
                          {"problems", report.problems},
                          {"errors", report.errors}}
        .dump();
}

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
    words_ = std::make_shared<const catalog::Dictionary>(read_words(config.catalog.dictionary));
    fresh_.clear();  // a source may be another one under the same name
    failures_.clear();
    again_ = true;
    all_moved_ = true;  // its teams see other things, its words mean others
    if (!reader_) reader_ = std::make_unique<SourceReader>(config_.data, self_);
    timer_.cancel();
}

void CatalogSync::stop() {
    stopping_ = true;
    discovery_.stop();
    timer_.cancel();
}

void CatalogSync::wake(const std::string& source) {
    if (wanted_.size() < wanted_max) wanted_.insert(source);
    serve_next();
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

asio::awaitable<CatalogSync::Known> CatalogSync::known_sources() {
    std::function<Known(store::Db&)> rows = [](store::Db& db) {
        Known known;
        for (store::SourceRow& row : store::sources(db)) {
            std::string name = row.name;
            known.emplace(std::move(name), std::move(row));
        }
        return known;
    };
    co_return co_await store_.read<Known>(std::move(rows));
}

// What another team had already, noted beside the new entry: people are told with the handover.
asio::awaitable<void> CatalogSync::note_news() {
    std::vector<store::EntryRow> rows;
    // Told to every SRE team: nothing that one of them may not find.
    const auto view = index_->seen_by({{"sre"}});
    for (const Entry& entry : news_) {
        for (const Entry& like : view->similar(entry, like_max)) {
            if (like.owner == entry.owner || like.repo == entry.repo) continue;
            rows.push_back({entry.repo,
                            entry.path,
                            entry.kind,
                            entry.name,
                            "",
                            {},
                            std::nullopt,
                            false,
                            like.name + " (" + like.owner + ")"});
            break;
        }
    }
    news_.clear();
    if (rows.empty()) co_return;
    std::function<bool(store::Db&)> job = [rows = std::move(rows)](store::Db& db) {
        for (const store::EntryRow& row : rows)
            store::note_alike(db, row);
        return true;
    };
    co_await store_.write<bool>(std::move(job));
}

// A few of one source; false when there is nothing left to read.
asio::awaitable<bool> CatalogSync::read_releases() {
    if (unreleased_.empty()) co_return false;
    const std::string name = *unreleased_.begin();
    const auto source = std::find_if(sources_.begin(), sources_.end(),
                                     [&](const Source& each) { return each.name == name; });
    if (source == sources_.end()) {
        unreleased_.erase(name);
        co_return true;
    }
    struct Wanted {
        std::vector<Entry> entries;
        std::vector<store::ReleaseRow> known;
    };
    std::function<Wanted(store::Db&)> read = [name](store::Db& db) {
        return Wanted{desk::entries_of(db, name), store::release_names(db, name)};
    };
    Wanted wanted = co_await store_.read<Wanted>(std::move(read));
    std::function<std::vector<store::ReleaseRow>()> job = [reader = reader_.get(), source = *source,
                                                           wanted = std::move(wanted)] {
        return reader->releases(source, wanted.entries, wanted.known, releases_at_once);
    };
    auto rows = co_await offload<std::vector<store::ReleaseRow>>(git_, executor_, std::move(job));
    if (rows.size() < releases_at_once) unreleased_.erase(name);
    std::function<bool(store::Db&)> save = [rows = std::move(rows)](store::Db& db) {
        for (const store::ReleaseRow& row : rows)
            store::save_release(db, row);
        return true;
    };
    co_await store_.write<bool>(std::move(save));
    co_return true;
}

asio::awaitable<void> CatalogSync::wait(std::chrono::milliseconds time) {
    timer_.expires_after(time);
    auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
    (void)code;
}

asio::awaitable<void> CatalogSync::run() {
    while (!stopping_) {
        again_ = false;
        bool failed = false;
        try {
            const SyncReport report = co_await sync();
            log::info("catalog synced", {{"sources", report.sources},
                                         {"changed", report.changed},
                                         {"failed", report.failed},
                                         {"resting", report.resting},
                                         {"entries", report.entries}});
            const Steady next = clock_.steady() + config_.catalog.every;
            co_await note_news();
            co_await learn();
            while (!stopping_ && !again_ && clock_.steady() < next) {
                const bool more = co_await read_releases();
                if (more) continue;
                const auto left = next - clock_.steady();
                co_await wait(std::chrono::ceil<std::chrono::milliseconds>(left));
            }
        } catch (const std::exception& error) {
            failed = true;
            log::error("catalog sync failed", {{"why", error.what()}});
        }
        if (failed && !stopping_) co_await wait(after_failure);
    }
}

}  // namespace qm::app

// Keeps the index true.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"

#include "app/log.hpp"
#include "app/offload.hpp"
#include "app/push_hook.hpp"

#include <boost/asio/as_tuple.hpp>

#include <algorithm>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t errors_max = 20;
constexpr std::size_t wanted_max = 1'000;                   // beyond, the regular round reads them
constexpr std::chrono::milliseconds after_failure{30'000};  // of our own: a full disk, say
constexpr std::size_t strangers_max = 1'000;
constexpr std::size_t fresh_max = 50'000;  // with the names of what was renamed since
constexpr std::size_t news_max = 200;
constexpr int like_max = 5;
constexpr std::chrono::milliseconds look_again{200};
constexpr std::size_t releases_at_once = 20;  // then a source that somebody wants comes first

// True as long as it lives, however that ends.
class Busy {
public:
    explicit Busy(bool& flag) : flag_(flag) { flag_ = true; }
    ~Busy() { flag_ = false; }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;

private:
    bool& flag_;
};

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

asio::awaitable<void> CatalogSync::load() {
    co_await publish();
}

asio::awaitable<void> CatalogSync::publish() {
    std::function<std::vector<Entry>(store::Db&)> read = [teams = config_.teams](store::Db& db) {
        return entries_for_index(db, teams);
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

asio::awaitable<std::vector<Source>> CatalogSync::list_sources(SyncReport* report) {
    Discovered found = co_await discovery_.open_up(config_.catalog.sources, config_.data);
    for (std::string& error : found.errors)
        if (report->errors.size() < errors_max) report->errors.push_back(std::move(error));
    listed_ = found.whole;
    std::function<std::vector<Source>()> list = [sources = std::move(found.sources)] {
        return repositories(sources);
    };
    co_return co_await offload<std::vector<Source>>(git_, executor_, std::move(list));
}

// GitLab says that nothing happened in it, we have it, and nobody asked.
bool CatalogSync::let_be(const Source& source, const store::SourceRow& known) const {
    return source.quiet && fresh_.contains(source.name) && known.error.empty() &&
           known.wanted == store::Wanted::no && known.visibility == source.visibility;
}

asio::awaitable<void> CatalogSync::sync_one(Source source, store::SourceRow known,
                                            SyncReport* report) {
    wanted_.erase(source.name);
    // What was held back is looked at anew when somebody says that it is gone.
    const bool anew = known.wanted == store::Wanted::accept || known.gone;
    const KnownSource stand{anew ? "" : known.head, anew ? "" : known.stamp};
    std::function<SourceRead()> job = [reader = reader_.get(), source, stand] {
        return reader->read(source, stand);
    };
    SourceRead read = co_await offload<SourceRead>(git_, executor_, std::move(job));
    ++report->sources;
    const bool fresh = read.error.empty() && fresh_.size() < fresh_max;
    co_await keep(std::move(read), std::move(known), report);
    // What was left unread before a restart.
    if (fresh && !synced_once_) unreleased_.insert(source.name);
    if (fresh) fresh_.insert(source.name);  // only now: what is not stored is not ours yet
}

asio::awaitable<void> CatalogSync::keep(SourceRead read, store::SourceRow known,
                                        SyncReport* report) {
    if (!read.error.empty()) {
        ++report->failed;
        fresh_.erase(read.name);
        log::warn("source not read", {{"source", read.name}, {"why", read.error}});
        if (report->errors.size() < errors_max)
            report->errors.push_back(read.name + ": " + read.error);
    }
    const bool settled = known.error.empty() && known.wanted == store::Wanted::no &&
                         known.visibility == read.visibility;
    if (!read.changed && read.error.empty() && settled) co_return;
    report->changed += read.changed ? 1 : 0;
    report->problems += static_cast<std::int64_t>(read.read.problems.size());
    if (read.changed) unreleased_.insert(read.name);
    desk::Synced synced{read.name,  read.url,     read.visibility, read.head,           read.stamp,
                        read.error, read.changed, read.whole,      std::move(read.read)};
    std::function<desk::SyncedFigures(store::Db&)> job = [synced = std::move(synced),
                                                          now = clock_.wall()](store::Db& db) {
        return desk::synced(db, synced, now);
    };
    auto figures = co_await store_.write<desk::SyncedFigures>(std::move(job));
    report->held += figures.held;
    if (figures.held > 0)
        log::warn("entries vanished at once and are held",
                  {{"source", read.name}, {"entries", figures.held}});
    for (Entry& entry : figures.news) {
        if (news_.size() < news_max) news_.push_back(std::move(entry));
    }
}

asio::awaitable<SyncReport> CatalogSync::sync() {
    SyncReport report;
    if (syncing_) {
        report.errors.push_back("a sync is under way already");
        co_return report;
    }
    const Busy busy(syncing_);
    if (!whole_) fresh_.clear();  // who was active then may not have been read
    whole_ = false;
    auto known = co_await known_sources();
    sources_ = co_await list_sources(&report);
    const std::vector<Source> sources = sources_;
    for (const Source& source : sources) {
        if (stopping_) break;
        if (let_be(source, known[source.name]))
            ++report.sources;
        else
            co_await sync_one(source, known[source.name], &report);
        if (!wanted_.empty()) co_await serve_wanted();
    }
    if (!stopping_ && listed_) co_await retire(&report);
    if (report.changed > 0 || !synced_once_) co_await publish();
    report.entries = static_cast<std::int64_t>(index_->size());
    synced_once_ = true;
    whole_ = !stopping_;
    co_return report;
}

// What is configured no more.
asio::awaitable<void> CatalogSync::retire(SyncReport* report) {
    std::vector<std::string> names;
    for (const Source& source : sources_)
        names.push_back(source.name);
    std::sort(names.begin(), names.end());
    std::function<int(store::Db&)> job = [names = std::move(names),
                                          now = clock_.wall()](store::Db& db) {
        return desk::retire_sources(db, names, now);
    };
    const int held = co_await store_.write<int>(std::move(job));
    if (held == 0) co_return;
    log::warn("many sources are gone at once and are kept", {{"sources", held}});
    if (report->errors.size() < errors_max)
        report->errors.push_back(std::to_string(held) +
                                 " sources are gone at once: their entries are kept");
}

// A push or a person waits for these: read and published before anything else.
asio::awaitable<void> CatalogSync::serve_wanted() {
    SyncReport report;
    const auto known = co_await known_sources();
    const std::vector<Source> sources = sources_;
    const std::set<std::string> wanted = std::exchange(wanted_, {});
    for (const Source& source : sources) {
        if (stopping_ || !wanted.contains(source.name)) continue;
        const auto row = known.find(source.name);
        store::SourceRow stand = row == known.end() ? store::SourceRow() : row->second;
        co_await sync_one(source, std::move(stand), &report);
    }
    if (report.changed > 0) co_await publish();
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
                                         {"entries", report.entries}});
            const Steady next = clock_.steady() + config_.catalog.every;
            co_await note_news();
            while (!stopping_ && !again_ && clock_.steady() < next) {
                if (syncing_) {  // asked for by the command line; it serves who waits
                    co_await wait(look_again);
                    continue;
                }
                if (!wanted_.empty()) {
                    co_await serve_wanted();
                    continue;
                }
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

// One round over the sources, and those that somebody waits for.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"
#include "app/log.hpp"
#include "app/offload.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <deque>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::size_t errors_max = 20;
constexpr std::size_t fresh_max = 50'000;  // with the names of what was renamed since
constexpr std::size_t news_max = 200;
constexpr std::size_t failures_max = 20'000;
constexpr int workers = 4;      // sources of a round at a time: one that hangs holds up a quarter
constexpr int serving_max = 8;  // of those that somebody waits for
constexpr int doublings_max = 6;
constexpr std::chrono::hours rest_max{1};
constexpr std::chrono::milliseconds look_again{50};
constexpr std::chrono::milliseconds publish_every{1'000};

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

// A name in a set as long as it lives.
class Name {
public:
    Name(std::set<std::string>& names, std::string name) : names_(names), name_(std::move(name)) {
        names_.insert(name_);
    }
    ~Name() { names_.erase(name_); }
    Name(const Name&) = delete;
    Name& operator=(const Name&) = delete;

private:
    std::set<std::string>& names_;
    std::string name_;
};

}  // namespace

struct CatalogSync::Round {
    std::deque<Source> left;
    Known known;
    SyncReport report;
    int running = 0;
    std::exception_ptr failure;
};

desk::Synced synced_of(SourceRead read, bool first_round) {
    return {std::move(read.name),
            std::move(read.url),
            std::move(read.visibility),
            std::move(read.head),
            std::move(read.stamp),
            std::move(read.error),
            read.changed,
            read.whole,
            first_round,
            std::move(read.read)};
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

// One that failed is let be for longer each time, up to an hour: it must not fill every round.
bool CatalogSync::rests(const std::string& name, const store::SourceRow& known) const {
    const auto found = failures_.find(name);
    return found != failures_.end() && known.wanted == store::Wanted::no &&
           clock_.steady() < found->second.until;
}

void CatalogSync::note_failure(const std::string& name, bool failed) {
    if (!failed) {
        failures_.erase(name);
        return;
    }
    if (failures_.size() >= failures_max) return;
    Failure& failure = failures_[name];
    const int doublings = std::min(failure.times++, doublings_max);
    if (doublings == 0) return;  // once may be chance
    const std::chrono::seconds rest = config_.catalog.every * (1 << doublings);
    failure.until = clock_.steady() + std::min<std::chrono::seconds>(rest, rest_max);
}

// Fetched beside the others, read on the git thread.
asio::awaitable<void> CatalogSync::sync_one(Source source, store::SourceRow known,
                                            SyncReport* report) {
    while (!stopping_ && busy_.contains(source.name)) {
        asio::steady_timer pause(executor_, look_again);
        co_await pause.async_wait(asio::use_awaitable);
    }
    const Name mine(busy_, source.name);
    // What was held back is looked at anew when somebody says that it is gone.
    const bool anew = known.wanted == store::Wanted::accept || known.gone;
    const KnownSource stand{anew ? "" : known.head, anew ? "" : known.stamp};
    std::function<std::string()> bring = [reader = reader_.get(), source] {
        const auto fetched = reader->fetch(source);
        return fetched ? std::string() : fetched.error().what;
    };
    const std::string why = co_await offload<std::string>(fetch_, executor_, std::move(bring));
    SourceRead read = failed_read(source, why);
    if (why.empty()) {
        std::function<SourceRead()> job = [reader = reader_.get(), source, stand] {
            return reader->read(source, stand);
        };
        read = co_await offload<SourceRead>(git_, executor_, std::move(job));
    }
    ++report->sources;
    const bool fresh = read.error.empty() && fresh_.size() < fresh_max;
    note_failure(source.name, !read.error.empty());
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
    const bool same_viewers = known.visibility == read.visibility && !known.gone;
    const bool settled = known.error.empty() && known.wanted == store::Wanted::no && same_viewers;
    if (!read.changed && read.error.empty() && settled) co_return;
    report->changed += read.changed ? 1 : 0;
    const bool moved = read.changed || !same_viewers;
    report->problems += static_cast<std::int64_t>(read.read.problems.size());
    if (read.changed) unreleased_.insert(read.name);
    const std::string name = read.name;
    std::function<desk::SyncedFigures(store::Db&)> job =
        [synced = synced_of(std::move(read), first_round_), now = clock_.wall()](store::Db& db) {
            return desk::synced(db, synced, now);
        };
    auto figures = co_await store_.write<desk::SyncedFigures>(std::move(job));
    if (moved) moved_.insert(name);  // only now: what reads it earlier would find what was
    report->moved = report->moved || moved;
    report->held += figures.held;
    if (figures.held > 0)
        log::warn("entries vanished at once and are held",
                  {{"source", name}, {"entries", figures.held}});
    for (Entry& entry : figures.news) {
        if (news_.size() < news_max) news_.push_back(std::move(entry));
    }
}

asio::awaitable<void> CatalogSync::work(std::shared_ptr<Round> round) {
    while (!stopping_ && !round->left.empty()) {
        const Source source = std::move(round->left.front());
        round->left.pop_front();
        const store::SourceRow known = round->known[source.name];
        const bool rest = rests(source.name, known);
        if (rest || let_be(source, known)) {
            ++round->report.sources;
            round->report.failed += rest ? 1 : 0;
            round->report.resting += rest ? 1 : 0;
            continue;
        }
        wanted_.erase(source.name);
        co_await sync_one(source, known, &round->report);
    }
}

asio::awaitable<void> CatalogSync::read_all(std::shared_ptr<Round> round) {
    asio::steady_timer done(executor_);
    for (int i = 0; i < workers; ++i) {
        ++round->running;
        asio::co_spawn(executor_, work(round), [round, &done](std::exception_ptr failure) {
            if (failure) round->failure = failure;
            if (--round->running == 0) done.cancel();
        });
    }
    // What was read is not kept back by what hangs.
    while (round->running > 0) {
        done.expires_after(publish_every);
        auto [code] = co_await done.async_wait(asio::as_tuple(asio::use_awaitable));
        if (code || round->running == 0 || !round->report.moved) continue;
        round->report.moved = false;
        co_await publish();
    }
    if (round->failure) std::rethrow_exception(round->failure);
}

asio::awaitable<SyncReport> CatalogSync::sync() {
    if (syncing_) {
        SyncReport report;
        report.errors.push_back("a sync is under way already");
        co_return report;
    }
    const Busy busy(syncing_);
    if (!whole_) fresh_.clear();  // who was active then may not have been read
    whole_ = false;
    auto round = std::make_shared<Round>();
    round->known = co_await known_sources();
    first_round_ = !synced_once_ && round->known.empty();
    sources_ = co_await list_sources(&round->report);
    round->left.assign(sources_.begin(), sources_.end());
    co_await read_all(round);
    if (!stopping_ && listed_) co_await retire(&round->report);
    if (round->report.moved || all_moved_ || !synced_once_) co_await publish();
    round->report.entries = static_cast<std::int64_t>(index_->size());
    first_round_ = false;
    synced_once_ = true;
    whole_ = !stopping_;
    serve_next();  // whom a push named before its source was listed
    co_return std::move(round->report);
}

// What is configured no more.
asio::awaitable<void> CatalogSync::retire(SyncReport* report) {
    std::vector<std::string> names;
    for (const Source& source : sources_)
        names.push_back(source.name);
    std::sort(names.begin(), names.end());
    std::function<desk::Retired(store::Db&)> job = [names = std::move(names),
                                                    now = clock_.wall()](store::Db& db) {
        return desk::retire_sources(db, names, now);
    };
    const auto retired = co_await store_.write<desk::Retired>(std::move(job));
    if (retired.sources > 0) report->moved = all_moved_ = true;
    if (retired.held == 0) co_return;
    log::warn("many sources are gone at once and are kept", {{"sources", retired.held}});
    if (report->errors.size() < errors_max)
        report->errors.push_back(std::to_string(retired.held) +
                                 " sources are gone at once: their entries are kept");
}

// A push or a person waits for these: they wait for no round and for no other source.
void CatalogSync::serve_next() {
    for (auto at = wanted_.begin(); at != wanted_.end() && serving_ < serving_max;) {
        const std::string name = *at;
        const bool known = std::any_of(sources_.begin(), sources_.end(),
                                       [&](const Source& each) { return each.name == name; });
        if (!known) {  // the round that lists it reads it
            ++at;
            continue;
        }
        at = wanted_.erase(at);
        ++serving_;
        asio::co_spawn(executor_, serve(name), [this, name](std::exception_ptr failure) {
            --serving_;
            if (failure) log::error("reading what was asked for failed", {{"source", name}});
            if (!stopping_) serve_next();
        });
    }
}

asio::awaitable<void> CatalogSync::serve(std::string name) {
    const auto source = std::find_if(sources_.begin(), sources_.end(),
                                     [&](const Source& each) { return each.name == name; });
    if (source == sources_.end() || stopping_) co_return;
    Source wanted = *source;
    auto known = co_await known_sources();
    SyncReport report;
    co_await sync_one(std::move(wanted), known[name], &report);
    if (report.moved) co_await publish();
    co_await note_news();
}

}  // namespace qm::app

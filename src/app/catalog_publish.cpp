// Publishes the index: from its file, from the store, or from what has just changed.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"
#include "app/index_file.hpp"
#include "app/log.hpp"
#include "app/offload.hpp"
#include "catalog/hash.hpp"

#include <algorithm>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds publish_again{5};
constexpr std::size_t moved_max = 50;  // sources at once; more are read with all the others

std::string index_path(const Config& config) {
    return config.data + "/index";
}

// A written base is opened again, so that what is searched is what a restart will open.
std::shared_ptr<const catalog::Index> write_base(const std::vector<Entry>& entries,
                                                 const catalog::Dictionary& words,
                                                 catalog::Stamp stamp, const std::string& path) {
    const std::string bytes = catalog::write_segment(entries, words.noise_words, stamp);
    const auto written = write_index_file(path, bytes);
    if (written) {
        const auto base = open_index_file(path);
        if (base) return std::make_shared<const catalog::Index>(*base, all_kinds(), words);
    }
    log::warn("the index is kept in memory only",
              {{"why", written ? "it cannot be read back" : written.error().what}});
    return std::make_shared<const catalog::Index>(entries, all_kinds(), words);
}

// What the base depends on besides the documents: who may find what, and which words are noise.
std::uint64_t fingerprint(const std::vector<Team>& teams, const catalog::Dictionary& words) {
    std::string all = QM_VERSION;
    const auto add = [&](const std::string& text) {
        all += text + '\n';
    };
    for (const Team& team : teams) {
        add(team.id.value + '\t' + team.name);
        for (const std::string& name : team.owns)
            add(name);
        for (const ProductTeam& product : team.products) {
            add('\t' + product.name);
            for (const std::string& name : product.owns)
                add(name);
        }
    }
    for (const std::string& word : words.noise_words)
        add(word);
    return catalog::hash64(all);
}

// The file of the last run, when it was made of what is stored now; else null.
std::shared_ptr<const catalog::Index> current_base(const Config& config,
                                                   const catalog::Dictionary& words,
                                                   std::int64_t generation) {
    const auto base = open_index_file(index_path(config));
    if (!base && base.error().code != errc::not_found)
        log::warn("the index is built anew", {{"why", base.error().what}});
    if (!base) return nullptr;
    const catalog::Stamp& stamp = (*base)->stamp();
    if (stamp.generation != static_cast<std::uint64_t>(generation) ||
        stamp.fingerprint != fingerprint(config.teams, words))
        return nullptr;
    return std::make_shared<const catalog::Index>(*base, all_kinds(), words);
}

}  // namespace

std::shared_ptr<const catalog::Index> stored_index(store::Db& db, const Config& config) {
    const auto words = read_words(config.catalog.dictionary);
    if (auto opened = current_base(config, words, store::catalog_generation(db))) return opened;
    return std::make_shared<const catalog::Index>(entries_for_index(db, config.teams), all_kinds(),
                                                  words);
}

asio::awaitable<void> CatalogSync::build(IndexJob job) {
    const auto built =
        co_await offload<std::shared_ptr<const catalog::Index>>(git_, executor_, std::move(job));
    index_ = built->knowing(learned_);
}

// What people opened since: breaks ties from the next search on.
asio::awaitable<void> CatalogSync::learn() {
    std::function<Habits(store::Db&)> habits = desk::learned;
    learned_ = co_await store_.read<Habits>(std::move(habits));
    index_ = index_->knowing(learned_);
}

asio::awaitable<void> CatalogSync::load() {
    co_await learn();
    std::function<std::int64_t(store::Db&)> read = store::catalog_generation;
    const std::int64_t generation = co_await store_.read<std::int64_t>(std::move(read));
    const auto opened = current_base(config_, *words_, generation);
    all_moved_ = !opened;
    if (!opened) {
        co_await publish();
        co_return;
    }
    index_ = opened->knowing(learned_);
    log::info("catalog opened", {{"entries", index_->size()}});
}

// One at a time: each builds on the index before it.
asio::awaitable<void> CatalogSync::publish() {
    while (publishing_) {
        asio::steady_timer pause(executor_, publish_again);
        co_await pause.async_wait(asio::use_awaitable);
    }
    publishing_ = true;
    const bool whole =
        all_moved_ || moved_.size() > moved_max || index_->overlay() > catalog::overlay_max;
    std::exception_ptr failure;
    try {
        if (whole) co_await publish_whole();
        if (!whole && !moved_.empty()) co_await publish_moved();
    } catch (...) {
        failure = std::current_exception();
        all_moved_ = true;  // what was taken up is not there yet
    }
    publishing_ = false;
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> CatalogSync::publish_whole() {
    struct Stored {
        std::vector<Entry> entries;
        std::uint64_t generation = 0;
    };
    all_moved_ = false;
    moved_.clear();
    std::function<Stored(store::Db&)> read = [teams = config_.teams](store::Db& db) {
        return Stored{entries_for_index(db, teams),
                      static_cast<std::uint64_t>(store::catalog_generation(db))};
    };
    Stored stored = co_await store_.read<Stored>(std::move(read));
    const std::size_t count = stored.entries.size();
    const catalog::Stamp stamp{stored.generation, fingerprint(config_.teams, *words_)};
    IndexJob job = [entries = std::move(stored.entries), stamp, path = index_path(config_),
                    words = words_] {
        return write_base(entries, *words, stamp, path);
    };
    co_await build(std::move(job));
    log::info("catalog published", {{"entries", count}, {"bytes", index_->bytes()}});
}

// The entries of the sources that have just changed, over the index as it is.
asio::awaitable<void> CatalogSync::publish_moved() {
    using Moved = std::vector<std::pair<std::string, std::vector<Entry>>>;
    std::set<std::string> names;
    names.swap(moved_);
    std::function<Moved(store::Db&)> read = [teams = config_.teams, names](store::Db& db) {
        Moved moved;
        for (const std::string& name : names)
            moved.emplace_back(name, entries_for_index(db, teams, name));
        return moved;
    };
    Moved moved = co_await store_.read<Moved>(std::move(read));
    IndexJob job = [moved = std::move(moved), index = index_] {
        auto next = index;
        for (const auto& [name, entries] : moved)
            next = next->with_repo(name, entries);
        return next;
    };
    co_await build(std::move(job));
    log::info("catalog changed", {{"sources", names.size()}, {"overlay", index_->overlay()}});
}

}  // namespace qm::app

// Keeps the index true: reads the sources on the git thread, stores what was read, publishes a new
// snapshot. A search under way keeps the one it has.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"
#include "app/config.hpp"
#include "app/discovery.hpp"
#include "app/source_reader.hpp"
#include "app/store_thread.hpp"
#include "catalog/index.hpp"
#include "desk/learning.hpp"
#include "desk/synced.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

namespace qm::app {

struct SyncReport {
    int sources = 0;
    int changed = 0;
    int failed = 0;   // those that rest among them
    int resting = 0;  // failed several times: not tried in this round
    int held = 0;     // entries that vanished, more at once than is believed
    std::int64_t entries = 0;
    std::int64_t problems = 0;
    std::vector<std::string> errors;  // "name: why", at most 20
    bool moved = false;               // the index is not true any more
};

std::string write_report(const SyncReport& report);  // what the command line is answered: JSON

// What the desk keeps of a reading. `first_round`: nothing in it is news.
desk::Synced synced_of(SourceRead read, bool first_round);

// The words that come with the program, and those of a file of the user's.
catalog::Dictionary read_words(const std::string& dictionary_file);
std::shared_ptr<const catalog::Index> build_index(const std::vector<Entry>& entries,
                                                  const std::string& dictionary_file);
// The entries of the store, each with those who may find it; of one source, when it is named.
std::vector<Entry> entries_for_index(store::Db& db, const std::vector<Team>& teams,
                                     const std::string& source = {});

// What a command without a running bot searches: the bot's file, when it was made of what is stored
// now; else an index built in memory. Writes nothing.
std::shared_ptr<const catalog::Index> stored_index(store::Db& db, const Config& config);

class CatalogSync {
public:
    CatalogSync(boost::asio::any_io_executor executor, StoreThread& store, const Clock& clock,
                std::string self);

    void use(const Config& config);       // loop thread; a reload too
    boost::asio::awaitable<void> load();  // the index of what is stored
    boost::asio::awaitable<void> run();   // sync, wait, again
    boost::asio::awaitable<SyncReport> sync();
    // Somebody who asks for a round may have mended what rests.
    void try_all() { failures_.clear(); }
    // Read this one as soon as may be: somebody asked, or its repository was pushed to.
    void wake(const std::string& source);
    // GitLab says that something was pushed. False: to none of our sources.
    bool pushed(const gitlab::Push& push);
    std::shared_ptr<const catalog::Index> index() const { return index_; }
    bool synced_once() const { return synced_once_; }
    void stop();

private:
    using Known = std::map<std::string, store::SourceRow>;
    using IndexJob = std::function<std::shared_ptr<const catalog::Index>()>;
    using Habits = std::shared_ptr<const catalog::Learned>;
    boost::asio::awaitable<void> publish();
    boost::asio::awaitable<void> learn();
    boost::asio::awaitable<void> publish_whole();
    boost::asio::awaitable<void> publish_moved();
    boost::asio::awaitable<void> build(IndexJob job);
    boost::asio::awaitable<Known> known_sources();
    boost::asio::awaitable<std::vector<Source>> list_sources(SyncReport* report);
    bool let_be(const Source& source, const store::SourceRow& known) const;
    boost::asio::awaitable<void> sync_one(Source source, store::SourceRow known,
                                          SyncReport* report);
    boost::asio::awaitable<void> keep(SourceRead read, store::SourceRow known, SyncReport* report);
    boost::asio::awaitable<void> retire(SyncReport* report);
    struct Round;
    boost::asio::awaitable<void> work(std::shared_ptr<Round> round);
    boost::asio::awaitable<void> read_all(std::shared_ptr<Round> round);
    bool rests(const std::string& name, const store::SourceRow& known) const;
    void note_failure(const std::string& name, bool failed);
    void serve_next();
    boost::asio::awaitable<void> serve(std::string name);
    boost::asio::awaitable<void> note_news();
    boost::asio::awaitable<bool> read_releases();
    boost::asio::awaitable<void> wait(std::chrono::milliseconds time);

    boost::asio::any_io_executor executor_;
    StoreThread& store_;
    const Clock& clock_;
    std::string self_;
    Config config_;
    boost::asio::thread_pool git_{1};
    boost::asio::thread_pool fetch_{12};    // waiting for children: the round's and those wanted
    std::unique_ptr<SourceReader> reader_;  // git thread only, but for its fetches
    Discovery discovery_;
    boost::asio::steady_timer timer_;
    std::shared_ptr<const catalog::Index> index_;
    std::set<std::string> moved_;  // sources whose entries the index does not have yet
    bool all_moved_ = true;        // not only these
    bool publishing_ = false;
    std::shared_ptr<const catalog::Dictionary> words_;  // of the configuration
    Habits learned_;                                    // what people opened; may be null
    std::vector<Source> sources_;                       // of the last round
    std::set<std::string> wanted_;
    std::set<std::string> busy_;  // being fetched or read: one at a time of a source
    int serving_ = 0;
    struct Failure {
        int times = 0;
        Steady until{};  // left out of the rounds till then
    };
    std::map<std::string, Failure> failures_;
    bool first_round_ = false;          // the store knew no source: nothing is news
    std::set<std::string> unreleased_;  // sources whose releases were not read yet
    std::vector<Entry> news_;           // not compared with what others have yet
    std::set<std::string> fresh_;       // read without an error since the start
    std::set<std::int64_t> strangers_;  // projects that were said to be none of ours
    bool listed_ = false;               // `sources_` are all there are
    bool whole_ = true;                 // the last round came to its end
    bool again_ = false;                // a new configuration does not wait
    bool syncing_ = false;
    bool synced_once_ = false;
    bool stopping_ = false;
};

}  // namespace qm::app

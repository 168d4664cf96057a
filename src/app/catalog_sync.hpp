// Keeps the index true: reads the sources on the git thread, stores what was read, publishes a new
// snapshot. A search under way keeps the one it has.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"
#include "app/config.hpp"
#include "app/discovery.hpp"
#include "app/store_thread.hpp"
#include "catalog/index.hpp"

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
    int failed = 0;
    std::int64_t entries = 0;
    std::int64_t problems = 0;
    std::vector<std::string> errors;  // "name: why", at most 20
};

struct SourceRead {
    std::string name;
    std::string url;
    std::string head;
    std::string error;
    bool changed = false;
    KindResult read;
};

// The sources of the configuration, folders opened up: one a repository. Blocking.
std::vector<Source> repositories(const std::vector<Source>& sources);
// Fetches where it is remote, reads where it changed. Blocking; git thread or command line.
SourceRead read_source(const Source& source, const std::string& known_head, const std::string& data,
                       const std::string& self);

std::shared_ptr<const catalog::Index> build_index(std::vector<Entry> entries,
                                                  const std::string& dictionary_file);

class CatalogSync {
public:
    CatalogSync(boost::asio::any_io_executor executor, StoreThread& store, const Clock& clock,
                std::string self);

    void use(const Config& config);       // loop thread; a reload too
    boost::asio::awaitable<void> load();  // the index of what is stored
    boost::asio::awaitable<void> run();   // sync, wait, again
    boost::asio::awaitable<SyncReport> sync();
    // A source by its name is wanted at once, before the next round and also within one under way.
    void wake(const std::string& source_name);
    // GitLab says that something was pushed. False: none of our sources.
    bool pushed(const gitlab::Push& push);
    std::shared_ptr<const catalog::Index> index() const { return index_; }
    bool synced_once() const { return synced_once_; }
    void stop();

private:
    boost::asio::awaitable<void> publish();
    boost::asio::awaitable<void> keep(SourceRead read, SyncReport* report);
    boost::asio::awaitable<void> serve_wanted(SyncReport* report);
    boost::asio::awaitable<void> wait_for_round();

    boost::asio::any_io_executor executor_;
    StoreThread& store_;
    const Clock& clock_;
    std::string self_;
    Config config_;
    boost::asio::thread_pool git_{1};
    Discovery discovery_;
    boost::asio::steady_timer timer_;
    std::vector<Source> sources_;   // of the round under way or the last one
    std::set<std::string> wanted_;  // names of them
    std::set<std::string> fresh_;   // read without an error since the start; a quiet one is let be
    std::set<std::int64_t> strangers_;  // projects that were said to be none of ours
    bool whole_ = true;                 // the last round came to its end
    bool again_ = false;                // a new configuration does not wait
    std::shared_ptr<const catalog::Index> index_;
    bool syncing_ = false;
    bool synced_once_ = false;
    bool stopping_ = false;
};

}  // namespace qm::app

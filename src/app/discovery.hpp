// Opens GitLab groups up into the repositories in them: asks GitLab what there is, remembers it in
// the data folder, and keeps what was known when GitLab cannot say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"
#include "app/config.hpp"
#include "gitlab/known.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include <map>
#include <string>
#include <vector>

namespace qm::app {

struct Discovered {
    std::vector<Source> sources;      // groups replaced by their projects, each name once
    std::vector<std::string> errors;  // "group: why"; its projects are those known before
    bool whole = true;                // false: of a group nothing was ever known
};

class Discovery {
public:
    // Files are read and written on `pool`. Tests shorten the second that waits are made of.
    Discovery(boost::asio::any_io_executor executor, const Clock& clock,
              boost::asio::thread_pool& pool,
              std::chrono::milliseconds second = std::chrono::seconds{1});

    // One call at a time. `data` is the data folder.
    boost::asio::awaitable<Discovered> open_up(std::vector<Source> sources, std::string data);
    void stop();

private:
    struct Group {
        gitlab::Known known;
        bool loaded = false;
        Instant not_before{};  // GitLab asked for patience until then
    };

    boost::asio::awaitable<std::string> refresh(Source source, std::string file, Group* group);
    boost::asio::awaitable<std::string> list(Source source, gitlab::Listing* listing);
    boost::asio::awaitable<void> load(std::string file, Group* group);

    boost::asio::any_io_executor executor_;
    const Clock& clock_;
    boost::asio::thread_pool& pool_;
    std::chrono::milliseconds second_;
    boost::asio::steady_timer timer_;
    std::map<std::string, Group> groups_;  // by their file; as many as the configuration had
    bool stopping_ = false;
};

// The same without a bot, for the command line. Blocking.
Discovered open_up_now(std::vector<Source> sources, std::string data);

// The sources of what is known of one group. `stale`: GitLab's word on activity is too old.
// What GitLab names elsewhere than at its own address is left out and said.
std::vector<Source> sources_of(const Source& group, const gitlab::Known& known, bool stale,
                               std::vector<std::string>& errors);

// Whether `pattern`, in which '*' stands for anything, matches. Letter case does not count.
bool fits(std::string_view pattern, std::string_view path);

}  // namespace qm::app

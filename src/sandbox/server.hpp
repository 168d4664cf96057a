// What every request works on: the world and its journal, clock, faults and sockets together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/journal.hpp"
#include "sandbox/record_json.hpp"
#include "sandbox/sandbox.hpp"
#include "sandbox/sockets.hpp"

#include <deque>
#include <list>

namespace qm::sandbox {

// Kept in memory only, as Mattermost does: a restart forgets them.
struct PendingPost {
    std::string key, post_id;  // user id and pending_post_id
    std::chrono::milliseconds at{};
};
struct ResponseHook {
    std::string id, user_id, channel_id, root_id;
    int uses = 0;
    std::chrono::milliseconds at{};
};

struct Server {
    static constexpr std::size_t held_max = 256;
    static constexpr std::size_t shorten_every = 200'000;

    Server(boost::asio::any_io_executor with, Options given)
        : executor(with),
          options(std::move(given)),
          journal(options.journal),
          clock(options.steady ? options.steady : real_steady()),
          sockets(std::move(with), world, faults, clock, options.socket_patience) {}

    boost::asio::any_io_executor executor;
    Options options;
    std::string url;
    World world;
    Journal journal;
    Clock clock;
    Faults faults;
    Sockets sockets;
    std::deque<PendingPost> pending;  // newest last
    std::deque<ResponseHook> hooks;
    std::string secret;  // of trigger ids and cookies; new at each start
    // Those who wait for the clock to move; rung when it does.
    std::list<boost::asio::steady_timer*> clock_waiters;
    std::function<void(std::chrono::milliseconds)> restart;  // set by who owns the listener
    bool stopped = false;
    std::size_t held = 0;   // requests that take effect later; at most held_max
    std::size_t saved = 0;  // changes since the journal was as short as it can be

    // First to the journal, then to the world: what is seen is also kept.
    template <class Record>
    void save(const Record& record) {
        journal.append(record_line(record));
        world.put(record);
        if (++saved < shorten_every) return;
        journal.rewrite(all_records(world, clock.now_ms()));
        saved = 0;
    }
    void forget_memory() {
        pending.clear();
        hooks.clear();
    }
    void say(std::string_view line) const {
        if (options.say) options.say(line);
    }
};

// Fills a new world from the seed, or adds what a kept one lacks.
result<void> sow(Server& server, const Seed& seed);

}  // namespace qm::sandbox

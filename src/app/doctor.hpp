// What the bot needs, tried end to end. Each probe tells what it found, with the mend; a platform
// brings its own list of probes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/clock.hpp"
#include "app/config.hpp"
#include "app/patience.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::app {

enum class Health { ok, warn, fail };

struct Finding {
    Health health = Health::ok;
    std::string check;  // "clock"
    std::string what;   // what was seen; no secrets
    std::string mend;   // what to do; empty where nothing is to be done
};
using Findings = std::vector<Finding>;

struct Probe {
    std::string check;
    std::function<boost::asio::awaitable<Findings>()> look;  // what it throws is a failed check
};

// A run waits so long in all: whoever asks in chat waits three minutes for its end.
inline constexpr std::chrono::seconds doctor_waits_max{120};

struct Patient {
    const Config& config;  // outlives the probes, as the clock does
    const Clock& clock;
    boost::asio::any_io_executor executor;
    std::string self;         // this program's file: git is asked in a child
    std::string admin_token;  // an administrator's, for what a bot may not see; may be empty
    std::string post_to;      // a channel's name; empty: the first team's
    bool posts = true;        // a test message is posted, and removed again
    Pause pause = nullptr;    // in place of a timer
};

std::vector<Probe> local_probes(const Patient& patient);       // doctor_local.cpp
std::vector<Probe> mattermost_probes(const Patient& patient);  // doctor_mattermost.cpp
std::vector<Probe> slack_probes(const Patient& patient);       // doctor_slack.cpp

// One after the other.
boost::asio::awaitable<Findings> examine(std::vector<Probe> probes);

std::string listed(const std::vector<std::string>& names);  // the first ten, and how many more

// 0: nothing failed; 1: something did.
int exit_code_of(const Findings& findings);
std::string findings_text(const Findings& findings);  // a line each, and one with its mend
std::string findings_json(const Findings& findings);  // one line

// The server's clock against ours: "Thu, 26 Nov 2026 09:45:51 GMT". Over 2 s is a warning, over 60
// s a failure: handovers and promises would be late.
Finding judge_clock(std::string_view date_header, Instant now);
// As this machine resolves it; blocking. Empty: it has none.
std::vector<std::string> addresses_of(const std::string& host);
// Of this machine or of a private network: a chat server calls it only when it is told to.
bool is_private_address(std::string_view address);
// Whether a list as Mattermost keeps it ("10.0.0.0/8 bot.internal") names the host or an address.
bool is_listed(std::string_view list, std::string_view host, std::string_view address);

}  // namespace qm::app

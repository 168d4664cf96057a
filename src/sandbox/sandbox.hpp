// A local server that speaks Mattermost's API v4 and websocket, with a movable clock, faults for
// tests and a page. It knows nothing of the bot: the bot is one more client.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/time.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::sandbox {

struct SeedUser {
    std::string username, password = {};
    std::string display = {};  // "Alice Martin": first and last name
    std::string locale = "en", timezone = {};
    std::string role = {};  // free text for the page: product, sre, sre-lead, admin
    bool bot = false;
    std::string token = {};  // of a bot: accepted from the start; empty: none
    bool admin = false;
};

struct SeedChannel {
    std::string name, display;
    bool closed = false;               // private
    std::vector<std::string> members;  // user names
    std::string header;
};

struct SeedCommand {
    std::string trigger;  // without '/'
    std::string url, token, description, hint;
};

// Everybody is in the team and in town-square, which is made when it is not listed.
struct Seed {
    std::string team_name, team_display;
    std::vector<SeedUser> users;
    std::vector<SeedChannel> channels;
    std::vector<SeedCommand> commands;
};

struct PageFile {
    std::string path;  // "index.html", "style.css"
    std::string_view bytes;
};

struct Options {
    unsigned short port = 0;  // 0: the system chooses
    // File of everything that happened; empty: memory only. When it holds a sandbox already,
    // that goes on from its last moment, and of the seed only the commands' addresses and
    // tokens, bots' tokens and what is new are taken.
    std::string journal;
    Instant start{};  // wall time when there is no journal
    Seed seed;
    std::vector<PageFile> page;
    std::function<std::string()> demo_json = {};  // an object: merged into GET /sandbox/info
    std::function<std::optional<Instant>()> next_handover = {};  // for {"to":"next_handover"}
    std::function<void(std::string_view)> say = {};              // a line for the log
    std::function<std::chrono::milliseconds()> steady = {};      // for tests; empty: real
    std::chrono::milliseconds socket_patience{5'000};            // for a websocket's authentication
    // A post came in by REST, before anything is done with it: for measuring.
    std::function<void(std::string_view user_id, std::string_view root_id)> arriving = {};
};

struct Named {
    std::string name, id;
};

// All calls on the executor's thread. The executor must outlive it and run until stop() is
// through.
class Sandbox {
public:
    virtual ~Sandbox() = default;  // stops
    virtual unsigned short port() const = 0;
    virtual std::string url() const = 0;  // http://127.0.0.1:PORT
    virtual void stop() = 0;              // idempotent
    virtual Instant now() const = 0;
    virtual std::string team_id() const = 0;
    virtual std::vector<Named> channels() const = 0;  // of the team, in order of creation
    virtual std::vector<Named> users() const = 0;
    virtual std::optional<std::string> channel_id(std::string_view name) const = 0;
    virtual std::optional<std::string> user_id(std::string_view username) const = 0;
    // Writes as that user, told to everybody in the channel before it returns; the post's id.
    virtual result<std::string> write(std::string_view username, std::string_view channel,
                                      std::string message) = 0;
    // False when no such command is there.
    virtual bool set_command_url(std::string_view trigger, std::string url) = 0;
};

// `unavailable` when the port is taken, `invalid` when the seed or the journal cannot be read.
// Throws std::system_error when the journal cannot be written.
result<std::unique_ptr<Sandbox>> start_sandbox(boost::asio::any_io_executor executor,
                                               Options options);

}  // namespace qm::sandbox

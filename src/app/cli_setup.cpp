// `setup mattermost`: the bot account, its token, its channels and its slash commands, made by an
// administrator's token that is used once and kept nowhere.
// SPDX-License-Identifier: Apache-2.0
#include "app/administrator.hpp"
#include "app/cli.hpp"
#include "app/config.hpp"
#include "app/setup.hpp"
#include "core/spec.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr const char* token_name = "quartermaster";  // its description: which tokens are ours
constexpr int commands_max = 500;

std::string any_variable(const std::string&) {
    return "unset";
}
result<std::string> any_file(const std::string&) {
    return std::string("unset=unset");
}

// Before anything is made that would be lost. What was not there is not left behind empty.
void must_be_writable(const std::string& path) {
    if (path.empty()) return;
    const bool there = std::filesystem::exists(path);
    const mode_t old = ::umask(0077);
    const bool opens = std::ofstream(path, std::ios::app).is_open();
    ::umask(old);
    if (!opens)
        throw SetupFailed("cannot write " + path + ": make its folder, or become its owner");
    std::error_code ignored;
    if (!there) std::filesystem::remove(path, ignored);
}

std::string text_in(const std::string& path) {
    std::ifstream in(path);
    return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

std::string word_in(const std::string& path) {
    std::string word;
    std::ifstream(path) >> word;
    return word;
}

class SetUp {
public:
    SetUp(asio::io_context& context, const Config& config, std::string admin_token,
          const SetupArguments& arguments)
        : config_(config),
          admin_(context.get_executor(), config.mattermost.url, std::move(admin_token)),
          rotate_(arguments.rotate),
          dry_(arguments.dry) {}

    asio::awaitable<void> run();

private:
    asio::awaitable<bool> has_member(std::string place, std::string doing);
    // A call, or in a dry run only a line that says so.
    asio::awaitable<json> make(std::string method, std::string target, json body, std::string doing,
                               Twice twice = Twice::harmless);
    asio::awaitable<void> ask_who();
    asio::awaitable<void> make_bot();
    asio::awaitable<bool> still_good(std::string path);
    asio::awaitable<void> make_token();
    asio::awaitable<void> revoke(json tokens);
    asio::awaitable<void> join();
    asio::awaitable<void> make_commands();
    asio::awaitable<std::string> make_command(std::string trigger, const json& known);
    void save(const std::string& path, const std::string& text, const char* what);
    void save_command_tokens(const std::string& lines);

    const Config& config_;
    Administrator admin_;
    bool rotate_ = false;
    bool dry_ = false;
    bool asleep_ = false;  // its account was deactivated when this began
    std::string bot_id_;
    std::string team_id_;
};

asio::awaitable<bool> SetUp::has_member(std::string place, std::string doing) {
    if (bot_id_.empty()) co_return false;
    const json member = co_await admin_.find(place + "/members/" + bot_id_, std::move(doing));
    co_return member.is_object() && member.value("delete_at", std::int64_t{0}) == 0;
}

asio::awaitable<json> SetUp::make(std::string method, std::string target, json body,
                                  std::string doing, Twice twice) {
    if (dry_) {
        std::fprintf(stderr, "would be done: %s\n", doing.c_str());
        co_return json::object();
    }
    co_return co_await admin_.call(std::move(method), std::move(target), std::move(body), doing,
                                   twice);
}

void SetUp::save(const std::string& path, const std::string& text, const char* what) {
    if (path.empty()) {
        // No file is named for it: data goes to standard output, for whoever keeps secrets.
        std::printf("%s", text.c_str());
        return;
    }
    const mode_t old = ::umask(0077);
    std::ofstream out(path, std::ios::trunc);
    ::umask(old);
    out << text;
    out.flush();
    if (!out) throw SetupFailed("cannot write " + path);
    std::fprintf(stderr, "%s written to %s\n", what, path.c_str());
}

asio::awaitable<void> SetUp::make_bot() {
    const json found = co_await admin_.find(std::string("/users/username/") + bot_name,
                                            "looking for the bot account");
    if (found.is_object()) {
        if (!found.value("is_bot", false))
            throw SetupFailed("a person is called " + std::string(bot_name) +
                              " already: rename them");
        bot_id_ = found.value("id", "");
        asleep_ = found.value("delete_at", std::int64_t{0}) != 0;
        std::fprintf(stderr, "the bot account is there%s\n", asleep_ ? ", deactivated" : "");
        if (!asleep_) co_return;
        co_await make("POST", "/bots/" + bot_id_ + "/enable", json(), "enabling the bot account");
        if (!dry_) std::fprintf(stderr, "bot account enabled\n");
        co_return;
    }
    json body = json::object();
    body["username"] = bot_name;
    body["display_name"] = "Quartermaster";
    body["description"] = "Keeps the catalog and carries requests to whoever is on duty";
    const json made =
        co_await make("POST", "/bots", std::move(body), "making the bot account", Twice::harmful);
    bot_id_ = made.value("user_id", "");
    if (!dry_) std::fprintf(stderr, "bot account made\n");
}

// There is a token, and Mattermost takes it: one that was revoked helps nobody.
asio::awaitable<bool> SetUp::still_good(std::string path) {
    const std::string token = word_in(path);
    if (token.empty()) co_return false;
    const bool taken = co_await admin_.is_taken(token, "trying the token in " + path);
    if (taken) co_return true;
    std::fprintf(stderr, "the token in %s is refused\n", path.c_str());
    co_return false;
}

asio::awaitable<void> SetUp::make_token() {
    const std::string& path = config_.mattermost.token_file;
    if (dry_ && asleep_ && !rotate_ && !word_in(path).empty()) {
        // Until the account is enabled every token of it is refused.
        co_await make("", "", json(),
                      "trying the token in " + path + ", and making another if it is refused");
        co_return;
    }
    bool kept = false;
    if (!rotate_ && !path.empty()) kept = co_await still_good(path);
    if (kept) {
        std::fprintf(stderr, "the token in %s is kept; --new-token makes another\n", path.c_str());
        co_return;
    }
    if (dry_) {
        co_await make(
            "", "", json(),
            rotate_ ? "making a new token, and revoking the old ones" : "making the bot's token");
        co_return;
    }
    json before = json::array();
    if (rotate_)
        before = co_await admin_.call("GET", "/users/" + bot_id_ + "/tokens?per_page=200", json(),
                                      "reading the bot's tokens");
    json body = json::object();
    body["description"] = token_name;
    const json made = co_await admin_.call("POST", "/users/" + bot_id_ + "/tokens", std::move(body),
                                           "making the bot's token", Twice::harmful);
    const std::string token = made.value("token", "");
    save(path, path.empty() ? "token=" + token + "\n" : token + "\n", "the bot's token");
    co_await revoke(std::move(before));
}

asio::awaitable<void> SetUp::revoke(json tokens) {
    int revoked = 0;
    for (const json& token : tokens) {
        if (!token.is_object() || token.value("description", "") != token_name) continue;
        json body = json::object();
        body["token_id"] = token.value("id", "");
        co_await admin_.call("POST", "/users/tokens/revoke", std::move(body),
                             "revoking the old token");
        ++revoked;
    }
    if (revoked > 0)
        std::fprintf(stderr, "old tokens revoked: %d; a bot that runs %s\n", revoked,
                     config_.mattermost.token_file.empty()
                         ? "must be started again"
                         : "reads the file again within a minute");
}

asio::awaitable<void> SetUp::join() {
    const std::string& name_of_team = config_.mattermost.team;
    const json team =
        co_await admin_.find("/teams/name/" + name_of_team, "looking for the team " + name_of_team);
    if (!team.is_object())
        throw SetupFailed("there is no Mattermost team " + name_of_team +
                          ": mend mattermost.team, the name in the team's address");
    team_id_ = team.value("id", "");
    const bool in_team =
        co_await has_member("/teams/" + team_id_, "looking whether the bot is in the team");
    if (!in_team) {
        json member = json::object();
        member["team_id"] = team_id_;
        member["user_id"] = bot_id_;
        co_await make("POST", "/teams/" + team_id_ + "/members", std::move(member),
                      "adding the bot to the team");
    }
    const chat::Names names = names_of(config_);
    std::size_t joined = 0;
    for (const std::string& name : names.channels) {
        const json channel = co_await admin_.find("/teams/" + team_id_ + "/channels/name/" + name,
                                                  "looking for the channel " + name);
        if (!channel.is_object()) {
            std::fprintf(stderr, "there is no channel %s: make it, then run this again\n",
                         name.c_str());
            continue;
        }
        ++joined;
        const std::string place = "/channels/" + channel.value("id", "");
        const bool in = co_await has_member(place, "looking whether the bot is in " + name);
        if (in) continue;
        json body = json::object();
        body["user_id"] = bot_id_;
        co_await make("POST", place + "/members", std::move(body), "adding the bot to " + name);
    }
    std::fprintf(stderr, "the bot %s in %zu of %zu channels\n", dry_ ? "would be" : "is", joined,
                 names.channels.size());
}

asio::awaitable<std::string> SetUp::make_command(std::string trigger, const json& known) {
    const std::vector<Command> commands = all_commands();
    json body = json::object();
    body["team_id"] = team_id_;
    body["trigger"] = trigger;
    body["method"] = "P";
    body["url"] = config_.http.public_url + "/mattermost/command";
    body["display_name"] = "Quartermaster";
    body["username"] = bot_name;
    body["auto_complete"] = true;
    body["auto_complete_hint"] = core::hint(commands, trigger);
    for (const Command& command : commands) {
        if (command.by_default && command.path.starts_with(trigger + " "))
            body["auto_complete_desc"] = command.summary;
    }
    for (const json& old : known) {
        if (!old.is_object() || old.value("trigger", "") != trigger) continue;
        json changed = old;
        changed.update(body);
        const std::string id = old.value("id", "");
        if (changed == old) co_return old.value("token", "");
        const json saved =
            co_await make("PUT", "/commands/" + id, std::move(changed), "changing /" + trigger);
        co_return saved.value("token", old.value("token", ""));
    }
    const json made =
        co_await make("POST", "/commands", std::move(body), "making /" + trigger, Twice::harmful);
    co_return made.value("token", "");
}

asio::awaitable<void> SetUp::make_commands() {
    if (config_.http.public_url.empty()) {
        std::fprintf(stderr,
                     "no http.public_url: slash commands and buttons are left out, "
                     "everything works by mention\n");
        co_return;
    }
    const json known =
        co_await admin_.call("GET", "/commands?team_id=" + team_id_ + "&custom_only=true", json(),
                             "reading the slash commands");
    if (known.size() > commands_max)
        throw SetupFailed("there are over 500 slash commands: remove those that nobody uses");
    std::string lines;
    const std::vector<Command> commands = all_commands();
    for (const std::string& trigger : core::triggers(commands)) {
        const std::string token = co_await make_command(trigger, known);
        lines += trigger + "=" + token + "\n";
    }
    save_command_tokens(lines);
}

void SetUp::save_command_tokens(const std::string& lines) {
    const std::string& path = config_.mattermost.command_tokens_file;
    if (!path.empty() && text_in(path) == lines)
        std::fprintf(stderr, "the command tokens in %s are kept\n", path.c_str());
    else if (!dry_)
        save(path, lines, "the command tokens");
    else
        std::fprintf(stderr, "would be done: writing the command tokens to %s\n",
                     path.empty() ? "standard output" : path.c_str());
}

asio::awaitable<void> SetUp::ask_who() {
    const json me = co_await admin_.call("GET", "/users/me", json(), "asking who you are");
    const std::string name = me.value("username", "");
    if (me.value("roles", "").find("system_admin") == std::string::npos)
        throw SetupFailed("the token is of " + name +
                          ", who is no system administrator: take the token of one");
    std::fprintf(stderr, "administrator: %s\n", name.c_str());
}

asio::awaitable<void> SetUp::run() {
    co_await ask_who();
    must_be_writable(config_.mattermost.token_file);
    if (!config_.http.public_url.empty()) must_be_writable(config_.mattermost.command_tokens_file);
    co_await make_bot();
    co_await join();
    co_await make_token();
    co_await make_commands();
}

}  // namespace

int cli_setup_mattermost(const SetupArguments& arguments) {
    const char* token = std::getenv(arguments.admin_token_env.c_str());
    if (token == nullptr || *token == '\0') {
        std::fprintf(stderr, "quartermaster: set %s to a system administrator's access token\n",
                     arguments.admin_token_env.c_str());
        return 2;
    }
    const ConfigRead read = read_config(text_in(arguments.config), {any_variable, any_file});
    for (const ConfigProblem& problem : read.problems)
        std::fprintf(stderr, "%s:%d: %s\n", arguments.config.c_str(), problem.line,
                     problem.what.c_str());
    if (!read.problems.empty()) return 2;
    asio::io_context context;
    int code = 1;
    try {
        SetUp set_up(context, read.config, token, arguments);
        asio::co_spawn(context, set_up.run(), [&](std::exception_ptr failure) {
            context.stop();  // the connection would be kept for a while
            if (!failure) {
                code = 0;
                return;
            }
            try {
                std::rethrow_exception(failure);
            } catch (const std::exception& error) {
                std::fprintf(stderr, "quartermaster: %s\n", error.what());
            }
        });
        context.run();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "quartermaster: %s\n", error.what());
    }
    if (code == 0)
        std::fprintf(stderr, arguments.dry
                                 ? "nothing was changed: without --dry-run it is made\n"
                                 : "done: quartermaster config check, then quartermaster serve\n");
    return code;
}

}  // namespace qm::app

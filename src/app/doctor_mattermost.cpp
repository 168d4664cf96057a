// What is tried on Mattermost, as the bot, and as an administrator where a token is given.
// SPDX-License-Identifier: Apache-2.0
#include "app/doctor_mattermost.hpp"

#include "app/setup.hpp"

#include <algorithm>
#include <set>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr std::size_t names_at_once = 200;
constexpr const char* another_token =
    "`quartermaster setup mattermost --new-token` makes another token";
// Mattermost refuses both alike.
constexpr const char* enabled_or_another =
    "`quartermaster setup mattermost` enables the account, if it is deactivated; with --new-token "
    "it makes another token";

// Channels that the bot is not in, by what is known of them.
struct Lacking {
    std::vector<std::string> absent, archived, outside, untold;
    Seen last;  // of those that are untold
};

std::string there_named(const std::string& team, const std::string& channel) {
    return "/teams/" + team + "/channels/name/" + channel;
}

// Without a team's own channel nobody on duty is told anything.
Health health_of(const std::vector<std::string>& lacking, const Config& config) {
    const auto is_own = [&](const Team& team) {
        return std::find(lacking.begin(), lacking.end(), team.channel_name) != lacking.end();
    };
    return std::any_of(config.teams.begin(), config.teams.end(), is_own) ? Health::fail
                                                                         : Health::warn;
}

Findings findings_of(const Lacking& lacking, const Config& config) {
    Findings found;
    if (!lacking.absent.empty())
        found.push_back(
            {health_of(lacking.absent, config), "channels",
             "not there, archived, or private and without the bot: " + listed(lacking.absent),
             "mend the names, unarchive them, or invite the bot there (/invite)"});
    if (!lacking.archived.empty())
        found.push_back({health_of(lacking.archived, config), "channels",
                         "archived: " + listed(lacking.archived),
                         "unarchive them, or take them out of the configuration"});
    if (!lacking.outside.empty())
        found.push_back({health_of(lacking.outside, config), "channels",
                         "the bot is not in " + listed(lacking.outside),
                         "`quartermaster setup mattermost` brings it in, or /invite there"});
    if (!lacking.untold.empty())
        found.push_back(
            {health_of(lacking.untold, config), "channels",
             "it could not be told of " + listed(lacking.untold) + ": " + refusal(lacking.last),
             mend_of_answer(lacking.last, "ask again")});
    return found;
}

}  // namespace

std::string field(const json& object, const char* key) {
    return object.is_object() && object.contains(key) && object[key].is_string()
               ? object[key].get<std::string>()
               : "";
}

std::string refusal(const Seen& seen) {
    if (seen.status == 0) return seen.why;
    const std::string id = field(seen.body, "id");
    return "HTTP " + std::to_string(seen.status) + (id.empty() ? "" : " " + id);
}

std::string mend_of_answer(const Seen& seen, const std::string& otherwise) {
    if (seen.status == 0) return "mend mattermost.url, or the way from here to it";
    if (seen.status == 429)
        return "it limits how often it may be asked: ask again later, or raise "
               "RateLimitSettings.PerSec and MaxBurst";
    if (is_for_a_moment(seen.status))
        return "Mattermost, or the proxy before it, is away: start it, or ask again when it is "
               "back";
    if (seen.status == 401) return enabled_or_another;
    if (seen.status >= 500) return "Mattermost's own log says why";
    return otherwise;
}

asio::awaitable<Seen> MattermostExam::call(std::string method, std::string path, std::string body,
                                           std::string token, Twice twice) {
    Seen seen;
    if (!https_) {
        auto made = net::make_https(patient_.executor, config_.mattermost.url);
        if (!made) {
            seen.why = made.error().what;
            co_return seen;
        }
        https_ = std::make_unique<PatientHttps>(patient_.executor, std::move(*made),
                                                Patience(doctor_waits_max), patient_.pause);
    }
    net::HttpRequest request;
    request.method = std::move(method);
    request.target = "/api/v4" + path;
    request.headers.emplace_back("Authorization", "Bearer " + token);
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(body);
    auto response = co_await https_->send(std::move(request), twice);
    if (!response) {
        seen.why = response.error().what;
        seen.doubtful = response.error().code == errc::timed_out;
        co_return seen;
    }
    seen.status = response->status;
    seen.doubtful = seen.status >= 500;
    seen.date = response->header("Date");
    seen.body = json::parse(response->body, nullptr, false);
    co_return seen;
}

asio::awaitable<Findings> MattermostExam::server() {
    const Seen seen = co_await get("/system/ping");
    Findings found;
    if (!seen.ok()) {
        found.push_back({Health::fail, "server", config_.mattermost.url + ": " + refusal(seen),
                         mend_of_answer(seen, "mend mattermost.url")});
        co_return found;
    }
    found.push_back({Health::ok, "server", config_.mattermost.url + " answers", ""});
    found.push_back(judge_clock(seen.date, patient_.clock.wall()));
    const Seen client = co_await get("/config/client?format=old");
    if (client.ok() && field(client.body, "EnablePostUsernameOverride") == "false")
        found.push_back({Health::warn, "server",
                         "answers to slash commands stand under the name of whoever typed them",
                         "switch ServiceSettings.EnablePostUsernameOverride on"});
    co_return found;
}

// Whether the account is deactivated is seen by others only.
asio::awaitable<Finding> MattermostExam::refused_token() {
    Finding found{Health::fail, "account", "the token is not accepted", enabled_or_another};
    if (patient_.admin_token.empty()) co_return found;
    const std::string path = std::string("/users/username/") + bot_name;
    const Seen bot = co_await call("GET", path, "", patient_.admin_token);
    if (!bot.ok() || !bot.body.is_object()) co_return found;
    const bool away = bot.body.value("delete_at", std::int64_t{0}) != 0;
    found.mend = another_token;
    if (!away) co_return found;
    found.what = std::string("@") + bot_name + " is deactivated: no token of it is accepted";
    found.mend = "`quartermaster setup mattermost` enables it";
    co_return found;
}

asio::awaitable<Findings> MattermostExam::account() {
    const Seen me = co_await get("/users/me");
    Findings found;
    if (me.status == 401) {
        Finding refused = co_await refused_token();
        found.push_back(std::move(refused));
    } else if (!me.ok() || !me.body.is_object()) {
        found.push_back({Health::fail, "account", refusal(me),
                         mend_of_answer(me,
                                        "mend mattermost.url: it must be the address of "
                                        "Mattermost itself")});
    } else if (!me.body.value("is_bot", false)) {
        found.push_back({Health::warn, "account",
                         "@" + field(me.body, "username") + " is a person, no bot account",
                         "`quartermaster setup mattermost` makes a bot account: its token ends "
                         "with nobody's leave"});
    } else {
        found.push_back({Health::ok, "account", "@" + field(me.body, "username"), ""});
    }
    if (!me.ok() || !me.body.is_object()) co_return found;
    const Seen team = co_await get("/teams/name/" + config_.mattermost.team);
    team_ = team.ok() ? field(team.body, "id") : "";
    if (team_.empty())
        found.push_back({Health::fail, "team", config_.mattermost.team + ": " + refusal(team),
                         mend_of_answer(team,
                                        "mend mattermost.team, or run `quartermaster setup "
                                        "mattermost`, which brings the bot into it")});
    co_return found;
}

// What is told of a channel when archived ones are asked for too: the bot sees those that are
// public or were its own, an administrator all.
asio::awaitable<Seen> MattermostExam::hidden_channel(std::string path) {
    path += "?include_deleted=true";
    Seen seen = co_await get(path);
    if (!seen.ok() && !patient_.admin_token.empty())
        seen = co_await call("GET", path, "", patient_.admin_token);
    if (!seen.body.is_object()) seen.status = 0;
    co_return seen;
}

asio::awaitable<Findings> MattermostExam::channels() {
    Findings found;
    if (team_.empty()) co_return found;
    const Seen mine = co_await get("/users/me/teams/" + team_ + "/channels");
    if (!mine.ok() || !mine.body.is_array()) {
        found.push_back({Health::fail, "channels", "the bot's cannot be read: " + refusal(mine),
                         mend_of_answer(mine,
                                        "mend the bot's roles: it must be able to see its "
                                        "channels")});
        co_return found;
    }
    channels_read_ = true;
    for (const json& channel : mine.body)
        channels_[field(channel, "name")] = field(channel, "id");
    const auto& names = names_of(config_).channels;
    const std::set<std::string> wanted(names.begin(), names.end());
    Lacking lacking;
    for (const std::string& name : wanted) {
        if (channels_.contains(name)) continue;
        const Seen there = co_await get(there_named(team_, name));
        // Found, and not to be read, is 403: a private one is 404 to whoever is not in it.
        const bool seen = there.ok() || there.status == 403;
        const bool absent = there.status == 404 || there.status == 400;
        if (!seen && !absent) {
            lacking.untold.push_back(name);
            lacking.last = there;
            continue;
        }
        Seen hidden;
        if (absent) hidden = co_await hidden_channel(there_named(team_, name));
        const bool archived = hidden.ok() && hidden.body.value("delete_at", std::int64_t{0}) != 0;
        if (archived) archived_.insert(name);
        auto& of_its_sort = archived              ? lacking.archived
                            : seen || hidden.ok() ? lacking.outside
                                                  : lacking.absent;
        of_its_sort.push_back(name);
    }
    found = findings_of(lacking, config_);
    if (found.empty())
        found.push_back({Health::ok, "channels",
                         "the bot is in all " + std::to_string(wanted.size()) + " of them", ""});
    co_return found;
}

asio::awaitable<Findings> MattermostExam::members() {
    Findings found;
    if (team_.empty()) co_return found;
    std::set<std::string> left;
    for (const std::string& name : names_of(config_).usernames)
        left.insert(name);
    const std::size_t all = left.size();
    std::vector<std::string> gone;
    const std::vector<std::string> names(left.begin(), left.end());
    for (std::size_t i = 0; i < names.size(); i += names_at_once) {
        const json some(std::vector<std::string>(
            names.begin() + static_cast<std::ptrdiff_t>(i),
            names.begin() +
                static_cast<std::ptrdiff_t>(std::min(names.size(), i + names_at_once))));
        const std::string body = some.dump();
        const Seen seen = co_await call("POST", "/users/usernames", body, config_.mattermost.token);
        if (!seen.ok() || !seen.body.is_array()) {
            found.push_back({Health::fail, "members", "they cannot be read: " + refusal(seen),
                             mend_of_answer(seen,
                                            "mend the bot's roles: it must be able to see "
                                            "people")});
            co_return found;
        }
        for (const json& user : seen.body) {
            left.erase(field(user, "username"));
            if (user.value("delete_at", std::int64_t{0}) != 0)
                gone.push_back(field(user, "username"));
        }
    }
    const std::vector<std::string> unknown(left.begin(), left.end());
    if (!unknown.empty())
        found.push_back({Health::fail, "members", "nobody is called " + listed(unknown),
                         "mend the user names in teams.members"});
    if (!gone.empty())
        found.push_back({Health::fail, "members", "deactivated: " + listed(gone),
                         "take them off the roster (left:), so that no day is theirs"});
    if (found.empty())
        found.push_back({Health::ok, "members", std::to_string(all) + " are known", ""});
    co_return found;
}

Finding MattermostExam::not_posted(const std::string& name, const Seen& posted) const {
    const std::string what = name + ": " + refusal(posted);
    if (posted.doubtful)
        return {Health::fail, "message", what,
                "whether it was posted is not known: look there, and remove it by hand; "
                "Mattermost's own log, or the proxy's, says why"};
    return {Health::fail, "message", what,
            mend_of_answer(posted,
                           "let the bot post there: it must be a member, and the channel "
                           "must not be archived or read-only")};
}

asio::awaitable<Findings> MattermostExam::message() {
    Findings found;
    if (!patient_.posts || !channels_read_ || config_.teams.empty()) co_return found;
    const std::string name =
        patient_.post_to.empty() ? config_.teams.front().channel_name : patient_.post_to;
    const auto channel = channels_.find(name);
    if (channel == channels_.end()) {
        if (archived_.contains(name))
            found.push_back({Health::fail, "message", name + " is archived",
                             "unarchive it, or name another channel with --post"});
        else
            found.push_back({Health::fail, "message", "the bot is not in " + name,
                             "invite it, or name another channel with --post"});
        co_return found;
    }
    json post = json::object();
    post["channel_id"] = channel->second;
    post["message"] = "A test by `quartermaster doctor`; it is removed at once.";
    const std::string body = post.dump();
    const Seen posted =
        co_await call("POST", "/posts", body, config_.mattermost.token, Twice::harmful);
    if (!posted.ok()) {
        found.push_back(not_posted(name, posted));
        co_return found;
    }
    const Seen removed =
        co_await call("DELETE", "/posts/" + field(posted.body, "id"), "", config_.mattermost.token);
    if (removed.ok())
        found.push_back({Health::ok, "message", "posted in " + name + ", and removed again", ""});
    else
        found.push_back({Health::warn, "message",
                         "posted in " + name + ", and not removed: " + refusal(removed),
                         "remove it by hand; doubles of the bot's own posts stay too: let it "
                         "delete its own posts (delete_post)"});
    co_return found;
}

std::vector<Probe> mattermost_probes(const Patient& patient) {
    auto exam = std::make_shared<MattermostExam>(patient);
    return {{"server",
             [exam] {
                 return exam->server();
             }},
            {"account",
             [exam] {
                 return exam->account();
             }},
            {"channels",
             [exam] {
                 return exam->channels();
             }},
            {"members",
             [exam] {
                 return exam->members();
             }},
            {"callback",
             [exam] {
                 return exam->callback();
             }},
            {"commands",
             [exam] {
                 return exam->commands();
             }},
            {"message", [exam] {
                 return exam->message();
             }}};
}

}  // namespace qm::app

// Whether Slack knows the names of the configuration: its channels and its members.
// SPDX-License-Identifier: Apache-2.0
#include "app/doctor_slack.hpp"
#include "app/setup.hpp"
#include "net/url.hpp"

#include <algorithm>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr int slack_pages_max = 50;  // of 200; the bot itself reads no further

bool is_mail(const std::string& name) {
    return name.find('@') != std::string::npos;
}

bool is_slack_id(const std::string& name) {
    const auto fits = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    return name.size() >= 6 && (name.front() == 'U' || name.front() == 'W') &&
           std::all_of(name.begin(), name.end(), fits);
}

// Slack's word for somebody whom nobody here is; anything else says nothing about them.
bool is_nobody(const SlackSeen& seen) {
    return seen.why == "user_not_found" || seen.why == "users_not_found" ||
           seen.why == "user_not_visible";
}

// "#search, #lake"
std::string hashed(std::vector<std::string> names) {
    for (std::string& name : names)
        name.insert(0, "#");
    return listed(names);
}

std::string slack_word(const json& object, const char* key) {
    return object.is_object() && object.contains(key) && object[key].is_string()
               ? object[key].get<std::string>()
               : "";
}

}  // namespace

asio::awaitable<SlackSeen> SlackExam::list(std::string method, std::string form, std::string of,
                                           std::function<bool(const json&)> take) {
    SlackSeen seen;
    std::string cursor;
    for (int page = 0; page < slack_pages_max; ++page) {
        std::string body = form + "&limit=200";
        if (!cursor.empty()) body += "&cursor=" + net::encode_query(cursor);
        seen = co_await call(method, std::move(body), config_.slack.bot_token);
        if (!seen.ok) co_return seen;
        bool enough = false;
        for (const json& one : seen.body.value(of, json::array()))
            enough = (one.is_object() && take(one)) || enough;
        cursor = slack_word(seen.body.value("response_metadata", json()), "next_cursor");
        if (enough || cursor.empty()) co_return seen;
    }
    seen.more = true;
    co_return seen;
}

asio::awaitable<Findings> SlackExam::channels() {
    Findings found;
    std::set<std::string> in;
    const std::function<bool(const json&)> take = [&in](const json& channel) {
        in.insert(slack_word(channel, "name"));
        in.insert(slack_word(channel, "id"));
        return false;
    };
    const SlackSeen seen = co_await list(
        "users.conversations", "exclude_archived=true&types=public_channel,private_channel",
        "channels", take);
    if (!seen.ok) {
        found.push_back({Health::fail, "channels", "users.conversations: " + seen.why,
                         slack_mend(seen, "grant channels:read and groups:read")});
        co_return found;
    }
    const auto& names = names_of(config_).channels;
    Away away;
    for (const std::string& name : names) {
        if (!in.contains(name)) away.unseen.insert(name);
    }
    if (!away.unseen.empty()) {
        const std::function<bool(const json&)> look = [&away](const json& channel) {
            away.take(channel);
            return away.unseen.empty();
        };
        const SlackSeen all = co_await list(
            "conversations.list", "exclude_archived=false&types=public_channel", "channels", look);
        tell_away(away, all, found);
    }
    if (found.empty())
        found.push_back({Health::ok, "channels",
                         "the bot is in all " + std::to_string(names.size()) + " of them", ""});
    co_return found;
}

void SlackExam::Away::take(const json& channel) {
    for (const std::string& word : {slack_word(channel, "name"), slack_word(channel, "id")}) {
        if (word.empty() || unseen.erase(word) == 0) continue;
        (channel.value("is_archived", false) ? archived : open).push_back(word);
    }
}

// What is not there, or private, can be joined by nobody: only a person can mend it.
void SlackExam::tell_away(const Away& away, const SlackSeen& seen, Findings& found) const {
    const std::string unseen = hashed({away.unseen.begin(), away.unseen.end()});
    if (!seen.ok) {
        found.push_back({Health::fail, "channels",
                         "the bot is not in " + unseen +
                             ", and whether they are there could not be told: "
                             "conversations.list: " +
                             seen.why,
                         slack_mend(seen, "grant channels:read")});
        return;
    }
    if (!away.unseen.empty() && seen.more)
        found.push_back({Health::fail, "channels",
                         "it could not be told of " + unseen +
                             ": the bot is not in them, and they are not among the first 10,000",
                         "/invite the bot there: it reads no further either"});
    else if (!away.unseen.empty())
        found.push_back({Health::fail, "channels", "there is no public channel " + unseen,
                         "correct the name in the configuration; a private one: /invite the bot "
                         "there"});
    if (!away.archived.empty())
        found.push_back({Health::fail, "channels", "archived: " + hashed(away.archived),
                         "unarchive them, or take them out of the configuration"});
    tell_open(away.open, found);
}

void SlackExam::tell_open(const std::vector<std::string>& open, Findings& found) const {
    std::vector<std::string> own, other;
    for (const std::string& name : open) {
        const bool team = std::any_of(config_.teams.begin(), config_.teams.end(),
                                      [&](const Team& one) { return one.channel_name == name; });
        (team ? own : other).push_back(name);
    }
    const bool joins = config_.slack.join && may("channels:join");
    const std::string mend = config_.slack.join && !joins
                                 ? "grant channels:join, or /invite the bot there"
                                 : "/invite the bot there";
    if (!own.empty())
        found.push_back({Health::fail, "channels", "the bot is not in " + hashed(own), mend});
    if (!other.empty())
        found.push_back({joins ? Health::ok : Health::warn, "channels",
                         "the bot is not in " + hashed(other),
                         joins ? "slack.join: it goes there by itself" : mend});
}

void SlackExam::Roll::take(const json& user) {
    for (const std::string& word : {slack_word(user, "name"), slack_word(user, "id"),
                                    slack_word(user.value("profile", json()), "email")}) {
        if (word.empty() || missing.erase(word) == 0) continue;
        if (user.value("deleted", false)) gone.push_back(word);
    }
}

// By id or by mail. A mail that Slack does not find may be of somebody deactivated: the list tells.
asio::awaitable<void> SlackExam::look_up(std::string name, Roll& roll) {
    const bool mail = is_mail(name);
    std::string body = (mail ? "email=" : "user=") + net::encode_query(name);
    const SlackSeen seen = co_await call(mail ? "users.lookupByEmail" : "users.info",
                                         std::move(body), config_.slack.bot_token);
    if (seen.ok) {
        roll.take(seen.body.value("user", json::object()));
    } else if (!is_nobody(seen)) {
        roll.unasked.insert(name);
        roll.last = seen;
    }
}

void SlackExam::tell(const Roll& roll, bool more, Findings& found) {
    std::vector<std::string> unknown, unread, untold;
    for (const std::string& name : roll.missing) {
        const bool plain = !is_mail(name) && !is_slack_id(name);
        (roll.unasked.contains(name) ? untold : more && plain ? unread : unknown).push_back(name);
    }
    if (!unknown.empty())
        found.push_back({Health::fail, "members", "nobody is called " + listed(unknown),
                         "write their Slack name, id or mail into teams.members"});
    if (!unread.empty())
        found.push_back({Health::fail, "members",
                         "it could not be told of " + listed(unread) +
                             ": they are not among the first 10,000 people",
                         "write their Slack id or mail into teams.members: the bot reads no "
                         "further either"});
    if (!untold.empty())
        found.push_back({Health::fail, "members",
                         "it could not be told of " + listed(untold) + ": " + roll.last.why,
                         slack_mend(roll.last, "grant users:read and users:read.email")});
    if (!roll.gone.empty())
        found.push_back({Health::fail, "members", "deactivated: " + listed(roll.gone),
                         "take them off the roster (left:), so that no day is theirs"});
}

// As the bot does it: the list is read only as far as somebody is still missing.
asio::awaitable<Findings> SlackExam::members() {
    Findings found;
    const auto& names = names_of(config_).usernames;
    const std::set<std::string> all(names.begin(), names.end());
    Roll roll;
    roll.missing = all;
    for (const std::string& name : all) {
        if (is_mail(name) || is_slack_id(name)) co_await look_up(name, roll);
    }
    bool more = false;
    if (!roll.missing.empty()) {
        const std::function<bool(const json&)> take = [&roll](const json& user) {
            roll.take(user);
            return roll.missing.empty();
        };
        const SlackSeen seen = co_await list("users.list", "include_locale=false", "members", take);
        if (!seen.ok) {
            found.push_back({Health::fail, "members", "users.list: " + seen.why,
                             slack_mend(seen, "grant users:read")});
            co_return found;
        }
        more = seen.more;
    }
    tell(roll, more, found);
    if (found.empty())
        found.push_back({Health::ok, "members", std::to_string(all.size()) + " are known", ""});
    co_return found;
}

}  // namespace qm::app

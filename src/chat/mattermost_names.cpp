// The configuration's names on the platform: the team, its people, its channels; joins the public
// ones. What is missing is a note with its mend, never a reason not to start.
// SPDX-License-Identifier: Apache-2.0
#include "chat/directory_key.hpp"
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>
#include <set>

namespace qm::chat {

namespace asio = boost::asio;

namespace {

constexpr std::size_t batch = 100;
constexpr std::size_t mentioned_max = 5;

bool is_username(std::string_view name) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    };
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), fits);
}

}  // namespace

asio::awaitable<result<void>> MattermostRoom::settle_names() {
    named_ = true;
    if (team_.empty()) {
        const auto found = co_await find_team();
        if (!found) {
            named_ = false;
            co_return found.error();
        }
    }
    Event event;
    event.kind = EventKind::directory;
    event.at_ms = listener_.wall_ms();
    event.at = from_unix(event.at_ms / 1000);
    const auto people = co_await find_people(event);
    if (!people) {
        named_ = false;
        co_return people.error();
    }
    const auto channels = co_await find_channels(event);
    if (!channels) {
        named_ = false;
        co_return channels.error();
    }
    event.key = directory_key("mm", event);
    co_await listener_.event(std::move(event));
    co_return result<void>();
}

asio::awaitable<result<void>> MattermostRoom::find_team() {
    const std::string& name = options_.team;
    if (!is_username(name))
        co_return Error{errc::invalid, "mattermost.team must be the team's name in addresses."};
    const auto answer = co_await rest_.get("/teams/name/" + name);
    if (!answer) co_return answer.error();
    if (!answer->ok()) {
        Error error = failed(*answer);
        if (error.code == errc::not_found || error.code == errc::not_allowed)
            error.what += " The bot cannot see the team " + name +
                          ": correct mattermost.team, or add the bot to that team.";
        co_return error;
    }
    auto id = read_id(answer->body);
    if (!id) co_return id.error();
    team_ = std::move(*id);
    co_return result<void>();
}

asio::awaitable<result<void>> MattermostRoom::find_people(Event& found) {
    const std::vector<std::string> wanted = names_.usernames;
    std::set<std::string> seen;
    for (std::size_t from = 0; from < wanted.size(); from += batch) {
        const std::size_t until = std::min(from + batch, wanted.size());
        const std::vector<std::string> some(wanted.begin() + static_cast<std::ptrdiff_t>(from),
                                            wanted.begin() + static_cast<std::ptrdiff_t>(until));
        const auto answer = co_await rest_.call("POST", "/users/usernames", write_ids(some));
        if (!answer) co_return answer.error();
        if (!answer->ok()) co_return failed(*answer);
        auto users = read_users(answer->body);
        if (!users) co_return users.error();
        for (WireUser& user : *users) {
            seen.insert(user.username);
            if (user.is_gone)
                note("@" + user.username + " is deactivated in Mattermost: change the teams.");
            found.people.push_back(person_of(user));
            directory_.keep(std::move(user));
        }
    }
    for (const std::string& name : wanted) {
        if (!seen.contains(name))
            note("Nobody in Mattermost is called @" + name + ": correct the configuration.");
    }
    co_return result<void>();
}

// "/req for @pia …": whoever is named must be known before the desk sees the event.
asio::awaitable<void> MattermostRoom::find_mentioned(Event& event) {
    std::vector<std::string> names;
    for (std::size_t at = event.text.find('@');
         at != std::string::npos && names.size() < mentioned_max;
         at = event.text.find('@', at + 1)) {
        const std::size_t end =
            std::min(event.text.find_first_of(" ,:;)\n", at + 1), event.text.size());
        std::string name = event.text.substr(at + 1, end - at - 1);
        while (name.ends_with('.'))
            name.pop_back();
        if (is_username(name)) names.push_back(std::move(name));
    }
    if (names.empty()) co_return;
    const auto answer = co_await rest_.call("POST", "/users/usernames", write_ids(names));
    if (!answer || !answer->ok()) co_return;  // the desk may know them; else it says so
    auto users = read_users(answer->body);
    if (!users) co_return;
    for (WireUser& user : *users) {
        if (user.is_gone || user.is_bot) continue;
        event.people.push_back(person_of(user));
        directory_.keep(std::move(user));
    }
}

asio::awaitable<result<std::vector<WireChannel>>> MattermostRoom::own_channels() {
    const auto answer = co_await get_surely("/users/me/teams/" + team_ + "/channels");
    if (!answer) co_return answer.error();
    // Before its first team a bot has no channels.
    if (answer->status == 404 || answer->status == 403) co_return std::vector<WireChannel>();
    if (!answer->ok()) co_return failed(*answer);
    co_return read_channels(answer->body);
}

asio::awaitable<result<void>> MattermostRoom::find_channels(Event& found) {
    const std::vector<std::string> wanted = names_.channels;
    const auto own = co_await own_channels();
    if (!own) co_return own.error();
    std::set<std::string> joined;
    for (const WireChannel& channel : *own)
        joined.insert(channel.id);
    for (const std::string& name : wanted) {
        if (!is_username(name)) {
            note("~" + name + " is no channel's name: take the one of its address.");
            continue;
        }
        const auto answer = co_await get_surely("/teams/" + team_ + "/channels/name/" + name);
        if (!answer) co_return answer.error();
        if (answer->status == 404 || answer->status == 403) {
            note("The bot finds no channel ~" + name +
                 ": correct the configuration, or invite the bot if it is private.");
            continue;
        }
        if (!answer->ok()) co_return failed(*answer);
        const auto channel = read_channel(answer->body);
        if (!channel) co_return channel.error();
        if (!joined.contains(channel->id) && channel->type == 'O') {
            const bool in = co_await join(channel->id);
            if (!in)
                note("The bot may not join ~" + name + ": add the bot to the team, or invite it.");
        }
        found.channels.push_back(channel_of(*channel));
        directory_.keep(*channel);
    }
    co_return result<void>();
}

asio::awaitable<bool> MattermostRoom::join(std::string channel) {
    const auto answer = co_await rest_.call("POST", "/channels/" + channel + "/members",
                                            write_member(me_.id.value));
    co_return answer && answer->ok();
}

void MattermostRoom::rename(Names names) {
    names_ = std::move(names);
    named_ = false;
    if (!live_ || live_->over) return;  // the next connection settles them
    asio::co_spawn(executor_, settle_again(), asio::detached);
}

asio::awaitable<void> MattermostRoom::settle_again() {
    const auto self = shared_from_this();
    const auto settled = co_await settle_names();
    if (!settled) note("The new names could not be resolved yet: " + settled.error().what);
}

}  // namespace qm::chat

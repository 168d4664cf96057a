// Looks names up, and keeps them within bounds.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_directory.hpp"

#include "chat/mattermost_json.hpp"

#include <algorithm>

namespace qm::chat {

namespace {

constexpr std::size_t batch = 100;

}  // namespace

ChannelType channel_type(char letter) {
    switch (letter) {
        case 'O':
            return ChannelType::open;
        case 'D':
            return ChannelType::direct;
        case 'G':
            return ChannelType::group;
        default:
            return ChannelType::closed;
    }
}

Person person_of(const WireUser& user) {
    Person person;
    person.id = UserId(user.id);
    person.username = user.username;
    person.display = user.display;
    person.locale = user.locale;
    person.zone = user.zone;
    return person;
}

Channel channel_of(const WireChannel& channel) {
    return Channel{ChannelId(channel.id), channel.name, channel.display,
                   channel_type(channel.type)};
}

void MattermostDirectory::keep(WireUser user) {
    const std::string id = user.id;
    users_.put(id, std::move(user), steady_());
}

void MattermostDirectory::forget(const std::string& user) {
    users_.forget(user);
}

void MattermostDirectory::keep(WireChannel channel) {
    const std::string id = channel.id;
    channels_.put(id, std::move(channel), steady_());
}

boost::asio::awaitable<bool> MattermostDirectory::learn(std::vector<std::string> users) {
    std::sort(users.begin(), users.end());
    users.erase(std::unique(users.begin(), users.end()), users.end());
    const auto known = [this](const std::string& id) {
        return users_.find(id, steady_()).fresh;
    };
    users.erase(std::remove_if(users.begin(), users.end(), known), users.end());
    for (std::size_t from = 0; from < users.size(); from += batch) {
        const std::size_t until = std::min(from + batch, users.size());
        const std::vector<std::string> some(users.begin() + static_cast<std::ptrdiff_t>(from),
                                            users.begin() + static_cast<std::ptrdiff_t>(until));
        const auto answer = co_await rest_.call("POST", "/users/ids", write_ids(some));
        if (!answer || !answer->ok()) co_return false;
        auto got = read_users(answer->body);
        if (!got) co_return false;
        for (WireUser& user : *got)
            keep(std::move(user));
    }
    co_return true;
}

boost::asio::awaitable<Known> MattermostDirectory::user(std::string id) {
    std::vector<std::string> ids;
    ids.push_back(id);
    const bool asked = co_await learn(std::move(ids));
    Known known;
    known.person.id = UserId(id);
    const auto found = users_.find(id, steady_());
    known.asked = asked || found.value != nullptr;
    if (found.value != nullptr) {
        known.person = person_of(*found.value);
        known.is_bot = found.value->is_bot;
    }
    co_return known;
}

boost::asio::awaitable<result<Channel>> MattermostDirectory::channel(std::string id) {
    const auto found = channels_.find(id, steady_());
    if (found.fresh) co_return channel_of(*found.value);
    const auto answer = co_await rest_.get("/channels/" + id);
    if (!answer) co_return answer.error();
    if (!answer->ok()) co_return failed(*answer);
    const auto channel = read_channel(answer->body);
    if (!channel) co_return channel.error();
    keep(*channel);
    co_return channel_of(*channel);
}

}  // namespace qm::chat

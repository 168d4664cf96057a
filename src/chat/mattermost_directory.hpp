// Users and channels by id, asked once and remembered for a while.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/event.hpp>

#include "chat/mattermost_rest.hpp"
#include "chat/mattermost_wire.hpp"
#include "chat/recent.hpp"

#include <functional>
#include <string>
#include <vector>

namespace qm::chat {

struct Known {
    Person person;
    bool is_bot = false;
    bool asked = true;  // false: nothing is known, and nobody could be asked
};

class MattermostDirectory {
public:
    using Steady = std::function<std::chrono::milliseconds()>;
    static constexpr std::size_t names_max = 5'000;

    MattermostDirectory(MattermostRest& rest, Steady steady, std::chrono::milliseconds fresh_for)
        : rest_(rest),
          steady_(std::move(steady)),
          users_(names_max, fresh_for),
          channels_(names_max, fresh_for) {}

    // Asks for those that are not known, a hundred at a time. False: could not ask.
    boost::asio::awaitable<bool> learn(std::vector<std::string> users);
    // What cannot be asked: what was known before, else only the id.
    boost::asio::awaitable<Known> user(std::string id);
    // `not_found`, `not_allowed`, or why it could not be asked.
    boost::asio::awaitable<result<Channel>> channel(std::string id);

    void keep(WireUser user);
    void forget(const std::string& user);  // asked for anew when it is needed
    void keep(WireChannel channel);

private:
    MattermostRest& rest_;
    Steady steady_;
    Recent<WireUser> users_;
    Recent<WireChannel> channels_;
};

Person person_of(const WireUser& user);
Channel channel_of(const WireChannel& channel);
ChannelType channel_type(char letter);  // O P D G; anything else is closed

}  // namespace qm::chat

// A Mattermost whose database is away answers 400, 403 and 404 to what it cannot read. No such
// answer is believed before the server shows that it can look.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_json.hpp"
#include "chat/mattermost_room.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace qm::chat {

namespace asio = boost::asio;

asio::awaitable<void> MattermostRoom::pause(std::chrono::milliseconds time) {
    asio::steady_timer timer(executor_, time);
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

// A plain yes or no about one thing. What has no such name at all is 400, also without a database.
asio::awaitable<bool> MattermostRoom::is_clear(std::string path, bool healthy) {
    const auto answer = co_await get_patiently(std::move(path));
    if (!answer) co_return false;
    const int status = answer->status;
    co_return answer->ok() || status == 403 || status == 404 || (status == 400 && healthy);
}

// The ping writes to the database; the rest may be read from a copy of it. Either may be away.
asio::awaitable<bool> MattermostRoom::can_look(std::string channel, std::string root) {
    const auto ping = co_await get_patiently("/system/ping?get_server_status=true");
    if (!ping) co_return false;
    const std::optional<bool> health = read_health(ping->body);
    if (health ? !*health : ping->status >= 500) co_return false;
    bool clear = true;
    if (!channel.empty()) clear = co_await is_clear("/channels/" + channel, health.has_value());
    if (!clear) co_return false;
    if (!root.empty()) clear = co_await is_clear("/posts/" + root, health.has_value());
    co_return clear;
}

// What is not there, or not ours, is asked for twice.
asio::awaitable<result<Answer>> MattermostRoom::get_surely(std::string path) {
    for (bool again = false;; again = true) {
        auto answer = co_await get_patiently(path);
        const bool no = answer && (answer->status == 403 || answer->status == 404);
        if (!no || again) co_return answer;
        const bool sure = co_await can_look("", "");
        if (!sure) co_return Error{errc::unavailable, "Mattermost does not read its database."};
    }
}

}  // namespace qm::chat

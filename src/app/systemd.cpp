// SPDX-License-Identifier: Apache-2.0
#include "app/systemd.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace qm::app {
namespace {

std::string_view named(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
}

std::int64_t count_of(std::string_view text) {
    std::int64_t count = 0;
    std::from_chars(text.data(), text.data() + text.size(), count);
    return count;
}

}  // namespace

SystemdAsks systemd_asks() {
    SystemdAsks asks;
    asks.socket = named("NOTIFY_SOCKET");
    const auto whose = named("WATCHDOG_PID");
    if (whose.empty() || count_of(whose) == ::getpid())
        asks.watchdog =
            std::chrono::microseconds{std::max<std::int64_t>(0, count_of(named("WATCHDOG_USEC")))};
    return asks;
}

Systemd::Systemd(boost::asio::any_io_executor executor, SystemdAsks asks,
                 std::function<std::string()> trouble)
    : asks_(std::move(asks)), trouble_(std::move(trouble)), timer_(std::move(executor)) {}

bool Systemd::tell(const std::string& lines) const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (asks_.socket.size() < 2 || asks_.socket.size() >= sizeof address.sun_path) return false;
    std::memcpy(address.sun_path, asks_.socket.data(), asks_.socket.size());
    if (address.sun_path[0] == '@') address.sun_path[0] = '\0';
    const int to = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (to < 0) return false;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + asks_.socket.size());
    const auto sent = ::sendto(to, lines.data(), lines.size(), MSG_NOSIGNAL,
                               reinterpret_cast<const sockaddr*>(&address), size);
    ::close(to);
    return sent == static_cast<ssize_t>(lines.size());
}

boost::asio::awaitable<void> Systemd::run() {
    if (asks_.socket.empty() || asks_.watchdog.count() == 0) co_return;
    std::string last;
    while (!stopping_) {
        const std::string trouble = trouble_();
        if (trouble.empty()) tell("WATCHDOG=1");
        if (trouble != last) {
            tell("STATUS=" + (trouble.empty() ? "serving" : trouble));
            last = trouble;
        }
        timer_.expires_after(asks_.watchdog / 2);
        co_await timer_.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    }
}

void Systemd::stop() {
    stopping_ = true;
    timer_.cancel();
}

}  // namespace qm::app

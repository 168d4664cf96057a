// What systemd is told, when it started us: ready, stopping, and that we still do our work.
// The protocol is sd_notify(3): datagrams of "NAME=value" lines to the socket in NOTIFY_SOCKET.
// Written here because all that is used of libsystemd is these thirty lines.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <string>

namespace qm::app {

// NOTIFY_SOCKET, and WATCHDOG_USEC where WATCHDOG_PID is ours.
struct SystemdAsks {
    std::string socket;                     // a path, or "@name" of an abstract one; "": nobody
    std::chrono::microseconds watchdog{0};  // a sign is wanted this often; 0: never
};
SystemdAsks systemd_asks();

class Systemd {
public:
    // `trouble`: why our work is not done; "": it is. No sign is given while there is any, so that
    // systemd starts us anew.
    Systemd(boost::asio::any_io_executor executor, SystemdAsks asks,
            std::function<std::string()> trouble);

    // "READY=1", "STATUS=connected"; false: nobody asked, or it could not be told.
    bool tell(const std::string& lines) const;
    // Signs of life at half the time that is asked, until stopped.
    boost::asio::awaitable<void> run();
    void stop();

private:
    SystemdAsks asks_;
    std::function<std::string()> trouble_;
    boost::asio::steady_timer timer_;
    bool stopping_ = false;
};

}  // namespace qm::app

// A server of one answer, or of silence, on a port that the system chooses.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <netinet/in.h>
#include <poll.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace qm::git::support {

// A listening socket of this machine that answers one connection, or none.
class Listener {
public:
    Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* raw = reinterpret_cast<sockaddr*>(&address);
        if (bind(socket_, raw, size) < 0 || listen(socket_, 4) < 0 ||
            getsockname(socket_, raw, &size) < 0)
            throw std::runtime_error("no port for the test");
        port_ = std::to_string(ntohs(address.sin_port));
    }
    ~Listener() { close(socket_); }
    const std::string& port() const { return port_; }
    int number() const { return socket_; }
    bool was_called() const {
        pollfd waiting{socket_, POLLIN, 0};
        return poll(&waiting, 1, 0) > 0;
    }
    // True when somebody calls, and hangs up, in at most ten seconds each.
    bool caller_hangs_up() const {
        pollfd waiting{socket_, POLLIN, 0};
        if (poll(&waiting, 1, 10'000) <= 0) return false;
        const int peer = accept(socket_, nullptr, nullptr);
        std::array<char, 4'096> ignored;
        ssize_t count = 1;
        for (pollfd from{peer, POLLIN, 0}; count > 0 && poll(&from, 1, 10'000) > 0;)
            count = read(peer, ignored.data(), ignored.size());
        close(peer);
        return count <= 0;
    }
    void answer(const std::string& text) const {
        const int peer = accept(socket_, nullptr, nullptr);
        std::array<char, 4'096> request;
        if (read(peer, request.data(), request.size()) <= 0 ||
            write(peer, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            ADD_FAILURE() << "the peer went away";
        close(peer);
    }

private:
    int socket_;
    std::string port_;
};

}  // namespace qm::git::support

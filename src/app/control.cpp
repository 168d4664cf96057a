// The running bot's ear for the command line.
// SPDX-License-Identifier: Apache-2.0
#include "app/control.hpp"

#include "app/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <cstring>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using Local = asio::local::stream_protocol;

constexpr std::size_t request_max = 64u << 10;
constexpr std::size_t answer_max = 64u << 20;
constexpr int connections_max = 16;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

int connect_to(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) return -1;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int number = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (number < 0) return -1;
    if (::connect(number, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
        return number;
    ::close(number);
    return -1;
}

}  // namespace

std::string control_path(const std::string& data) {
    return data + "/control.sock";
}

result<std::string> ask_control(const std::string& data, const std::string& request,
                                std::chrono::seconds patience) {
    const Descriptor socket(connect_to(control_path(data)));
    if (socket.number() < 0) return Error{errc::unavailable, "no bot runs on " + data};
    const std::string line = request + "\n";
    if (::send(socket.number(), line.data(), line.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(line.size()))
        return Error{errc::unavailable, "the bot on " + data + " does not listen"};
    std::string answer;
    char buffer[16384];
    while (answer.size() < answer_max) {
        pollfd wait{socket.number(), POLLIN, 0};
        const int ready = ::poll(&wait, 1, static_cast<int>(patience.count() * 1000));
        if (ready <= 0)
            return Error{errc::timed_out, "the bot on " + data + " did not answer in time"};
        const ssize_t count = ::recv(socket.number(), buffer, sizeof buffer, 0);
        if (count <= 0) break;
        answer.append(buffer, static_cast<std::size_t>(count));
        if (answer.back() == '\n') {
            answer.pop_back();
            return answer;
        }
    }
    return Error{errc::unavailable, "the bot on " + data + " went away while answering"};
}

Control::Control(asio::any_io_executor executor, Handler handler)
    : executor_(executor), handler_(std::move(handler)), acceptor_(executor) {}

Control::~Control() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

result<void> Control::listen(const std::string& data) {
    const std::string path = control_path(data);
    if (path.size() >= sizeof(sockaddr_un::sun_path))
        return Error{errc::too_large,
                     "the data folder's path is too long for its socket: choose "
                     "one under 90 characters"};
    if (const Descriptor other(connect_to(path)); other.number() >= 0)
        return Error{errc::conflict, "another quartermaster runs on " + data +
                                         ": stop it, or name another data folder"};
    ::unlink(path.c_str());  // left by one that was killed
    boost::system::error_code code;
    acceptor_.open(Local(), code);
    const mode_t old = ::umask(0077);
    if (!code) acceptor_.bind(Local::endpoint(path), code);
    ::umask(old);
    if (!code) acceptor_.listen(connections_max, code);
    if (code) return Error{errc::unavailable, "cannot listen on " + path + ": " + code.message()};
    path_ = path;
    return {};
}

void Control::stop() {
    boost::system::error_code code;
    acceptor_.close(code);
}

asio::awaitable<void> Control::run() {
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    while (acceptor_.is_open()) {
        auto [code, socket] = co_await acceptor_.async_accept(token);
        if (code) continue;
        if (open_ >= connections_max) continue;  // the socket is closed as it goes out of scope
        asio::co_spawn(executor_, serve(std::move(socket)), asio::detached);
    }
}

asio::awaitable<void> Control::serve(Local::socket socket) {
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    ++open_;
    std::string request;
    auto [read_code, count] = co_await asio::async_read_until(
        socket, asio::dynamic_buffer(request, request_max), '\n', token);
    if (!read_code) {
        request.resize(count - 1);
        std::string answer;
        try {
            answer = co_await handler_(std::move(request));
        } catch (const std::exception& error) {
            log::error("control request failed", {{"why", error.what()}});
            answer = R"({"ok":false,"error":"the bot could not do that; its log says why"})";
        }
        answer += '\n';
        auto [code, written] = co_await asio::async_write(socket, asio::buffer(answer), token);
        (void)code;
        (void)written;
    }
    --open_;
}

}  // namespace qm::app

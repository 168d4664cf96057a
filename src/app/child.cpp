// A child process that is started again whenever it ends.
// SPDX-License-Identifier: Apache-2.0
#include "app/child.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr milliseconds look_every{50};
constexpr milliseconds quick{1'500};  // a life shorter than this is a failure to start
constexpr milliseconds pause_most{5'000};
constexpr milliseconds patience{5'000};  // from SIGTERM to SIGKILL

}  // namespace

Child::Child(asio::any_io_executor executor, std::vector<std::string> arguments, std::string output)
    : timer_(std::move(executor)), arguments_(std::move(arguments)), output_(std::move(output)) {}

Child::~Child() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
}

bool Child::start() {
    std::vector<char*> arguments;
    for (std::string& argument : arguments_)
        arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    const pid_t parent = ::getpid();
    process_ = ::fork();
    if (process_ != 0) {
        ++starts_;
        return process_ > 0;
    }
    // Only calls that are safe between fork and exec.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (::getppid() != parent) ::_exit(127);
    if (!output_.empty()) {
        const int file = ::open(output_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        ::dup2(file, STDOUT_FILENO);
        ::dup2(file, STDERR_FILENO);
    }
    // Our sockets are ours: a listener that a child holds open cannot be bound again.
    ::close_range(3, ~0U, 0);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

bool Child::ended() {
    if (process_ <= 0) return true;
    int status = 0;
    if (::waitpid(process_, &status, WNOHANG) == 0) return false;
    killed_ = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    process_ = -1;
    return true;
}

void Child::stop() {
    stopping_ = true;
    if (process_ > 0) ::kill(process_, SIGTERM);
}

asio::awaitable<void> Child::run() {
    constexpr auto token = asio::as_tuple(asio::use_awaitable);
    while (!stopping_) {
        start();
        milliseconds lived{0};
        milliseconds dying{0};
        while (!ended()) {
            timer_.expires_after(look_every);
            auto [code] = co_await timer_.async_wait(token);
            (void)code;
            lived += look_every;
            if (stopping_) dying += look_every;
            if (dying > patience && process_ > 0) ::kill(process_, SIGKILL);
        }
        if (stopping_) co_return;
        quick_ends_ = lived < quick && !killed_ ? quick_ends_ + 1 : 0;
        // A kill is answered at once; a program that cannot start is not started in a loop.
        const milliseconds pause = quick_ends_ < 3
                                       ? milliseconds{20}
                                       : std::min(milliseconds{250} * quick_ends_, pause_most);
        timer_.expires_after(pause);
        auto [code] = co_await timer_.async_wait(token);
        (void)code;
    }
}

}  // namespace qm::app

// A child process that is started again whenever it ends.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <string>
#include <sys/types.h>
#include <vector>

namespace qm::app {

class Child {
public:
    // `output`: standard output and error are appended to this file; empty: inherited.
    Child(boost::asio::any_io_executor executor, std::vector<std::string> arguments,
          std::string output);
    ~Child();  // kills it

    boost::asio::awaitable<void> run();  // until stop()
    void stop();                         // SIGTERM; after five seconds SIGKILL
    pid_t process() const { return process_; }
    int starts() const { return starts_; }
    bool failing() const { return quick_ends_ >= 5; }  // it ends as soon as it is started

private:
    bool start();
    bool ended();

    boost::asio::steady_timer timer_;
    std::vector<std::string> arguments_;
    std::string output_;
    pid_t process_ = -1;
    int starts_ = 0;
    int quick_ends_ = 0;
    bool killed_ = false;  // the last one, by somebody else: that is no failure to start
    bool stopping_ = false;
};

}  // namespace qm::app

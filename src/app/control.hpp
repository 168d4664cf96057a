// The running bot's ear for the command line: a socket in the data folder, mode 0600, a line of
// JSON in and a line out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace qm::app {

std::string control_path(const std::string& data);

// Blocking; for the command line. `unavailable`: no bot runs on this folder. `timed_out`: it runs
// and did not answer.
result<std::string> ask_control(const std::string& data, const std::string& request,
                                std::chrono::seconds patience = std::chrono::seconds{300});

class Control {
public:
    using Handler = std::function<boost::asio::awaitable<std::string>(std::string)>;

    Control(boost::asio::any_io_executor executor, Handler handler);
    ~Control();
    // `conflict` when another bot answers on this folder already.
    result<void> listen(const std::string& data);
    boost::asio::awaitable<void> run();
    void stop();

private:
    boost::asio::awaitable<void> serve(boost::asio::local::stream_protocol::socket socket);

    boost::asio::any_io_executor executor_;
    Handler handler_;
    boost::asio::local::stream_protocol::acceptor acceptor_;
    std::string path_;
    int open_ = 0;
};

}  // namespace qm::app

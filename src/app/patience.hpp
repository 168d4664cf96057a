// How long whoever asks a chat server at the command line waits for it: a server that limits how
// often it is asked, or is away for a moment, is asked again, and only then said to be ill.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "net/https.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace qm::app {

// Whether a call may be made again when it is not known whether it was done.
enum class Twice { harmless, harmful };

// A call is made at most 10 times, over at most 2 minutes of waiting. Pure.
class Patience {
public:
    static constexpr int tries_max = 10;
    static constexpr std::chrono::seconds waits_max{120};

    // `in_all`: how long all calls together are waited for; nothing: each may wait its own time.
    explicit Patience(std::optional<std::chrono::seconds> in_all = std::nullopt) : left_(in_all) {}

    void begin();  // another call
    // How long to wait before the same call is made again; nothing: it is not.
    std::optional<std::chrono::seconds> after(int status, std::string_view retry_after,
                                              Twice twice);

private:
    int tries_ = 0;
    std::chrono::seconds waited_{0};  // for this call
    std::optional<std::chrono::seconds> left_;
};

// 429, or what a server, or a proxy before it, answers while it is away.
bool is_for_a_moment(int status);

using Pause = std::function<boost::asio::awaitable<void>(std::chrono::seconds)>;

// A client that waits as the answers say, and says on standard error when that is long. What it
// gives is the last answer. `pause`: in place of a timer; may be null.
class PatientHttps {
public:
    PatientHttps(boost::asio::any_io_executor executor, std::unique_ptr<net::Https> https,
                 Patience patience, Pause pause = nullptr);

    boost::asio::awaitable<result<net::HttpResponse>> send(net::HttpRequest request, Twice twice);

private:
    boost::asio::awaitable<void> wait(std::chrono::seconds time);

    boost::asio::any_io_executor executor_;
    std::unique_ptr<net::Https> https_;
    Patience patience_;
    Pause pause_;
};

}  // namespace qm::app

// Follows a sandbox's clock.
// SPDX-License-Identifier: Apache-2.0
#include "app/clock_follow.hpp"

#include "app/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds retry{500};
constexpr int first_tries = 10;

}  // namespace

ClockFollow::ClockFollow(asio::any_io_executor executor, Clock& clock, std::function<void()> moved)
    : executor_(executor), clock_(clock), moved_(std::move(moved)), timer_(executor) {}

void ClockFollow::stop() {
    stopping_ = true;
    timer_.cancel();
}

asio::awaitable<bool> ClockFollow::ask(std::string target) {
    net::HttpRequest request;
    request.target = std::move(target);
    auto response = co_await http_->send(std::move(request));
    if (!response || response->status != 200) co_return false;
    const auto answer = nlohmann::json::parse(response->body, nullptr, false);
    if (!answer.is_object() || !answer.contains("now_ms") || !answer["now_ms"].is_number_integer())
        co_return false;
    clock_.set_wall_ms(answer["now_ms"].get<std::int64_t>());
    const std::int64_t version = answer.value("version", std::int64_t{0});
    const bool moved = version != version_;
    version_ = version;
    if (moved) moved_();
    co_return true;
}

asio::awaitable<void> ClockFollow::first(std::string url) {
    net::HttpsOptions options;
    options.request_timeout = std::chrono::seconds{30};  // the sandbox answers within 20 s
    auto http = net::make_https(executor_, std::move(url), options);
    if (!http) throw std::runtime_error("clock.follow: " + http.error().what);
    http_ = std::move(*http);
    for (int i = 0; i < first_tries && !stopping_; ++i) {
        const bool known = co_await ask("/sandbox/clock");
        if (known) co_return;
        timer_.expires_after(retry);
        auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)code;
    }
    log::warn("the sandbox's clock does not answer; ours is used");
}

asio::awaitable<void> ClockFollow::run() {
    while (!stopping_) {
        const bool known = co_await ask("/sandbox/clock?wait=" + std::to_string(version_));
        if (known || stopping_) continue;
        timer_.expires_after(retry);
        auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)code;
    }
}

}  // namespace qm::app

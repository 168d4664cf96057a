// How long whoever asks a chat server at the command line waits for it.
// SPDX-License-Identifier: Apache-2.0
#include "app/patience.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace qm::app {

namespace asio = boost::asio;
using std::chrono::seconds;

namespace {

constexpr int too_many_requests = 429;
constexpr int wait_doublings = 4;  // 1, 2, 4, 8, then 16 s
constexpr seconds unsaid_max{1};

// As it was asked for; a date, or nothing: each time longer.
seconds asked_wait(std::string_view retry_after, int tries) {
    std::int64_t number = 0;
    const char* const last = retry_after.data() + retry_after.size();
    const auto [end, failure] = std::from_chars(retry_after.data(), last, number);
    if (failure != std::errc() || end != last || number < 0)
        return seconds(1 << std::min(tries - 1, wait_doublings));
    return seconds(std::clamp<std::int64_t>(number, 1, Patience::waits_max.count() + 1));
}

}  // namespace

bool is_for_a_moment(int status) {
    return status == too_many_requests || (status >= 502 && status <= 504);
}

void Patience::begin() {
    tries_ = 0;
    waited_ = seconds(0);
}

std::optional<seconds> Patience::after(int status, std::string_view retry_after, Twice twice) {
    ++tries_;
    // Of what a proxy answers nobody knows whether the server behind it has done it.
    const bool again =
        is_for_a_moment(status) && (twice == Twice::harmless || status == too_many_requests);
    if (!again || tries_ >= tries_max) return std::nullopt;
    const seconds wait = asked_wait(retry_after, tries_);
    if (waited_ + wait > waits_max || (left_ && wait > *left_)) return std::nullopt;
    waited_ += wait;
    if (left_) *left_ -= wait;
    return wait;
}

PatientHttps::PatientHttps(asio::any_io_executor executor, std::unique_ptr<net::Https> https,
                           Patience patience, Pause pause)
    : executor_(std::move(executor)),
      https_(std::move(https)),
      patience_(patience),
      pause_(std::move(pause)) {}

asio::awaitable<void> PatientHttps::wait(seconds time) {
    if (pause_) {
        co_await pause_(time);
        co_return;
    }
    asio::steady_timer timer(executor_, time);
    boost::system::error_code ignored;
    co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

asio::awaitable<result<net::HttpResponse>> PatientHttps::send(net::HttpRequest request,
                                                              Twice twice) {
    patience_.begin();
    for (;;) {  // as long as there is patience
        net::HttpRequest copy = request;
        auto response = co_await https_->send(std::move(copy));
        if (!response) co_return response;
        const auto pause =
            patience_.after(response->status, response->header("Retry-After"), twice);
        if (!pause) co_return response;
        if (*pause > unsaid_max)
            std::fprintf(stderr, "the server answers %d: it is asked again in %lld s\n",
                         response->status, static_cast<long long>(pause->count()));
        co_await wait(*pause);
    }
}

}  // namespace qm::app

// Each minute: is every open request attended?
// SPDX-License-Identifier: Apache-2.0
#include "app/watchdog.hpp"

#include "app/log.hpp"
#include "net/url.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds every{60};
constexpr std::chrono::seconds silent_after{180};
constexpr std::chrono::milliseconds beat_patience{10'000};

}  // namespace

Watchdog::Watchdog(asio::any_io_executor executor, StoreThread& store, const Clock& clock,
                   Sender::SetupSource setup, Sender& sender)
    : executor_(std::move(executor)),
      store_(store),
      clock_(clock),
      setup_(std::move(setup)),
      sender_(sender),
      started_(clock.steady()) {}

result<void> Watchdog::use(const std::string& heartbeat_url) {
    if (heartbeat_url.empty()) return {};
    const auto url = net::parse_url(heartbeat_url);
    if (!url) return url.error();
    target_ = url->target;
    net::HttpsOptions options;
    options.request_timeout = beat_patience;
    options.connections_max = 1;
    auto client = net::make_https(executor_, url->base(), options);
    if (!client) return client.error();
    heartbeat_ = std::move(*client);
    return {};
}

std::chrono::milliseconds Watchdog::due_in() const {
    if (figures_.last_unix == 0) return std::chrono::milliseconds(0);
    const auto left = last_ + every - clock_.steady();
    return std::max(std::chrono::ceil<std::chrono::milliseconds>(left),
                    std::chrono::milliseconds(0));
}

asio::awaitable<void> Watchdog::look() {
    if (due_in().count() > 0) co_return;
    const Instant now = clock_.wall();
    std::function<desk::Attended(store::Db&)> job = [setup = setup_(), now](store::Db& db) {
        return desk::Desk(db, *setup).watch_over(now);
    };
    const desk::Attended found = co_await store_.write<desk::Attended>(std::move(job));
    last_ = clock_.steady();
    figures_.last_unix = to_unix(now);
    figures_.open = found.open;
    figures_.unattended = found.unattended;
    figures_.found_total += static_cast<std::uint64_t>(found.unattended);
    figures_.mended_total += static_cast<std::uint64_t>(found.mended);
    for (const std::string& why : found.why)
        log::warn("a request was unattended", {{"which", why}});
    if (found.mended > 0) sender_.poke();
    if (!heartbeat_ || beating_) co_return;
    beating_ = true;
    asio::co_spawn(executor_, beat(), asio::detached);
}

// Nothing is unattended, or it has just been mended: else the alarm outside is right.
asio::awaitable<void> Watchdog::beat() {
    if (figures_.unattended == 0) {
        net::HttpRequest request;
        request.target = target_;
        const auto answer = co_await heartbeat_->send(std::move(request));
        if (!answer || answer->status >= 400) {
            ++figures_.heartbeats_failed;
            log::warn("the heartbeat was not heard",
                      {{"why", answer ? "status " + std::to_string(answer->status)
                                      : answer.error().what}});
        }
    }
    beating_ = false;
}

std::string Watchdog::trouble() const {
    const Steady since = figures_.last_unix != 0 ? last_ : started_;
    if (clock_.steady() - since < silent_after) return "";
    return "the watchdog of requests has been silent for three minutes";
}

}  // namespace qm::app

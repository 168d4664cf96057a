// Calendars on the HTTP listener: GET /calendar/<token>.ics.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/store_thread.hpp"
#include "core/say.hpp"
#include "desk/calendars.hpp"
#include "net/http_server.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace qm::app {

constexpr std::string_view calendar_path = "/calendar/";

// In the words of its reader's language.
std::string write_feed(const desk::Feed& feed, const core::Texts& texts, Instant now);

// What stands behind a token, on the store's thread; "": nothing.
std::string calendar_text(store::Db& db, const desk::Setup& setup, const core::Texts& texts,
                          Instant now, std::string_view token);

// The same between two commits. The texts outlive it.
boost::asio::awaitable<std::string> read_calendar(StoreThread& store,
                                                  std::shared_ptr<const desk::Setup> setup,
                                                  const core::Texts& texts, Instant now,
                                                  std::string token);

// "" when the path names no token.
std::string calendar_token(std::string_view path);

// With its ETag; 304 when the caller has it already; an empty 404 when there is nothing.
net::HttpResponse calendar_response(const net::ServerRequest& request, std::string text);

// How many are answered: calendars poll each hour, so hundreds a minute are somebody who guesses.
class CalendarCalls {
public:
    bool let_in(std::int64_t steady_ms);

private:
    static constexpr int per_minute_max = 600;
    std::int64_t minute_ = 0;
    int count_ = 0;
};

}  // namespace qm::app

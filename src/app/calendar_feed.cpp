// From a token to the text of a calendar.
// SPDX-License-Identifier: Apache-2.0
#include "app/calendar_feed.hpp"

#include "app/terminal_markup.hpp"
#include "core/seal.hpp"
#include "desk/watch.hpp"

namespace qm::app {
namespace {

constexpr std::string_view ending = ".ics";
constexpr std::size_t header_max = 512;  // bytes of If-None-Match that are looked at

}  // namespace

std::string write_feed(const desk::Feed& feed, const core::Texts& texts, Instant now) {
    const TerminalMarkup unused;
    const Zone zone;
    const core::Saying saying{texts, unused, feed.locale, zone, now};
    core::IcsFeed written;
    written.name = core::render_bare(feed.name, saying);
    for (const desk::FeedDay& day : feed.days) {
        core::IcsEvent event = day.event;
        event.summary = core::render_bare(day.summary, saying);
        for (const Text& line : day.lines)
            event.description +=
                (event.description.empty() ? "" : "\n") + core::render_bare(line, saying);
        written.events.push_back(std::move(event));
    }
    return core::write_ics(written);
}

std::string calendar_text(store::Db& db, const desk::Setup& setup, const core::Texts& texts,
                          Instant now, std::string_view token) {
    const auto closed = desk::with_closed_days(db, setup);
    desk::Turn turn{db, closed ? *closed : setup, now, "calendar", {}, 0};
    const auto feed = desk::feed_of(turn, token);
    return feed ? write_feed(*feed, texts, now) : std::string();
}

boost::asio::awaitable<std::string> read_calendar(StoreThread& store,
                                                  std::shared_ptr<const desk::Setup> setup,
                                                  const core::Texts& texts, Instant now,
                                                  std::string token) {
    std::function<std::string(store::Db&)> job = [setup, said = &texts, now, token](store::Db& db) {
        return calendar_text(db, *setup, *said, now, token);
    };
    co_return co_await store.read<std::string>(std::move(job));
}

std::string calendar_token(std::string_view path) {
    if (!path.starts_with(calendar_path) || !path.ends_with(ending)) return {};
    path.remove_prefix(calendar_path.size());
    if (path.size() <= ending.size()) return {};
    path.remove_suffix(ending.size());
    return std::string(path);
}

net::HttpResponse calendar_response(const net::ServerRequest& request, std::string text) {
    net::HttpResponse response;
    // Nobody between us and the reader may keep it, but the reader may ask whether it is the same.
    response.headers = {{"Content-Type", "text/calendar; charset=utf-8"},
                        {"Cache-Control", "private, no-cache"}};
    if (text.empty()) {
        response.status = 404;
        response.headers[0].second = "text/plain; charset=utf-8";
        return response;
    }
    const std::string tag = "\"" + core::key_of({text}) + "\"";
    response.headers.emplace_back("ETag", tag);
    const std::string_view known = request.header("if-none-match").substr(0, header_max);
    if (known == "*" || known.find(tag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    response.status = 200;
    response.headers.emplace_back("Content-Disposition", "inline; filename=\"on-duty.ics\"");
    response.body = std::move(text);
    return response;
}

bool CalendarCalls::let_in(std::int64_t steady_ms) {
    if (const std::int64_t minute = steady_ms / 60'000; minute != minute_) {
        minute_ = minute;
        count_ = 0;
    }
    return ++count_ <= per_minute_max;
}

}  // namespace qm::app

// Reading calendars.
// SPDX-License-Identifier: Apache-2.0
#include "app/calendar_text.hpp"

#include "core/rota_file.hpp"
#include "net/https.hpp"
#include "net/url.hpp"

#include <fstream>
#include <string_view>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds follow_patience{20'000};
constexpr int redirects_max = 3;

bool is_calendar(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto begin = text.find_first_not_of(" \t\r\n");
    return begin != text.npos && text.substr(begin, 15) == "BEGIN:VCALENDAR";
}

}  // namespace

asio::awaitable<CalendarText> fetch_calendar(asio::any_io_executor executor, std::string url) {
    CalendarText failed;
    net::HttpsOptions options;
    options.request_timeout = follow_patience;
    options.body_max = core::rota_file_max;
    options.connections_max = 1;
    const bool secure = url.starts_with("https://");
    for (int i = 0; i <= redirects_max; ++i) {
        failed.why = "the address of the calendar does not read";
        const auto address = net::parse_url(url);
        if (!address) co_return failed;
        auto http = net::make_https(executor, address->base(), options);
        if (!http) co_return failed;
        net::HttpRequest request;
        request.target = address->target;
        auto answer = co_await (*http)->send(std::move(request));
        failed.why = "the calendar's server does not answer, or with more than 2 MB";
        if (!answer) co_return failed;
        if (answer->status >= 300 && answer->status < 400) {
            url = std::string(answer->header("location"));
            failed.why = "the calendar's server sends us on in vain: configure the last address";
            if (!url.starts_with("https://") && (secure || !url.starts_with("http://")))
                co_return failed;
            continue;
        }
        failed.why = "the calendar's server answers " + std::to_string(answer->status);
        if (answer->status != 200) co_return failed;
        failed.why = "the address does not answer with a calendar";
        if (!is_calendar(answer->body)) co_return failed;
        co_return CalendarText{std::move(answer->body), ""};
    }
    co_return failed;
}

CalendarText calendar_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return {"", "its file is not there, or may not be read"};
    std::string bytes(core::rota_file_max + 1, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() > core::rota_file_max) return {"", "its file has more than 2 MB"};
    if (!is_calendar(bytes)) return {"", "its file does not begin as a calendar does"};
    return {std::move(bytes), ""};
}

}  // namespace qm::app

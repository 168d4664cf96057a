// A calendar as it stands at an address or in a file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <string>

namespace qm::app {

struct CalendarText {
    std::string text;
    std::string why;  // empty: text begins as a calendar does, and has at most 2 MB
};

// Within 20 seconds and three redirects. The address may hold a key: no error names it.
boost::asio::awaitable<CalendarText> fetch_calendar(boost::asio::any_io_executor executor,
                                                    std::string url);
CalendarText calendar_file(const std::string& path);

}  // namespace qm::app

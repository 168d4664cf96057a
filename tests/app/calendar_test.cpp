// Calendars as an HTTP client sees them.
// SPDX-License-Identifier: Apache-2.0
#include "app/calendar_feed.hpp"

#include <gtest/gtest.h>

namespace qm::app {
namespace {

std::string header_of(const net::HttpResponse& response, std::string_view name) {
    for (const auto& [key, value] : response.headers) {
        if (key == name) return value;
    }
    return {};
}

TEST(CalendarDoor, OnlyATokenIsLookedUp) {
    EXPECT_EQ(calendar_token("/calendar/abc.ics"), "abc");
    for (const char* path : {"/calendar/.ics", "/calendar/", "/calendar/abc", "/calendar/abc.txt"})
        EXPECT_EQ(calendar_token(path), "") << path;
}

TEST(CalendarDoor, WhatTheCallerHasIsNotSentAgain) {
    net::ServerRequest request;
    const auto first = calendar_response(request, "BEGIN:VCALENDAR");
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.body, "BEGIN:VCALENDAR");
    EXPECT_EQ(header_of(first, "Content-Type"), "text/calendar; charset=utf-8");
    const std::string tag = header_of(first, "ETag");
    ASSERT_FALSE(tag.empty());
    request.headers = {{"If-None-Match", "\"other\", W/" + tag}};
    const auto again = calendar_response(request, "BEGIN:VCALENDAR");
    EXPECT_EQ(again.status, 304);
    EXPECT_TRUE(again.body.empty());
    EXPECT_EQ(calendar_response(request, "changed").status, 200);
}

TEST(CalendarDoor, NothingIsAnEmpty404) {
    const auto none = calendar_response({}, "");
    EXPECT_EQ(none.status, 404);
    EXPECT_TRUE(none.body.empty());
    EXPECT_EQ(header_of(none, "ETag"), "");
}

TEST(CalendarDoor, AMinuteHasSoManyCalls) {
    CalendarCalls calls;
    for (int i = 0; i < 600; ++i)
        ASSERT_TRUE(calls.let_in(120'000 + i));
    EXPECT_FALSE(calls.let_in(121'000));
    EXPECT_TRUE(calls.let_in(180'000));
}

}  // namespace
}  // namespace qm::app

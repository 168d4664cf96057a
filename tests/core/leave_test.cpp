// Calendars of who is away, and of days off, as people and tools write them.
// SPDX-License-Identifier: Apache-2.0
#include "core/leave.hpp"

#include "core/calendar.hpp"

#include <gtest/gtest.h>

namespace qm::core {
namespace {

RotaScope two_weeks() {
    RotaScope scope;
    scope.people = {{"alice", "Alice Martin"}, {"bob.smith", "Bob"}, {"al", ""}};
    for (Date date = *read_date("2026-10-19"); date <= *read_date("2026-11-01");
         date += std::chrono::days{1})
        scope.days.push_back(date);
    scope.zone = "Europe/Paris";
    scope.duty = {TimeOfDay{9 * 60}, TimeOfDay{18 * 60}};
    return scope;
}

std::string event_text(const std::string& lines) {
    return "BEGIN:VEVENT\r\nUID:u" + std::to_string(std::hash<std::string>{}(lines)) + "\r\n" +
           lines + "END:VEVENT\r\n";
}

std::string in_calendar(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + events + "END:VCALENDAR\r\n";
}

std::string whole_day(const std::string& first, const std::string& after, const std::string& more) {
    return event_text("DTSTART;VALUE=DATE:" + first + "\r\nDTEND;VALUE=DATE:" + after + "\r\n" +
                      more);
}

// "alice 19 20; bob.smith 21", then problems.
std::string told(const std::string& text, const std::string& owner = "") {
    const LeaveRead read = read_leave(text, two_weeks(), owner);
    std::string all;
    for (const auto& [username, days] : read.days) {
        all += (all.empty() ? "" : "; ") + username;
        for (const Date date : days)
            all += " " + iso_date(date).substr(8);
    }
    for (const RotaProblem& problem : read.problems)
        all += "!" + std::to_string(problem.line) + " " + problem.what;
    return all;
}

TEST(Leave, OfATeamIsOfWhomItNames) {
    const std::vector<std::pair<std::string, std::string>> samples = {
        {"SUMMARY:Alice Martin - congés\r\n", "alice 20 21"},
        {"SUMMARY:alice: leave (Bob covers)\r\n", "alice 20 21"},
        {"SUMMARY:ALICE\r\nTRANSP:TRANSPARENT\r\n", "alice 20 21"},
        {"SUMMARY:al off\r\n", "al 20 21"},
        {"SUMMARY:Leave: Bob\r\n", "bob.smith 20 21"},
        {"SUMMARY:Leave\r\nATTENDEE;CN=Bob:mailto:b@x.example\r\n", "bob.smith 20 21"},
        {"SUMMARY:Offsite\r\nATTENDEE:mailto:alice@x.example\r\nATTENDEE:mailto:bob.smith@x\r\n",
         "alice 20 21; bob.smith 20 21"},
        {"SUMMARY:Bob\r\nORGANIZER:mailto:alice@x.example\r\n", "bob.smith 20 21"},
        {"SUMMARY:Congés\r\nORGANIZER:mailto:alice@x.example\r\n", "alice 20 21"},
        {"SUMMARY:Alicette is away\r\n", ""},
        {"SUMMARY:Zoe is away\r\n", ""},
        {"SUMMARY:Talk of Alice and Bob\r\nORGANIZER:mailto:alice@x\r\n", ""},
        {"SUMMARY:Alice\r\nSTATUS:CANCELLED\r\n", ""},
    };
    for (const auto& [lines, said] : samples)
        EXPECT_EQ(told(in_calendar(whole_day("20261020", "20261022", lines))), said) << lines;
}

TEST(Leave, OfOnePersonIsWhatTakesHalfADutyDay) {
    const auto at = [](const std::string& from, const std::string& until) {
        return event_text("SUMMARY:Dentist\r\nDTSTART:20261020T" + from + "00Z\r\nDTEND:20261020T" +
                          until + "00Z\r\n");
    };
    EXPECT_EQ(told(in_calendar(at("0700", "1130")), "alice"), "alice 20") << "09:00-13:30 in Paris";
    EXPECT_EQ(told(in_calendar(at("0700", "1129")), "alice"), "");
    EXPECT_EQ(told(in_calendar(whole_day("20261020", "20261021", "SUMMARY:x\r\n")), "alice"),
              "alice 20");
    EXPECT_EQ(
        told(in_calendar(whole_day("20261020", "20261021", "TRANSP:TRANSPARENT\r\n")), "alice"),
        "");
    EXPECT_EQ(told(in_calendar(whole_day("20261020", "20261021", "RRULE:FREQ=WEEKLY;COUNT=9\r\n")),
                   "alice"),
              "alice 20 27");
}

TEST(Leave, BadCalendarsAreProblemsAndEmptyOnesAreNot) {
    EXPECT_EQ(told(in_calendar("")), "") << "nobody is away";
    EXPECT_EQ(told("<html>log in</html>"),
              "!0 this is no calendar: it does not begin with BEGIN:VCALENDAR");
    EXPECT_EQ(told("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Alice\r\n"),
              "!0 there is no event in this calendar");
    EXPECT_EQ(told("BEGIN:VCALENDAR\r\n"), "!0 there is no event in this calendar");
    EXPECT_EQ(told(in_calendar(event_text("SUMMARY:Alice\r\n"))),
              "!4 this event has no start that reads");
    EXPECT_NE(told(std::string(rota_file_max + 1, ' ')).find("more than 2 MB"), std::string::npos);
}

TEST(Leave, DaysOffAreThoseOfWholeDays) {
    const auto days = [](const std::string& text) {
        const auto read = read_days_off(text, 2026, 2028);
        if (!read) return "!" + read.error().what;
        std::string all;
        for (const Date date : *read)
            all += (all.empty() ? "" : " ") + iso_date(date);
        return all;
    };
    const std::string yearly = whole_day("20200707", "20200708", "RRULE:FREQ=YEARLY\r\n");
    EXPECT_EQ(days(in_calendar(yearly)), "2026-07-07 2027-07-07 2028-07-07");
    EXPECT_EQ(days(in_calendar(whole_day("20261228", "20270102", "SUMMARY:Closed\r\n"))),
              "2026-12-28 2026-12-29 2026-12-30 2026-12-31 2027-01-01");
    EXPECT_EQ(days(in_calendar(event_text("SUMMARY:Party\r\nDTSTART:20261020T150000Z\r\n"
                                          "DTEND:20261020T180000Z\r\n"))),
              "");
    EXPECT_EQ(days("date\n2026-12-24\n"),
              "!this is no calendar: it does not begin with BEGIN:VCALENDAR");
    EXPECT_EQ(days(in_calendar(yearly + event_text("SUMMARY:x\r\n"))),
              "!line 10: this event has no start that reads");
}

}  // namespace
}  // namespace qm::core

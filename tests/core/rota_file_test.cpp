// Rotas as files, of every kind that people and tools make.
// SPDX-License-Identifier: Apache-2.0
#include "core/rota_file.hpp"

#include "core/calendar.hpp"
#include "core/csv.hpp"
#include "core/ics.hpp"

#include <gtest/gtest.h>

namespace qm::core {
namespace {

Date day(unsigned month, unsigned number) {
    return Date{std::chrono::local_days{std::chrono::year{2026} / static_cast<int>(month) /
                                        static_cast<int>(number)}};
}

// Working days of two weeks, over the end of summer time: 2026-10-19 … 10-30, Paris, 09:00–18:00.
RotaScope scope() {
    RotaScope scope;
    scope.people = {{"alice", "Alice Martin"},
                    {"bob.smith", "Bob"},
                    {"martin", ""},
                    {"helene", "Hélène Durand"}};
    for (unsigned number = 19; number <= 30; ++number) {
        if (number != 24 && number != 25) scope.days.push_back(day(10, number));
    }
    scope.zone = "Europe/Paris";
    scope.duty = {TimeOfDay{9 * 60}, TimeOfDay{18 * 60}};
    return scope;
}

// "19 alice, 20 helene" and "line 3: …" for what was read.
std::string told(const RotaRead& read) {
    std::string all;
    for (const auto& [date, one] : read.days)
        all += (all.empty() ? "" : ", ") + iso_date(date).substr(8) + " " + one.username;
    for (const RotaProblem& problem : read.problems)
        all += "; line " + std::to_string(problem.line) + ": " + problem.what;
    return all;
}

std::string told(const std::string& text) {
    return told(read_rota(text, scope()));
}

struct Sample {
    const char* what;
    std::string text;
    const char* said;  // the whole, or with a star at its end the start
};

void check(const std::vector<Sample>& samples) {
    for (const Sample& sample : samples) {
        const std::string read = told(sample.text);
        const std::string_view said = sample.said;
        if (said.ends_with('*'))
            EXPECT_TRUE(read.starts_with(said.substr(0, said.size() - 1)))
                << sample.what << ": " << read;
        else
            EXPECT_EQ(read, said) << sample.what;
    }
}

TEST(RotaCsv, WhatSpreadsheetsMake) {
    check({
        {"the documented form", "date,person\n2026-10-19,alice\n2026-10-20,helene\n",
         "19 alice, 20 helene"},
        {"semicolons and French dates", "date;person\r\n19/10/2026;alice\r\n5/11/2026;bob.smith",
         "19 alice"},
        {"names in French", "Jour;Personne\n19/10/2026;alice\n", "19 alice"},
        {"no names above", "2026-10-19,alice\n", "19 alice"},
        {"tabs, other columns, other order", "n\tPerson\tDate\n1\talice\t2026-10-19\n", "19 alice"},
        {"a byte-order mark",
         "\xEF\xBB\xBF"
         "date,person\n2026-10-19,alice\n",
         "19 alice"},
        {"UTF-8", "date,person\n2026-10-19,Hélène Durand\n", "19 helene"},
        {"Windows-1252", "date;person\n19/10/2026;H\xE9l\xE8ne Durand\n", "19 helene"},
        {"names as people write them",
         "date,person\n2026-10-19,@Alice\n2026-10-20,BOB.SMITH@acme.example\n2026-10-21, Bob \n",
         "19 alice, 20 bob.smith, 21 bob.smith"},
        {"quotes", "date,person\n\"2026-10-19\",\"Alice Martin\"\n", "19 alice"},
        {"our own export",
         csv_line({"date", "person", "backup", "shadow", "origin"}) +
             csv_line({"2026-10-19", "alice", "martin", "", "plan"}),
         "19 alice"},
        {"an apostrophe against formulas", "2026-10-19,'@alice\n", "19 alice"},
        {"old Macs", "date,person\r2026-10-19,alice\r2026-10-20,martin\r", "19 alice, 20 martin"},
        {"days that may not be set", "2026-10-01,zoe\n2026-10-24,alice\n2026-10-26,alice\n",
         "26 alice"},
        {"the same twice", "2026-10-19,alice\n2026-10-19,alice\n", "19 alice"},
    });
    EXPECT_EQ(read_rota("2026-10-01,zoe\n2026-10-24,alice\n", scope()).left_out, 2);
}

TEST(RotaCsv, EveryProblemIsToldWithItsLine) {
    check({
        {"three at once", "date,person\n\n2026-13-01,alice\n2026-10-19,zoe\n31/02/2026,bob\n",
         "; line 3: \"2026-13-01\" is no date: write 2026-10-06 or 06/10/2026; line 4: \"zoe\" is "
         "no member, or several; members are alice, bob.smith, martin, helene; line 5: *"},
        {"after a line end in quotes", "date,person,note\n2026-10-19,alice,\"a\nb\"\nx,alice,\n",
         "19 alice; line 4: \"x\" is no date*"},
        {"two people", "2026-10-19,alice\n2026-10-19,martin\n",
         "19 alice; line 2: 2026-10-19 is martin's here and alice's on line 1*"},
        {"no names", "day,who\n2026-10-19,alice\n", "; line 1: the first line names the columns*"},
        {"a quote that stays open", "date,person\n2026-10-19,\"alice\n2026-10-20,martin\n",
         "; line 2: a quote that begins in this line is never closed"},
        {"nobody", "2026-10-19,\n", "; line 1: \"\" is no member*"},
        {"one cell", "2026-10-19\n", "; line 1: a date and a person are wanted here"},
        {"nothing", "\n\n", "; line 0: the file is empty"},
        {"UTF-16",
         std::string("\xFF\xFE"
                     "d\0a\0",
                     6),
         "; line 0: this is no text in UTF-8*"},
        {"too much", std::string(rota_file_max + 1, 'x'), "; line 0: the file has more than 2 MB*"},
    });
}

std::string calendar(const std::string& events) {
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n" + events + "END:VCALENDAR\r\n";
}

std::string event(const std::string& lines) {
    return "BEGIN:VEVENT\r\nUID:u\r\n" + lines + "END:VEVENT\r\n";
}

TEST(RotaIcs, WhatOtherToolsExport) {
    check({
        {"whole days, the last one left out",
         calendar(event("DTSTART;VALUE=DATE:20261019\r\nDTEND;VALUE=DATE:20261021\r\n"
                        "SUMMARY:On call: Alice Martin\r\n")),
         "19 alice, 20 alice"},
        {"one day without an end",
         calendar(event("DTSTART;VALUE=DATE:20261019\r\nSUMMARY:helene\r\n")), "19 helene"},
        {"from handover to handover in UTC, over the end of summer time",
         calendar(event("DTSTART:20261023T070000Z\r\nDTEND:20261026T080000Z\r\nSUMMARY:Bob\r\n") +
                  event("DTSTART:20261026T080000Z\r\nDTEND:20261027T080000Z\r\nSUMMARY:alice\r\n")),
         "23 bob.smith, 26 alice"},
        {"another zone",
         calendar(event("DTSTART;TZID=America/New_York:20261019T030000\r\n"
                        "DTEND;TZID=America/New_York:20261019T120000\r\n"
                        "SUMMARY:alice\r\n")),
         "19 alice"},
        {"no zone: the team's",
         calendar(event("DTSTART:20261019T090000\r\n"
                        "DURATION:PT9H\r\nSUMMARY:alice\r\n")),
         "19 alice"},
        {"less than half of a day",
         calendar(event("DTSTART:20261019T140000Z\r\n"
                        "DTEND:20261020T070000Z\r\nSUMMARY:alice\r\n")),
         ""},
        {"a weekly turn of two, with a day left out and one that moved",
         calendar(event("DTSTART;TZID=Europe/Paris:20260105T090000\r\n"
                        "DTEND;TZID=Europe/Paris:20260106T090000\r\nSUMMARY:alice\r\n"
                        "RRULE:FREQ=WEEKLY;BYDAY=MO,TU\r\n"
                        "EXDATE;TZID=Europe/Paris:20261020T090000\r\n") +
                  event("RECURRENCE-ID;TZID=Europe/Paris:20261026T090000\r\n"
                        "DTSTART;TZID=Europe/Paris:20261028T090000\r\n"
                        "DTEND;TZID=Europe/Paris:20261029T090000\r\nSUMMARY:martin\r\n")),
         "19 alice, 27 alice, 28 martin"},
        {"every day but the weekend",
         calendar(event("DTSTART;VALUE=DATE:20261001\r\nSUMMARY:alice\r\n"
                        "RRULE:FREQ=DAILY;UNTIL=20261021\r\n")),
         "19 alice, 20 alice, 21 alice"},
    });
}

TEST(RotaIcs, WhomAnEventIsAbout) {
    check({
        {"further days",
         calendar(event("DTSTART;VALUE=DATE:20261019\r\nSUMMARY:alice\r\n"
                        "RDATE;VALUE=DATE:20261021,20261023\r\n")),
         "19 alice, 21 alice, 23 alice"},
        {"an attendee",
         calendar(event("DTSTART;VALUE=DATE:20261019\r\nSUMMARY:Primary of SRE\r\n"
                        "ATTENDEE;CN=X:mailto:Bob.Smith@acme.example\r\n")),
         "19 bob.smith"},
        {"an attendee by name",
         calendar(event("DTSTART;VALUE=DATE:20261019\r\nSUMMARY:x\r\n"
                        "ATTENDEE;CN=\"Hélène Durand\":mailto:hd@x\r\n")),
         "19 helene"},
        {"a name within another's",
         calendar(event("DTSTART;VALUE=DATE:20261019\r\n"
                        "SUMMARY:Alice Martin - primary\r\n")),
         "19 alice"},
        {"cancelled",
         calendar(event("DTSTART;VALUE=DATE:20261019\r\nSUMMARY:alice\r\n"
                        "STATUS:CANCELLED\r\n") +
                  event("DTSTART;VALUE=DATE:20261020\r\nSUMMARY:alice\r\n")),
         "20 alice"},
        {"somebody else, but on no day of ours",
         calendar(event("DTSTART;VALUE=DATE:20270101\r\nSUMMARY:zoe\r\n")), ""},
        {"no carriage returns, a mark before",
         "\xEF\xBB\xBF"
         "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261019\n"
         "SUMMARY:alice\nEND:VEVENT\nEND:VCALENDAR\n",
         "19 alice"},
    });
}

TEST(RotaIcs, EveryProblemIsToldWithItsLine) {
    check({
        {"nobody, several, no start",
         calendar(event("DTSTART;VALUE=DATE:20261019\r\nSUMMARY:zoe\r\n") +
                  event("DTSTART;VALUE=DATE:20261020\r\nSUMMARY:alice and helene\r\n") +
                  event("SUMMARY:alice\r\n")),
         "; line 4: \"zoe\" names no member; members are alice, bob.smith, martin, helene; line 9: "
         "\"alice and helene\" names several members: a day has one person; line 14: this event "
         "has no start that reads"},
        {"two layers",
         calendar(event("DTSTART;VALUE=DATE:20261019\r\nSUMMARY:alice\r\n") +
                  event("DTSTART;VALUE=DATE:20261019\r\nSUMMARY:helene\r\n")),
         "19 alice; line 9: 2026-10-19 is helene's here and alice's on line 4*"},
        {"every second",
         calendar(event("DTSTART:20000101T000000Z\r\nSUMMARY:alice\r\n"
                        "RRULE:FREQ=SECONDLY\r\n")),
         "; line 4: this event repeats within a day*"},
        {"never",
         calendar(event("DTSTART:20000101T000000Z\r\nSUMMARY:alice\r\n"
                        "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\r\n")),
         "; line 4: this event repeats, but never comes"},
        {"for centuries",
         calendar(event("DTSTART;VALUE=DATE:16010101\r\nSUMMARY:alice\r\n"
                        "RRULE:FREQ=DAILY\r\n")),
         "; line 4: this event has repeated for too long*"},
        {"cut off", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261019\r\n",
         "; line *"},
        {"empty", calendar(""), "; line 0: there is no event in this calendar"},
    });
    std::string deep;
    for (int i = 0; i < 100'000; ++i)
        deep += "BEGIN:VEVENT\r\n";
    EXPECT_TRUE(told(deep).starts_with("; line 0: ")) << told(deep).substr(0, 100);
}

std::string with_zone(const std::string& rule) {
    return calendar(
        "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19701025T030000\r\n"
        "TZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n" +
        rule +
        "END:STANDARD\r\nBEGIN:DAYLIGHT\r\nDTSTART:19700329T020000\r\n"
        "TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
        "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n" +
        event("DTSTART;TZID=Ours:20261019T090000\r\nDURATION:PT5H\r\n"
              "SUMMARY:alice\r\n"));
}

TEST(RotaIcs, AZoneOfTheFilesOwn) {
    EXPECT_EQ(told(with_zone("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\n")), "19 alice");
    EXPECT_TRUE(
        told(with_zone("RRU\r\n LE:FREQ=SECONDLY\r\n")).starts_with("; line 0: the clocks"));
}

// libical searches thousands of years for a day that never comes: after ten nobody waits for it.
TEST(RotaIcs, WhatNeverComesHoldsNobodyUp) {
    std::string many;
    for (int i = 0; i < 2'000; ++i)
        many += event(
            "DTSTART:20260101T000000Z\r\nSUMMARY:alice\r\n"
            "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\n");
    const RotaRead read = read_rota(calendar(many), scope());
    EXPECT_EQ(read.problems.size(), 200u);
    EXPECT_NE(read.problems.back().what.find("too many events"), std::string::npos);
    EXPECT_TRUE(read.days.empty());
}

TEST(RotaIcs, WhatWeWriteIsRead) {
    IcsEvent one;
    one.uid = "2026-10-19.core@x";
    one.from = to_instant(day(10, 19), TimeOfDay{9 * 60}, "Europe/Paris");
    one.until = to_instant(day(10, 19), TimeOfDay{18 * 60}, "Europe/Paris");
    one.summary = "RUN SRE Core: Hélène Durand";
    EXPECT_EQ(told(write_ics({"x", {one}})), "19 helene");
}

TEST(CsvLine, NoCellIsAFormulaOrALineOfItsOwn) {
    EXPECT_EQ(csv_line({"2026-10-06", "bob", "", "", "plan"}), "2026-10-06,bob,,,plan\r\n");
    EXPECT_EQ(csv_line({"=1+1", "+1", "-1", "@x", "\tx"}), "'=1+1,'+1,'-1,'@x,'\tx\r\n");
    EXPECT_EQ(csv_line({"a,b", "c\"d", "e\nf"}), "\"a,b\",\"c\"\"d\",\"e\nf\"\r\n");
    EXPECT_EQ(csv_line({"=a;\"b\""}), "\"'=a;\"\"b\"\"\"\r\n");
    EXPECT_EQ(csv_line({}), "\r\n");
}

}  // namespace
}  // namespace qm::core

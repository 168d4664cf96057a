// What we write is what other programs read: judged by libical's own parser.
// SPDX-License-Identifier: Apache-2.0
#include "core/ics.hpp"

#include <gtest/gtest.h>
#include <libical/ical.h>

#include <memory>
#include <string_view>

namespace qm::core {
namespace {

using Parsed = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

Parsed parsed(const std::string& text) {
    return {icalparser_parse_string(text.c_str()), &icalcomponent_free};
}

IcsEvent a_day() {
    IcsEvent event;
    event.uid = "2026-10-06.sre-core@0123456789ab.quartermaster";
    event.from = from_unix(1'791'270'000);   // 2026-10-06 07:00 UTC
    event.until = from_unix(1'791'302'400);  // 16:00
    event.changed = from_unix(1'791'000'000);
    event.summary = "RUN: SRE Core";
    event.description = "Élodie répond de SRE Core; jusqu'à demain, 09:00.\nRenfort : Bob";
    return event;
}

TEST(Ics, LibicalReadsWhatWasWritten) {
    IcsEvent lost = a_day();
    lost.uid = "2026-10-07.sre-core@0123456789ab.quartermaster";
    lost.status = IcsEvent::Status::cancelled;
    lost.sequence = 3;
    lost.busy = true;
    const std::string text = write_ics({"De service : Élodie, SRE; \\ & co", {a_day(), lost}});
    const Parsed calendar = parsed(text);
    ASSERT_TRUE(calendar);
    EXPECT_EQ(icalcomponent_count_errors(calendar.get()), 0) << text;
    EXPECT_TRUE(icalrestriction_check(calendar.get())) << text;
    EXPECT_EQ(icalcomponent_count_components(calendar.get(), ICAL_VEVENT_COMPONENT), 2);
    icalcomponent* first = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
    EXPECT_STREQ(icalcomponent_get_description(first), a_day().description.c_str());
    EXPECT_EQ(icaltime_as_timet(icalcomponent_get_dtstart(first)), to_unix(a_day().from));
    EXPECT_EQ(icaltime_as_timet(icalcomponent_get_dtend(first)), to_unix(a_day().until));
    EXPECT_EQ(icalcomponent_get_status(first), ICAL_STATUS_CONFIRMED);
    icalcomponent* second = icalcomponent_get_next_component(calendar.get(), ICAL_VEVENT_COMPONENT);
    EXPECT_EQ(icalcomponent_get_status(second), ICAL_STATUS_CANCELLED);
    EXPECT_EQ(icalcomponent_get_sequence(second), 3);
    EXPECT_EQ(text.find("OPAQUE"), std::string::npos) << "what is not there takes nobody's time";
    for (const char* line : {"X-WR-CALNAME:De service : Élodie, SRE; \\\\ & co\r\n",
                             "\r\nNAME:De service : Élodie\\, SRE\\; \\\\ & co\r\n",
                             "X-PUBLISHED-TTL:PT1H\r\n", "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n",
                             "DTSTART:20261006T070000Z\r\n", "DTEND:20261006T160000Z\r\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST(Ics, NoLineIsLongerThanItMayBeAndNoCharacterIsCut) {
    IcsEvent event = a_day();
    event.description.clear();
    for (int i = 0; i < 60; ++i)
        event.description += "déjà vu, ";
    event.description += "etc.";
    const std::string text = write_ics({"x", {event}});
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = text.find("\r\n", at);
        ASSERT_NE(end, std::string::npos);
        EXPECT_LE(end - at, 75u);
        const std::string_view line = std::string_view(text).substr(at, end - at);
        EXPECT_NE(static_cast<unsigned char>(line.back()), 0xC3u) << line;
        at = end + 2;
    }
    const Parsed calendar = parsed(text);
    icalcomponent* first = icalcomponent_get_first_component(calendar.get(), ICAL_VEVENT_COMPONENT);
    EXPECT_STREQ(icalcomponent_get_description(first), event.description.c_str());
}

TEST(Ics, OutsideWordsMakeNoLinesOfTheirOwn) {
    IcsEvent event = a_day();
    event.summary = "Bob\r\nATTACH:http://evil.example\r\nX:\x01";
    const std::string text = write_ics({"a\r\nb", {event}});
    EXPECT_EQ(text.find("\r\nATTACH"), std::string::npos) << text;
    const Parsed calendar = parsed(text);
    ASSERT_TRUE(calendar);
    EXPECT_EQ(icalcomponent_count_errors(calendar.get()), 0) << text;
    event.summary = std::string(5000, 'a');
    EXPECT_LT(write_ics({"x", {event}}).size(), 2500u);
}

TEST(Ics, TheSameDaysGiveTheSameText) {
    EXPECT_EQ(write_ics({"x", {a_day()}}), write_ics({"x", {a_day()}}));
    EXPECT_TRUE(parsed(write_ics({"empty", {}})));
}

}  // namespace
}  // namespace qm::core

// Writing calendars by libical.
// SPDX-License-Identifier: Apache-2.0
#include "core/ics.hpp"

#include <libical/ical.h>

#include <cstdlib>
#include <memory>

namespace qm::core {
namespace {

constexpr std::size_t events_max = 5000;
constexpr std::size_t ics_words_max = 1000;  // bytes of a name or a description
constexpr const char* refresh = "PT1H";

using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

icaltimetype utc(Instant at) {
    return icaltime_from_timet_with_zone(static_cast<time_t>(to_unix(at)), 0,
                                         icaltimezone_get_utc_timezone());
}

// libical escapes what is said in a text, but passes control characters on, which no reader takes.
std::string ics_words(std::string text) {
    if (text.size() > ics_words_max) {
        std::size_t end = ics_words_max;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u)
            --end;
        text.resize(end);
    }
    for (char& c : text) {
        if ((static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7F) c = ' ';
    }
    return text;
}

void add(icalcomponent* to, icalproperty* property) {
    icalcomponent_add_property(to, property);
}

// Names that no standard knows, but every program. libical leaves , and ; in them as they are, and
// so does every reader.
void add_named(icalcomponent* to, const char* name, const std::string& text) {
    icalproperty* property = icalproperty_new_x(text.c_str());
    icalproperty_set_x_name(property, name);
    add(to, property);
}

icalproperty_status status_of(IcsEvent::Status status) {
    switch (status) {
        case IcsEvent::Status::confirmed:
            return ICAL_STATUS_CONFIRMED;
        case IcsEvent::Status::tentative:
            return ICAL_STATUS_TENTATIVE;
        case IcsEvent::Status::cancelled:
            break;
    }
    return ICAL_STATUS_CANCELLED;
}

icalcomponent* event_of(const IcsEvent& event) {
    icalcomponent* one = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    add(one, icalproperty_new_uid(ics_words(event.uid).c_str()));
    add(one, icalproperty_new_dtstamp(utc(event.changed)));
    add(one, icalproperty_new_lastmodified(utc(event.changed)));
    add(one, icalproperty_new_sequence(event.sequence));
    add(one, icalproperty_new_dtstart(utc(event.from)));
    add(one, icalproperty_new_dtend(utc(event.until)));
    add(one, icalproperty_new_summary(ics_words(event.summary).c_str()));
    if (!event.description.empty())
        add(one, icalproperty_new_description(ics_words(event.description).c_str()));
    add(one, icalproperty_new_status(status_of(event.status)));
    const bool busy = event.busy && event.status != IcsEvent::Status::cancelled;
    add(one, icalproperty_new_transp(busy ? ICAL_TRANSP_OPAQUE : ICAL_TRANSP_TRANSPARENT));
    return one;
}

}  // namespace

std::string write_ics(const IcsFeed& feed) {
    const Component calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT), &icalcomponent_free);
    add(calendar.get(), icalproperty_new_prodid("-//Quartermaster//Quartermaster//EN"));
    add(calendar.get(), icalproperty_new_version("2.0"));
    add(calendar.get(), icalproperty_new_calscale("GREGORIAN"));
    const std::string name = ics_words(feed.name);
    add(calendar.get(), icalproperty_new_name(name.c_str()));
    add_named(calendar.get(), "X-WR-CALNAME", name);
    icalproperty* every = icalproperty_new_refreshinterval(icaldurationtype_from_string(refresh));
    // It has no type of its own, so the standard wants it named.
    icalproperty_add_parameter(every, icalparameter_new_value(ICAL_VALUE_DURATION));
    add(calendar.get(), every);
    add_named(calendar.get(), "X-PUBLISHED-TTL", refresh);
    std::size_t written = 0;
    for (const IcsEvent& event : feed.events) {
        if (++written > events_max) break;
        icalcomponent_add_component(calendar.get(), event_of(event));
    }
    const std::unique_ptr<char, decltype(&std::free)> text(
        icalcomponent_as_ical_string_r(calendar.get()), &std::free);
    return text ? text.get() : "";
}

}  // namespace qm::core

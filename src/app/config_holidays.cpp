// The calendars of config/holidays: rules as YAML.
// SPDX-License-Identifier: Apache-2.0
#include "embedded.hpp"

#include "app/config_read.hpp"
#include "core/calendar.hpp"

#include <iterator>
#include <stdexcept>

namespace qm::app {
namespace {

constexpr const char* weekday_names[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

unsigned weekday_named(const std::string& name) {
    for (unsigned i = 0; i < std::size(weekday_names); ++i) {
        if (name == weekday_names[i]) return i;
    }
    throw std::runtime_error("no weekday: " + name);
}

core::HolidayRule rule_of(const YAML::Node& node) {
    core::HolidayRule rule;
    rule.from_year = node["from"].as<int>(rule.from_year);
    rule.until_year = node["until"].as<int>(rule.until_year);
    if (node["easter"]) {
        rule.kind = core::HolidayRule::Kind::easter;
        rule.offset = node["easter"].as<int>();
        return rule;
    }
    rule.month = node["month"].as<int>();
    if (node["day"]) {
        rule.day = node["day"].as<int>();
        return rule;
    }
    rule.kind = core::HolidayRule::Kind::nth;
    rule.weekday = weekday_named(node["weekday"].as<std::string>());
    const std::string nth = node["nth"].as<std::string>();
    rule.nth = nth == "last" ? -1 : node["nth"].as<int>();
    return rule;
}

std::vector<Date> dates_of(const YAML::Node& node) {
    std::vector<Date> dates;
    for (const YAML::Node& one : node) {
        const auto date = core::read_date(one.as<std::string>());
        if (!date) throw std::runtime_error(date.error().what);
        dates.push_back(*date);
    }
    return dates;
}

core::HolidayCalendar calendar_of(const YAML::Node& node) {
    core::HolidayCalendar calendar;
    for (const YAML::Node& rule : node["rules"])
        calendar.rules.push_back(rule_of(rule));
    const std::string weekend = node["on_weekend"].as<std::string>("stays");
    if (weekend == "nearest") calendar.on_weekend = core::OnWeekend::nearest;
    if (weekend == "next") calendar.on_weekend = core::OnWeekend::next;
    calendar.once = dates_of(node["once"]);
    calendar.except = dates_of(node["except"]);
    return calendar;
}

core::HolidayCalendars read_calendars() {
    core::HolidayCalendars calendars;
    for (const embedded::File& file : embedded::holidays()) {
        const std::string name = file.path.substr(0, file.path.find('.'));
        try {
            calendars[name] = calendar_of(YAML::Load(std::string(file.bytes)));
        } catch (const std::exception& error) {
            throw std::runtime_error("config/holidays/" + file.path + ": " + error.what());
        }
    }
    return calendars;
}

}  // namespace

const core::HolidayCalendars& holiday_calendars() {
    static const core::HolidayCalendars calendars = read_calendars();
    return calendars;
}

}  // namespace qm::app

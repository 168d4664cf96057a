// holidays: of a team: countries by rules, dates, and files beside the configuration.
// SPDX-License-Identifier: Apache-2.0
#include "embedded.hpp"

#include "app/config_read.hpp"
#include "core/calendar.hpp"
#include "core/leave.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace qm::app {
namespace {

constexpr int holidays_first_year = 2020;
constexpr int holidays_last_year = 2045;
constexpr std::size_t rules_max = 200;
constexpr std::size_t holiday_files_max = 20;  // of one team
constexpr std::size_t problems_of_a_file_max = 20;
constexpr std::size_t country_max = 20;
constexpr std::size_t quoted_max = 60;
constexpr std::array<const char*, 7> weekday_names = {"sun", "mon", "tue", "wed",
                                                      "thu", "fri", "sat"};

void read_nth(const YAML::Node& node, Reader& reader, core::HolidayRule& rule) {
    rule.kind = core::HolidayRule::Kind::nth;
    const std::string weekday = reader.text(node, "weekday", "rule", true);
    const auto found = std::find(weekday_names.begin(), weekday_names.end(), weekday);
    if (found == weekday_names.end())
        reader.problem(node, "a rule's weekday is one of sun mon tue wed thu fri sat");
    else
        rule.weekday = static_cast<unsigned>(found - weekday_names.begin());
    const bool last = reader.text(node, "nth", "rule", true) == "last";
    rule.nth = last ? -1 : static_cast<int>(reader.number(node, "nth", "rule", 1, 1, 4));
}

core::HolidayRule rule_of(const YAML::Node& node, Reader& reader) {
    core::HolidayRule rule;
    if (!reader.map(node, "rule",
                    {"name", "month", "day", "easter", "weekday", "nth", "from", "until"})) {
        reader.problem(node, "a rule is like {month: 5, day: 1} or {easter: 1}");
        return rule;
    }
    rule.from_year = static_cast<int>(reader.number(node, "from", "rule", rule.from_year, 0, 9999));
    rule.until_year =
        static_cast<int>(reader.number(node, "until", "rule", rule.until_year, 0, 9999));
    if (reader.child(node, "easter").IsDefined()) {
        rule.kind = core::HolidayRule::Kind::easter;
        rule.offset = static_cast<int>(reader.number(node, "easter", "rule", 0, -100, 250));
        return rule;
    }
    (void)reader.text(node, "month", "rule", true);
    rule.month = static_cast<int>(reader.number(node, "month", "rule", 1, 1, 12));
    if (!reader.child(node, "day").IsDefined()) {
        read_nth(node, reader, rule);
        return rule;
    }
    rule.day = static_cast<int>(reader.number(node, "day", "rule", 1, 1, 31));
    const std::chrono::year_month_day leap{std::chrono::year{2024},
                                           std::chrono::month{static_cast<unsigned>(rule.month)},
                                           std::chrono::day{static_cast<unsigned>(rule.day)}};
    if (!leap.ok()) reader.problem(node, "there is no such day in that month");
    return rule;
}

std::vector<Date> dates_of(const YAML::Node& node, const char* key, Reader& reader) {
    std::vector<Date> dates;
    for (const std::string& word : reader.texts(node, key, "the file")) {
        if (const auto date = core::read_date(word))
            dates.push_back(*date);
        else
            reader.problem(node[key], std::string(key) + " lists dates like 2026-10-05");
    }
    return dates;
}

core::HolidayCalendar calendar_of(const YAML::Node& node, Reader& reader) {
    core::HolidayCalendar calendar;
    if (!reader.map(node, "the file", {"rules", "on_weekend", "once", "except"})) {
        reader.problem(node, "it needs rules: like {month: 5, day: 1}");
        return calendar;
    }
    const YAML::Node rules = reader.child(node, "rules");
    if (rules.IsDefined() && (!rules.IsSequence() || rules.size() > rules_max))
        reader.problem(rules, "rules must be a list of at most 200");
    for (std::size_t i = 0; rules.IsSequence() && i < std::min(rules.size(), rules_max); ++i)
        calendar.rules.push_back(rule_of(rules[i], reader));
    const std::string weekend = reader.text(node, "on_weekend", "the file", false, "stays");
    if (weekend == "nearest")
        calendar.on_weekend = core::OnWeekend::nearest;
    else if (weekend == "next")
        calendar.on_weekend = core::OnWeekend::next;
    else if (weekend != "stays")
        reader.problem(node["on_weekend"], "on_weekend knows stays, nearest and next");
    calendar.once = dates_of(node, "once", reader);
    calendar.except = dates_of(node, "except", reader);
    return calendar;
}

core::HolidayCalendar parse_calendar(const std::string& text,
                                     std::vector<ConfigProblem>& problems) {
    Reader reader(problems);
    try {
        return calendar_of(YAML::Load(text), reader);
    } catch (const YAML::Exception& error) {
        problems.push_back({error.mark.line + 1, "this is no YAML: " + error.msg});
    }
    return {};
}

core::HolidayCalendars read_calendars() {
    core::HolidayCalendars calendars;
    for (const embedded::File& file : embedded::holidays()) {
        std::vector<ConfigProblem> problems;
        calendars[file.path.substr(0, file.path.find('.'))] =
            parse_calendar(std::string(file.bytes), problems);
        if (!problems.empty())
            throw std::runtime_error("config/holidays/" + file.path + ": " + problems.front().what);
    }
    return calendars;
}

bool is_country(const std::string& word) {
    return word.size() <= country_max && std::all_of(word.begin(), word.end(), [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

// The list of one team.
class HolidayList {
public:
    HolidayList(const YAML::Node& node, const std::string& where, Reader& reader,
                const Surroundings& surroundings)
        : node_(node), where_(where), reader_(reader), surroundings_(surroundings) {}

    void read(const std::string& word) {
        if (const auto date = core::read_date(word)) {
            days.push_back(*date);
        } else if (word.ends_with(".ics") || word.ends_with(".yaml") || word.ends_with(".yml")) {
            read_file(word);
        } else if (is_country(word) && !has_own(word)) {
            auto known =
                core::holidays(word, holidays_first_year, holidays_last_year, holiday_calendars());
            if (known) return add(*known);
            problem(known.error().what + " Or write its rules into holidays/" + word +
                    ".yaml beside the configuration.");
        } else if (!is_country(word)) {
            problem("\"" + word.substr(0, quoted_max) +
                    "\" is no country, no date like 2026-12-24, and no .ics or .yaml file");
        }
    }

    std::vector<Date> days;

private:
    void problem(const std::string& what) { reader_.problem(node_, where_ + ".holidays: " + what); }
    void add(const std::vector<Date>& more) { days.insert(days.end(), more.begin(), more.end()); }

    // Beside the configuration; it goes before what is packed into the program, which may be old.
    bool has_own(const std::string& country) {
        if (surroundings_.folder.empty()) return false;
        const std::string name = "holidays/" + country + ".yaml";
        const auto text = surroundings_.file(beside(surroundings_, name));
        if (!text && text.error().code == errc::not_found) return false;
        if (!text)
            problem(name + ": " + text.error().what);
        else
            add_rules(name, *text);
        return true;
    }

    void read_file(const std::string& name) {
        if (++files_ > holiday_files_max) return problem("20 files at most");
        const auto text = surroundings_.file(beside(surroundings_, name));
        if (!text) return problem("cannot read " + name + ": " + text.error().what);
        if (!name.ends_with(".ics")) return add_rules(name, *text);
        const auto listed = core::read_days_off(*text, holidays_first_year, holidays_last_year);
        if (!listed) return problem(name + ": " + listed.error().what);
        add(*listed);
    }

    void add_rules(const std::string& name, const std::string& text) {
        std::vector<ConfigProblem> problems;
        const core::HolidayCalendar calendar = parse_calendar(text, problems);
        if (problems.size() > problems_of_a_file_max) problems.resize(problems_of_a_file_max);
        for (const ConfigProblem& one : problems) {
            const std::string line = one.line > 0 ? ", line " + std::to_string(one.line) : "";
            problem(name + line + ": " + one.what);
        }
        if (!problems.empty()) return;
        const auto known =
            core::holidays("own", holidays_first_year, holidays_last_year, {{"own", calendar}});
        if (known) add(*known);
    }

    const YAML::Node node_;
    const std::string& where_;
    Reader& reader_;
    const Surroundings& surroundings_;
    std::size_t files_ = 0;
};

}  // namespace

const core::HolidayCalendars& holiday_calendars() {
    static const core::HolidayCalendars calendars = read_calendars();
    return calendars;
}

void read_holidays(const YAML::Node& node, const std::string& where, Reader& reader,
                   const Surroundings& surroundings, Team& team) {
    HolidayList list(reader.child(node, "holidays"), where, reader, surroundings);
    for (const std::string& word : reader.texts(node, "holidays", where))
        list.read(word);
    team.holidays = std::move(list.days);
    std::sort(team.holidays.begin(), team.holidays.end());
    team.holidays.erase(std::unique(team.holidays.begin(), team.holidays.end()),
                        team.holidays.end());
}

}  // namespace qm::app

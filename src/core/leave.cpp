// Reading who is away, and when nobody works.
// SPDX-License-Identifier: Apache-2.0
#include "core/leave.hpp"

#include "core/calendar.hpp"
#include "core/csv.hpp"
#include "core/ics_events.hpp"
#include "core/rota_read.hpp"
#include "core/spec_words.hpp"

#include <algorithm>

namespace qm::core {
namespace {

bool ends_word(const std::string& text, std::size_t at) {
    if (at == text.size()) return true;
    const auto c = static_cast<unsigned char>(text[at]);
    return !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c < 0x80;
}

// Whose name the summary begins with: "Alice Martin – leave", not "Talk with Alice".
std::string leading_person(const RotaScope& scope, const std::string& summary) {
    const std::string text = folded(summary);
    std::string found;
    std::size_t longest = 0;
    for (const RotaPerson& person : scope.people) {
        for (const std::string& name : {folded(person.username), folded(person.display)}) {
            if (name.size() <= longest || !text.starts_with(name)) continue;
            if (!ends_word(text, name.size())) continue;
            longest = name.size();
            found = person.username;
        }
    }
    return found;
}

std::set<std::string> who_is_away(const RotaScope& scope, const DaysEvent& event) {
    if (const std::string first = leading_person(scope, event.summary); !first.empty())
        return {first};
    std::set<std::string> away;
    for (const IcsPerson& one : event.invited) {
        const std::string who = rota_person_of(scope, one);
        if (!who.empty()) away.insert(who);
    }
    if (!away.empty()) return away;
    const auto named = rota_people_in(scope, event.summary);
    if (named.size() == 1) return {named.front()};
    const std::string organizer = rota_person_of(scope, event.organizer);
    if (!organizer.empty() && named.empty()) away.insert(organizer);
    return away;
}

bool is_ics(const std::string& text) {
    return folded(std::string_view(text).substr(0, 40)).starts_with("begin:vcalendar");
}

// An empty calendar is not one that broke off.
bool has_no_event(const std::string& text) {
    return folded(text).find("begin:vevent") == std::string::npos &&
           folded(text).find("end:vcalendar") != std::string::npos;
}

result<std::string> calendar_text(std::string_view bytes) {
    if (bytes.size() > rota_file_max)
        return Error{errc::too_large, "the calendar has more than 2 MB"};
    auto text = file_text(bytes);
    if (!text) return text;
    if (!is_ics(*text))
        return Error{errc::invalid, "this is no calendar: it does not begin with BEGIN:VCALENDAR"};
    return text;
}

}  // namespace

LeaveRead read_leave(std::string_view bytes, const RotaScope& scope, const std::string& owner) {
    LeaveRead leave;
    const auto text = calendar_text(bytes);
    if (!text) {
        leave.problems.push_back({0, text.error().what});
        return leave;
    }
    if (has_no_event(*text)) return leave;
    RotaScope wide = scope;
    wide.half_is_enough = true;
    DaysRead read = read_events(*text, wide);
    leave.problems = std::move(read.problems);
    leave.left_out = read.left_out;
    for (const DaysEvent& event : read.events) {
        std::set<std::string> away;
        if (owner.empty())
            away = who_is_away(scope, event);
        else if (event.busy)
            away.insert(owner);
        leave.left_out += away.empty() ? 1 : 0;
        for (const std::string& who : away)
            leave.days[who].insert(event.days.begin(), event.days.end());
    }
    return leave;
}

result<std::vector<Date>> read_days_off(std::string_view bytes, int first_year, int last_year) {
    const auto text = calendar_text(bytes);
    if (!text) return text.error();
    RotaScope scope;
    const Date first{
        std::chrono::sys_days{std::chrono::year{first_year} / 1 / 1}.time_since_epoch()};
    const Date end{
        std::chrono::sys_days{std::chrono::year{last_year + 1} / 1 / 1}.time_since_epoch()};
    for (Date date = first; date < end; date += std::chrono::days{1})
        scope.days.push_back(date);
    scope.zone = "UTC";
    scope.duty = {TimeOfDay{0}, TimeOfDay{24 * 60 - 1}};
    const DaysRead read = read_events(*text, scope);
    if (!read.problems.empty()) {
        const RotaProblem& problem = read.problems.front();
        const std::string where =
            problem.line > 0 ? "line " + std::to_string(problem.line) + ": " : std::string();
        return Error{errc::invalid, where + problem.what};
    }
    std::set<Date> days;
    for (const DaysEvent& event : read.events)
        days.insert(event.days.begin(), event.days.end());
    return std::vector<Date>(days.begin(), days.end());
}

}  // namespace qm::core

// A team that shares its days, and what it is given.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/calendar.hpp"
#include "core/holidays.hpp"
#include "core/ledger.hpp"

#include <map>

namespace qm::core {

inline Date day(std::string_view text) {
    return read_date(text).value();
}

inline Team fair_team(int size) {
    Team team;
    team.id = TeamId("sre");
    for (int i = 0; i < size; ++i) {
        Member member;
        member.person.username = std::string(1, static_cast<char>('a' + i));
        team.members.push_back(std::move(member));
    }
    team.holidays = holidays("FR", 2025, 2029).value();
    return team;
}

inline Facts published(const Book& book, std::string_view from, int count) {
    Facts facts = book.facts;
    for (const Decision& one : plan(book, day(from), count))
        facts[one.date] = {one.username, "plan", one.backup, one.shadow};
    return facts;
}

inline std::map<std::string, int> days_of(const Facts& facts, Date from = Date::min(),
                                          Date until = Date::max()) {
    std::map<std::string, int> count;
    for (const auto& [date, fact] : facts) {
        if (date >= from && date < until) ++count[fact.username];
    }
    return count;
}

}  // namespace qm::core

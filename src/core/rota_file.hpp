// Rotas as files: what another tool exports, or somebody keeps in a spreadsheet, and what we write.
// Pure: the whole file is read, every problem found, nothing decided.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/time.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qm::core {

struct RotaPerson {
    std::string username;
    std::string display;  // may be empty
};

// What a file may say something about.
struct RotaScope {
    std::vector<RotaPerson> people;
    std::vector<Date> days;       // ascending: working days that may be set, at most 400
    Zone zone;                    // of the team
    Span duty;                    // the hours that make a day somebody's
    bool half_is_enough = false;  // half of them; else more than half
};

struct RotaDay {
    std::string username;
    int line = 0;
};

struct RotaProblem {
    int line = 0;      // 0: of the whole file
    std::string what;  // names the mend
};

struct RotaRead {
    std::map<Date, RotaDay> days;
    std::vector<RotaProblem> problems;  // by line, at most 200; with one nothing is to be applied
    int left_out = 0;                   // rows or events about no day of the scope
};

constexpr std::size_t rota_file_max = 2u << 20;  // bytes

// A calendar (RFC 5545), when it begins as one, else CSV; UTF-8 or Windows-1252, with or without a
// byte-order mark.
//
// Calendar: whole days, or times (UTC, with a zone, or floating: the team's), repeated or not. A
// day is that of whom an event gives more than half of its duty hours. The person is the only
// ATTENDEE whose address begins with a member's user name, else the only member whose user name or
// shown name stands in the SUMMARY.
//
// CSV: columns `date` and `person`, others are passed over; `,`, `;` or a tab between; dates as
// 2026-10-06 or 06/10/2026 (day first); a user name, shown name or address. Without a line of
// names the first two columns count.
RotaRead read_rota(std::string_view bytes, const RotaScope& scope);

}  // namespace qm::core

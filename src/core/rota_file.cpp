// Reading and writing rota files: encodings, people, contradictions.
// SPDX-License-Identifier: Apache-2.0
#include "core/rota_file.hpp"

#include "core/calendar.hpp"
#include "core/rota_read.hpp"
#include "core/spec_words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace qm::core {
namespace {

constexpr std::size_t problems_max = 200;
constexpr std::size_t quoted_max = 60;  // bytes of a file's words in a problem
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Windows-1252 from 0x80 to 0x9F; 0: nothing is there.
constexpr std::array<std::uint16_t, 32> windows_points{
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

bool is_utf8(std::string_view text) {
    std::size_t left = 0;
    for (const char each : text) {
        const auto c = static_cast<unsigned char>(each);
        if (left > 0) {
            if ((c & 0xC0u) != 0x80u) return false;
            --left;
        } else if (c >= 0x80) {
            if (c < 0xC2 || c > 0xF4) return false;
            left = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
        }
    }
    return left == 0;
}

std::string from_windows(std::string_view text) {
    std::string out;
    for (const char each : text) {
        const auto c = static_cast<unsigned char>(each);
        if (c < 0x80) {
            out += each;
            continue;
        }
        unsigned point = c < 0xA0 ? windows_points[c - 0x80u] : c;
        if (point == 0) point = 0xFFFD;
        if (point >= 0x800) {
            out += static_cast<char>(0xE0u | (point >> 12u));
            out += static_cast<char>(0x80u | ((point >> 6u) & 0x3Fu));
        } else {
            out += static_cast<char>(0xC0u | (point >> 6u));
        }
        out += static_cast<char>(0x80u | (point & 0x3Fu));
    }
    return out;
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

// A dot within "bob.smith" joins, one at the end of a sentence does not.
bool joins(std::string_view text, std::size_t at, bool before) {
    if (is_letter(text[at])) return true;
    if (text[at] != '.' && text[at] != '-' && text[at] != '_') return false;
    if (before) return at > 0 && is_letter(text[at - 1]);
    return at + 1 < text.size() && is_letter(text[at + 1]);
}

struct Met {
    std::size_t from;
    std::size_t until;
    std::string username;
};

void meet(std::string_view text, const std::string& name, const std::string& username,
          std::vector<Met>& all) {
    if (name.empty()) return;
    for (std::size_t at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
        const std::size_t end = at + name.size();
        const bool begins = at == 0 || !joins(text, at - 1, true);
        if (begins && (end == text.size() || !joins(text, end, false)))
            all.push_back({at, end, username});
    }
}

std::string bare_name(std::string_view text) {
    std::string name = folded(text);
    if (name.starts_with("mailto:")) name.erase(0, 7);
    if (name.starts_with("'")) name.erase(0, 1);
    if (name.starts_with("@")) name.erase(0, 1);
    return folded(name.substr(0, name.find('@')));
}

}  // namespace

bool RotaGathering::has(Date date) const {
    return std::binary_search(scope_.days.begin(), scope_.days.end(), date);
}

void RotaGathering::put(Date date, const std::string& username, int line) {
    const auto [at, is_new] = read_.days.try_emplace(date, RotaDay{username, line});
    if (is_new || at->second.username == username) return;
    problem(line, iso_date(date) + " is " + username + "'s here and " + at->second.username +
                      "'s on line " + std::to_string(at->second.line) +
                      ": one person has a day; export one layer alone");
}

void RotaGathering::problem(int line, std::string what) {
    if (read_.problems.size() < problems_max) read_.problems.push_back({line, std::move(what)});
}

RotaRead RotaGathering::finish() {
    std::stable_sort(read_.problems.begin(), read_.problems.end(),
                     [](const RotaProblem& a, const RotaProblem& b) { return a.line < b.line; });
    return std::move(read_);
}

std::string rota_person(const RotaScope& scope, std::string_view text) {
    const std::string name = bare_name(text);
    if (name.empty()) return {};
    for (const RotaPerson& person : scope.people) {
        if (folded(person.username) == name) return person.username;
    }
    std::string found;
    for (const RotaPerson& person : scope.people) {
        if (folded(person.display) != name) continue;
        if (!found.empty()) return {};  // two of one name
        found = person.username;
    }
    return found;
}

std::vector<std::string> rota_people_in(const RotaScope& scope, std::string_view words) {
    const std::string text = folded(words);
    std::vector<Met> met;
    for (const RotaPerson& person : scope.people) {
        meet(text, folded(person.username), person.username, met);
        meet(text, folded(person.display), person.username, met);
    }
    std::vector<std::string> people;
    for (const Met& one : met) {
        // "Martin" within "Bob Martin" is no Martin.
        const bool within = std::any_of(met.begin(), met.end(), [&](const Met& other) {
            return other.from <= one.from && one.until <= other.until &&
                   other.until - other.from > one.until - one.from;
        });
        if (!within && std::find(people.begin(), people.end(), one.username) == people.end())
            people.push_back(one.username);
    }
    return people;
}

std::string rota_members(const RotaScope& scope) {
    std::string all;
    for (const RotaPerson& person : scope.people)
        all += (all.empty() ? "" : ", ") + person.username;
    return all;
}

RotaRead read_rota(std::string_view bytes, const RotaScope& scope) {
    RotaGathering gathering(scope);
    if (bytes.size() > rota_file_max) {
        gathering.problem(0, "the file has more than 2 MB: export the coming six weeks alone");
        return gathering.finish();
    }
    if (bytes.starts_with(byte_order_mark)) bytes.remove_prefix(byte_order_mark.size());
    if (bytes.find('\0') != bytes.npos || bytes.starts_with("\xFF\xFE") ||
        bytes.starts_with("\xFE\xFF")) {
        gathering.problem(0, "this is no text in UTF-8 or Windows-1252: save it as UTF-8");
        return gathering.finish();
    }
    const std::string text = is_utf8(bytes) ? std::string(bytes) : from_windows(bytes);
    const std::string start = folded(std::string_view(text).substr(0, quoted_max));
    if (start.starts_with("begin:"))
        read_rota_ics(text, gathering);
    else
        read_rota_csv(text, gathering);
    return gathering.finish();
}

std::string csv_line(const std::vector<std::string>& cells) {
    std::string line;
    for (const std::string& cell : cells) {
        std::string safe = cell;
        if (!safe.empty() && std::string_view("=+-@\t\r\n").find(safe.front()) != std::string::npos)
            safe.insert(0, "'");
        if (&cell != &cells.front()) line += ',';
        if (safe.find_first_of(",;\"\r\n") == std::string::npos) {
            line += safe;
            continue;
        }
        line += '"';
        for (const char c : safe)
            line += c == '"' ? std::string("\"\"") : std::string(1, c);
        line += '"';
    }
    return line + "\r\n";
}

}  // namespace qm::core

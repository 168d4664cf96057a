// Reading and writing rota files: encodings, people, contradictions.
// SPDX-License-Identifier: Apache-2.0
#include "core/rota_file.hpp"

#include "core/calendar.hpp"
#include "core/csv.hpp"
#include "core/ics_events.hpp"
#include "core/rota_read.hpp"
#include "core/spec_words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace qm::core {
namespace {

constexpr std::size_t quoted_max = 60;  // bytes of a file's words in a problem
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
    if (read_.problems.size() < rota_problems_max)
        read_.problems.push_back({line, std::move(what)});
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

std::string rota_person_of(const RotaScope& scope, const IcsPerson& person) {
    const std::string who = rota_person(scope, person.address);
    return who.empty() ? rota_person(scope, person.name) : who;
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
    const auto text = file_text(bytes);
    if (!text) {
        gathering.problem(0, text.error().what);
        return gathering.finish();
    }
    const std::string start = folded(std::string_view(*text).substr(0, quoted_max));
    if (start.starts_with("begin:"))
        read_rota_ics(*text, gathering);
    else
        read_rota_csv(*text, gathering);
    return gathering.finish();
}

}  // namespace qm::core

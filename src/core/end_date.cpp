// Until when something was given, word by word.
// SPDX-License-Identifier: Apache-2.0
#include "core/end_date.hpp"

#include "core/calendar.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <string>
#include <vector>

namespace qm::core {
namespace {

constexpr std::size_t ending_text_max = 4000;  // bytes
constexpr std::chrono::days ahead_max{366};

using EndingWords = std::vector<std::string>;

constexpr std::array<std::string_view, 8> untils = {"until",   "till",    "jusqu'au", "jusqu’au",
                                                    "jusqu'à", "jusqu’à", "jusque",   "through"};

// By their first letters: "nov", "november", « novembre ». Of two that begin alike the longer
// stands first.
struct Month {
    std::string_view begins;
    unsigned number;
};
constexpr std::array<Month, 20> months = {
    {{"jan", 1}, {"feb", 2}, {"fev", 2},  {"fév", 2},  {"mar", 3},  {"apr", 4}, {"avr", 4},
     {"may", 5}, {"mai", 5}, {"juin", 6}, {"jun", 6},  {"jui", 7},  {"jul", 7}, {"aug", 8},
     {"aoû", 8}, {"sep", 9}, {"oct", 10}, {"nov", 11}, {"dec", 12}, {"déc", 12}}};

EndingWords ending_words(std::string_view text) {
    EndingWords words;
    std::string word;
    const auto end = [&] {
        while (!word.empty() && std::string_view(".,;:!?)(\"*`").find(word.back()) != word.npos)
            word.pop_back();
        if (!word.empty()) words.push_back(word);
        word.clear();
    };
    for (const char c : text.substr(0, ending_text_max)) {
        const auto letter = static_cast<unsigned char>(c);
        if (std::isspace(letter) != 0)
            end();
        else if (!word.empty() || (c != '(' && c != '"' && c != '*' && c != '`'))
            word += static_cast<char>(std::tolower(letter));
    }
    end();
    return words;
}

std::optional<unsigned> number_of(std::string_view word) {
    for (const std::string_view ending : {"st", "nd", "rd", "th", "er"}) {
        if (word.size() > ending.size() && word.ends_with(ending) &&
            std::isdigit(static_cast<unsigned char>(word.front())) != 0)
            word.remove_suffix(ending.size());
    }
    unsigned number = 0;
    const auto [at, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (word.empty() || error != std::errc{} || at != word.data() + word.size())
        return std::nullopt;
    return number;
}

std::optional<unsigned> month_of(std::string_view word) {
    for (const Month& month : months) {
        if (word.starts_with(month.begins)) return month.number;
    }
    return std::nullopt;
}

// The next such day after `today`, when no year is named.
std::optional<Date> next_day_like(unsigned day, unsigned month, std::optional<unsigned> year,
                                  Date today) {
    const std::chrono::year_month_day now{today};
    const int first = year ? static_cast<int>(*year) : static_cast<int>(now.year());
    for (int at = first; at <= (year ? first : first + 1); ++at) {
        const std::chrono::year_month_day date{std::chrono::year{at}, std::chrono::month{month},
                                               std::chrono::day{day}};
        if (date.ok() && Date{date} > today) return Date{date};
    }
    return std::nullopt;
}

// "30 nov", "30 november 2026", "nov 30"; `used`: how many words that is.
std::optional<Date> month_and_day(const EndingWords& words, std::size_t at, Date today,
                                  std::size_t* used = nullptr) {
    if (at + 1 >= words.size()) return std::nullopt;
    auto day = number_of(words[at]);
    auto month = month_of(words[at + 1]);
    if (!day || !month) {
        day = number_of(words[at + 1]);
        month = month_of(words[at]);
    }
    if (!day || !month) return std::nullopt;
    std::optional<unsigned> year;
    if (at + 2 < words.size()) year = number_of(words[at + 2]);
    if (year && (*year < 2000 || *year > 2199)) year.reset();  // "until 30 nov 15 people"
    if (used != nullptr) *used = year ? 3 : 2;
    return next_day_like(*day, *month, year, today);
}

std::optional<Date> read_end(const EndingWords& words, std::size_t at, Date today) {
    if (at < words.size() && (words[at] == "le" || words[at] == "the")) ++at;
    if (at >= words.size()) return std::nullopt;
    if (const auto iso = read_date(words[at])) return *iso;
    if (const auto date = read_day_month(words[at], today)) return date;
    if (const auto weekday = read_weekday(words[at], today)) return weekday;
    return month_and_day(words, at, today);
}

}  // namespace

std::optional<Date> end_date(std::string_view text, Date today) {
    const EndingWords words = ending_words(text);
    const auto fits = [&](const std::optional<Date>& date) {
        return date && *date > today && *date <= today + ahead_max;
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (std::find(untils.begin(), untils.end(), words[i]) == untils.end()) continue;
        if (const auto date = read_end(words, i + 1, today); fits(date)) return date;
    }
    for (const std::string& word : words) {
        const auto iso = read_date(word);
        if (iso && fits(*iso)) return *iso;
    }
    return std::nullopt;
}

std::optional<Date> read_named_month(std::string_view text, Date today) {
    EndingWords words = ending_words(text);
    if (!words.empty() && (words.front() == "le" || words.front() == "the"))
        words.erase(words.begin());
    std::size_t used = 0;
    const auto date = month_and_day(words, 0, today - std::chrono::days{1}, &used);
    if (!date || used != words.size()) return std::nullopt;
    return date;
}

std::string_view without_until(std::string_view text) {
    const auto space = text.find(' ');
    if (space == text.npos) return text;
    const EndingWords first = ending_words(text.substr(0, space));
    const bool leads =
        !first.empty() && std::find(untils.begin(), untils.end(), first.front()) != untils.end();
    return leads ? text.substr(space + 1) : text;
}

}  // namespace qm::core

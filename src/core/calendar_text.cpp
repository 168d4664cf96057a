// Times as people read and write them, and as machines exchange them.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace qm::core {

namespace {

using std::chrono::days;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> weekdays_en{"Sun", "Mon", "Tue", "Wed",
                                                      "Thu", "Fri", "Sat"};
constexpr std::array<std::string_view, 7> weekdays_fr{"dim.", "lun.", "mar.", "mer.",
                                                      "jeu.", "ven.", "sam."};
constexpr std::array<std::string_view, 12> months_en{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 12> months_fr{"janv.", "févr.", "mars",  "avr.",
                                                     "mai",   "juin",  "juil.", "août",
                                                     "sept.", "oct.",  "nov.",  "déc."};

bool is_french(std::string_view locale) {
    return locale == "fr" || locale.starts_with("fr-") || locale.starts_with("fr_");
}

std::string clock_text(TimeOfDay time) {
    char out[32];
    std::snprintf(out, sizeof out, "%02d:%02d", static_cast<int>(time.count() / 60),
                  static_cast<int>(time.count() % 60));
    return out;
}

std::string weekday_text(Date date, bool french) {
    const unsigned index = std::chrono::weekday{date}.c_encoding();
    return std::string(french ? weekdays_fr[index] : weekdays_en[index]);
}

std::string day_and_month(Date date, bool french) {
    const year_month_day ymd{date};
    const unsigned day = static_cast<unsigned>(ymd.day());
    const unsigned month = static_cast<unsigned>(ymd.month()) - 1;
    std::string text = std::to_string(day);
    if (french && day == 1) text += "er";
    return text + " " + std::string(french ? months_fr[month] : months_en[month]);
}

// What somebody wrote, short enough to be repeated in a sentence.
std::string quoted(std::string_view text) {
    constexpr std::size_t longest = 40;
    std::string_view part = text.substr(0, longest);
    // A character cut in two is left out whole.
    while (part.size() < text.size() && !part.empty() &&
           (static_cast<unsigned char>(text[part.size()]) & 0xC0u) == 0x80u)
        part.remove_suffix(1);
    return "“" + std::string(part) + (part.size() < text.size() ? "…”" : "”");
}

// Reads digits from the front of a text; a failed step leaves `ok` false for good.
struct Digits {
    std::string_view text;
    bool ok = true;

    int number(std::size_t least, std::size_t most) {
        int value = 0;
        std::size_t count = 0;
        while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9')
            value = value * 10 + (text[count++] - '0');
        if (count < least) ok = false;
        text.remove_prefix(count);
        return value;
    }
    char one_of(std::string_view choices) {
        if (text.empty() || choices.find(text.front()) == std::string_view::npos) {
            ok = false;
            return '\0';
        }
        const char found = text.front();
        text.remove_prefix(1);
        return found;
    }
    bool skip(char c) {
        if (text.empty() || text.front() != c) return false;
        text.remove_prefix(1);
        return true;
    }
};

std::optional<Date> date_of(Digits& in) {
    const int year = in.number(4, 4);
    in.one_of("-");
    const int month = in.number(2, 2);
    in.one_of("-");
    const int day = in.number(2, 2);
    const year_month_day ymd{std::chrono::year{year},
                             std::chrono::month{static_cast<unsigned>(month)},
                             std::chrono::day{static_cast<unsigned>(day)}};
    if (!in.ok || !ymd.ok()) return std::nullopt;
    return Date{ymd};
}

std::optional<Instant> instant_of(Digits& in) {
    const std::optional<Date> date = date_of(in);
    in.one_of("Tt ");
    const int hour = in.number(2, 2);
    in.one_of(":");
    const int minute = in.number(2, 2);
    in.one_of(":");
    const int second = in.number(2, 2);
    if (in.skip('.')) {
        in.number(1, 1);
        while (!in.text.empty() && in.text.front() >= '0' && in.text.front() <= '9')
            in.text.remove_prefix(1);
    }
    std::chrono::seconds offset{0};
    const char sign = in.one_of("Zz+-");
    if (sign == '+' || sign == '-') {
        const int hours = in.number(2, 2);
        in.one_of(":");
        const int minutes = in.number(2, 2);
        if (hours > 23 || minutes > 59) return std::nullopt;
        offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
        if (sign == '-') offset = -offset;
    }
    // A leap second is the first second of the next minute.
    if (!in.ok || !in.text.empty() || !date || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    return Instant{date->time_since_epoch()} + std::chrono::hours{hour} +
           std::chrono::minutes{minute} + std::chrono::seconds{second} - offset;
}

}  // namespace

std::string say_time(Instant at, Instant now, const Zone& zone, std::string_view locale) {
    const LocalTime then = to_local(at, zone);
    const days away = then.date - to_local(now, zone).date;
    const bool french = is_french(locale);
    const std::string clock = clock_text(then.time);
    if (away == days{0}) return clock;
    if (away > days{0} && away <= days{6}) return weekday_text(then.date, french) + " " + clock;
    if (std::chrono::abs(away) <= days{300}) return day_and_month(then.date, french) + " " + clock;
    const int year = static_cast<int>(year_month_day{then.date}.year());
    return day_and_month(then.date, french) + " " + std::to_string(year) + " " + clock;
}

std::string say_day(Date date, std::string_view locale) {
    const bool french = is_french(locale);
    return weekday_text(date, french) + " " + day_and_month(date, french);
}

std::string say_lasting(std::chrono::seconds time, std::string_view locale) {
    const bool french = is_french(locale);
    const std::int64_t minutes =
        std::max<std::int64_t>(0, std::chrono::floor<Minutes>(time).count());
    if (minutes < 60) return std::to_string(minutes) + " min";
    const std::int64_t hours = minutes / 60;
    if (hours < 24) {
        char rest[8] = "";
        if (minutes % 60 != 0)
            std::snprintf(rest, sizeof rest, " %02d", static_cast<int>(minutes % 60));
        return std::to_string(hours) + " h" + rest;
    }
    const std::int64_t whole = hours / 24;
    std::string text = std::to_string(whole);
    text += french ? " jour" : " day";
    if (whole > 1) text += "s";
    // Beyond two days nobody wants the hours.
    if (whole < 2 && hours % 24 != 0) text += " " + std::to_string(hours % 24) + " h";
    return text;
}

std::string rfc3339(Instant at) {
    const Date date{std::chrono::floor<days>(at).time_since_epoch()};
    const std::int64_t seconds = (at.time_since_epoch() - date.time_since_epoch()).count();
    char clock[32];
    std::snprintf(clock, sizeof clock, "T%02d:%02d:%02dZ", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
    return iso_date(date) + clock;
}

result<Instant> read_rfc3339(std::string_view text) {
    Digits in{text};
    if (const auto instant = instant_of(in)) return *instant;
    return Error{errc::invalid, quoted(text) + " is no time; write it as 2026-10-06T08:00:00Z."};
}

result<Date> read_date(std::string_view text) {
    Digits in{text};
    const std::optional<Date> date = date_of(in);
    if (date && in.text.empty()) return *date;
    return Error{errc::invalid, quoted(text) + " is no date; write it as 2026-10-06."};
}

std::optional<Date> read_weekday(std::string_view text, Date today) {
    static constexpr std::array<std::array<std::string_view, 4>, 7> names{
        {{"sunday", "sun", "dimanche", "dim"},
         {"monday", "mon", "lundi", "lun"},
         {"tuesday", "tue", "mardi", "mar"},
         {"wednesday", "wed", "mercredi", "mer"},
         {"thursday", "thu", "jeudi", "jeu"},
         {"friday", "fri", "vendredi", "ven"},
         {"saturday", "sat", "samedi", "sam"}}};
    std::string word(text.substr(0, 12));
    std::transform(word.begin(), word.end(), word.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (unsigned day = 0; day < names.size(); ++day) {
        if (std::find(names[day].begin(), names[day].end(), word) == names[day].end()) continue;
        const Date after = today + std::chrono::days{1};
        return after + (std::chrono::weekday{day} - std::chrono::weekday{after});
    }
    return std::nullopt;
}

std::optional<Date> read_day_month(std::string_view text, Date today) {
    constexpr int leap_years_apart = 8;
    Digits in{text};
    const int day = in.number(1, 2);
    in.one_of("/");
    const int month = in.number(1, 2);
    const bool yearly = in.ok && in.text.empty();
    int year = static_cast<int>(year_month_day{today}.year());
    if (!yearly) {
        in.one_of("/");
        const bool brief = in.text.size() == 2;
        year = in.number(brief ? 2 : 4, brief ? 2 : 4) + (brief ? 2000 : 0);
    }
    if (!in.ok || !in.text.empty()) return std::nullopt;
    for (int i = 0; i <= (yearly ? leap_years_apart : 0); ++i) {
        const year_month_day date{std::chrono::year{year + i},
                                  std::chrono::month{static_cast<unsigned>(month)},
                                  std::chrono::day{static_cast<unsigned>(day)}};
        if (date.ok() && (!yearly || Date{date} >= today)) return Date{date};
    }
    return std::nullopt;
}

result<TimeOfDay> read_time(std::string_view text) {
    Digits in{text};
    const int hour = in.number(1, 2);
    in.one_of(":");
    const int minute = in.number(2, 2);
    const TimeOfDay time = std::chrono::hours{hour} + std::chrono::minutes{minute};
    if (in.ok && in.text.empty() && minute < 60 && time <= std::chrono::hours{24}) return time;
    return Error{errc::invalid, quoted(text) + " is no time of day; write it as 09:00."};
}

std::string iso_date(Date date) {
    const year_month_day ymd{date};
    char out[40];
    std::snprintf(out, sizeof out, "%04d-%02u-%02u", static_cast<int>(ymd.year()),
                  static_cast<unsigned>(ymd.month()), static_cast<unsigned>(ymd.day()));
    return out;
}

}  // namespace qm::core

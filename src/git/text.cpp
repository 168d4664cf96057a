// Foreign words and dates as they may leave this room.
// SPDX-License-Identifier: Apache-2.0
#include "git/text.hpp"

#include "git/names.hpp"

#include <chrono>
#include <cstdio>

namespace qm::git {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view ellipsis = "\xE2\x80\xA6";     // "…"

bool control(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (first < 0x20 || first == 0x7F) return true;
    return first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

}  // namespace

std::string clean_line(std::string_view text, std::size_t bytes_max) {
    std::string line;
    std::size_t cut = 0;  // where an ellipsis would still fit
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        std::string_view character = length == 0 ? replacement : text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
        if (control(character)) character = " ";
        if (character == " " && (line.empty() || line.back() == ' ')) continue;
        if (line.size() + character.size() > bytes_max) {
            line.resize(cut);
            return line.append(ellipsis);
        }
        line += character;
        if (line.size() + ellipsis.size() <= bytes_max) cut = line.size();
    }
    if (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

std::string rfc3339(std::int64_t seconds) {
    constexpr std::int64_t year_10000 = 253'402'300'800;
    if (seconds < 0 || seconds >= year_10000) return "";
    const std::chrono::sys_seconds at{std::chrono::seconds{seconds}};
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", int(date.year()),
                  unsigned(date.month()), unsigned(date.day()), int(time.hours().count()),
                  int(time.minutes().count()), int(time.seconds().count()));
    return text;
}

}  // namespace qm::git

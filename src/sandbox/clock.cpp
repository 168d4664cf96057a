// The sandbox's wall clock: runs with real time, moves forward on demand, never back.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/clock.hpp"

#include <array>
#include <cstdio>

namespace qm::sandbox {

namespace {

// `count` digits at the front of `text`, taken off it; -1 when there are fewer.
int digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return -1;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool skip(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<int> milliseconds_of(std::string_view& text) {
    if (!skip(text, ".")) return 0;
    int value = 0, scale = 100, read = 0;
    for (; !text.empty() && text[0] >= '0' && text[0] <= '9' && read < 9; ++read) {
        value += (text[0] - '0') * scale;
        scale /= 10;
        text.remove_prefix(1);
    }
    if (read == 0) return std::nullopt;
    return value;
}

std::optional<std::chrono::minutes> offset_of(std::string_view& text) {
    if (skip(text, "Zz")) return std::chrono::minutes{0};
    if (text.empty() || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    int sign = text[0] == '+' ? 1 : -1;
    text.remove_prefix(1);
    int hours = digits(text, 2);
    if (hours < 0 || hours > 23 || !skip(text, ":")) return std::nullopt;
    int minutes = digits(text, 2);
    if (minutes < 0 || minutes > 59) return std::nullopt;
    return std::chrono::minutes{sign * (hours * 60 + minutes)};
}

}  // namespace

Steady real_steady() {
    return [] {
        auto since = std::chrono::steady_clock::now().time_since_epoch();
        return std::chrono::duration_cast<std::chrono::milliseconds>(since);
    };
}

void Clock::restart_at(std::int64_t start_ms) {
    start_ms_ = start_ms;
    origin_ = steady_();
}

std::int64_t Clock::stamp() {
    last_stamp_ = std::max(now_ms(), last_stamp_ + 1);
    return last_stamp_;
}

result<void> Clock::move_to(std::int64_t to_ms) {
    std::int64_t now = now_ms();
    if (to_ms < now)
        return Error{errc::invalid, "The clock only moves forward: it is " + rfc3339(now) + "."};
    if (to_ms - now > step_max_ms)
        return Error{errc::too_large, "The clock moves at most 400 days at once."};
    start_ms_ += to_ms - now;
    ++version_;
    return {};
}

std::string rfc3339(std::int64_t ms) {
    using namespace std::chrono;
    sys_time<milliseconds> at{milliseconds{ms}};
    auto day = floor<days>(at);
    year_month_day date{day};
    hh_mm_ss time{at - day};
    std::array<char, 40> text{};
    int size = std::snprintf(
        text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ",
        static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
        static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
        static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()),
        static_cast<int>(time.subseconds().count()));
    return {text.data(), static_cast<std::size_t>(size)};
}

std::optional<std::int64_t> from_rfc3339(std::string_view text) {
    using namespace std::chrono;
    int y = digits(text, 4);
    if (y < 0 || !skip(text, "-")) return std::nullopt;
    int mo = digits(text, 2);
    if (mo < 1 || !skip(text, "-")) return std::nullopt;
    int d = digits(text, 2);
    if (d < 1 || !skip(text, "Tt ")) return std::nullopt;
    int h = digits(text, 2);
    if (h < 0 || h > 23 || !skip(text, ":")) return std::nullopt;
    int mi = digits(text, 2);
    if (mi < 0 || mi > 59 || !skip(text, ":")) return std::nullopt;
    int s = digits(text, 2);
    if (s < 0 || s > 59) return std::nullopt;
    auto fraction = milliseconds_of(text);
    if (!fraction) return std::nullopt;
    auto offset = offset_of(text);
    if (!offset || !text.empty()) return std::nullopt;
    year_month_day date{year{y}, month{static_cast<unsigned>(mo)}, day{static_cast<unsigned>(d)}};
    if (!date.ok()) return std::nullopt;
    auto at = sys_days{date} + hours{h} + minutes{mi} + seconds{s} + milliseconds{*fraction};
    return duration_cast<milliseconds>(at.time_since_epoch() - *offset).count();
}

}  // namespace qm::sandbox

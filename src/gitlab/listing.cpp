// One listing of a group's projects, page by page.
// SPDX-License-Identifier: Apache-2.0
#include "gitlab/listing.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <optional>
#include <string_view>

namespace qm::gitlab {
namespace {

using std::chrono::seconds;

constexpr std::size_t query_max = 2'048;

// A group's path goes into one segment of the address.
std::string escaped(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string made;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        const auto byte = static_cast<unsigned char>(c);
        if (plain)
            made += c;
        else
            made.append({'%', digits[byte >> 4u], digits[byte & 15u]});
    }
    return made;
}

bool same_name(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        const auto low = [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        };
        return low(x) == low(y);
    });
}

std::string_view header(const Answer& answer, std::string_view name) {
    for (const auto& [key, value] : answer.headers)
        if (same_name(key, name)) return value;
    return {};
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

// The query of `<https://…?query>; rel="next"`. Only the query: where we ask is our own affair.
std::string next_of_link(std::string_view link) {
    while (!link.empty()) {
        const auto from = link.find('<');
        const auto to = link.find('>', from == link.npos ? 0 : from);
        if (from == link.npos || to == link.npos) return "";
        const auto end = std::min(link.find('<', to), link.size());
        const std::string_view address = link.substr(from + 1, to - from - 1);
        const std::string_view rest = link.substr(to, end - to);
        const auto query = address.find('?');
        if (rest.find("rel=\"next\"") != rest.npos && query != address.npos)
            return std::string(address.substr(query + 1));
        link.remove_prefix(end);
    }
    return "";
}

bool is_query(std::string_view query) {
    return query.size() <= query_max && std::all_of(query.begin(), query.end(), [](char c) {
               return c > 0x20 && c < 0x7F && c != '#';
           });
}

// GitLab says Retry-After in seconds, and when the count begins anew as Unix time.
seconds asked_wait(const Answer& answer, Instant now) {
    std::int64_t wait = number(header(answer, "Retry-After")).value_or(0);
    if (const auto reset = number(header(answer, "RateLimit-Reset")); wait == 0 && reset)
        wait = *reset - to_unix(now);
    return std::clamp(seconds{wait}, seconds{1}, patience_max);
}

std::string with_reason(std::string sentence, const Answer& answer) {
    const std::string reason = answer.status == 0 ? answer.body : read_refusal(answer.body);
    return reason.empty() ? sentence : sentence + " (" + reason + ")";
}

}  // namespace

Listing::Listing(std::string group, const std::string& since)
    : group_(std::move(group)), path_("/api/v4/groups/" + escaped(group_) + "/projects") {
    query_ =
        "include_subgroups=true&with_shared=false&order_by=id&sort=asc"
        "&per_page=100";
    // What was active since also tells what was archived since.
    query_ += since.empty() ? "&archived=false" : "&last_activity_after=" + since;
    go_on(query_);
}

void Listing::fail(Error error) {
    state_ = State::failed;
    error_ = std::move(error);
    projects_.clear();  // a part of a group must never be taken for the whole
}

void Listing::later(seconds wait, bool too_often, Error why) {
    if (too_often || wait > wait_max || all_waits_ + wait > all_waits_max) {
        if (why.code == errc::rate_limited) patience_ = wait;
        return fail(std::move(why));
    }
    wait_ = wait;
    all_waits_ += wait;
    state_ = State::wait;
}

void Listing::go_on(const std::string& query) {
    if (!is_query(query))
        return fail({errc::invalid, "GitLab names a next page that cannot be asked for"});
    if (asked_.size() >= static_cast<std::size_t>(pages_max))
        return fail({errc::too_large, "the list of " + group_ + " does not end after " +
                                          std::to_string(pages_max) +
                                          " pages: name smaller groups"});
    if (!asked_.insert(query).second)
        return fail({errc::invalid, "GitLab's pages of " + group_ + " go in a circle"});
    target_ = path_ + "?" + query;
    waits_ = 0;
    failures_ = 0;
    state_ = State::ask;
}

void Listing::take(const Answer& answer, Instant now) {
    if (state_ != State::ask) return;
    const int status = answer.status;
    if (status == 200) return take_page(answer);
    if (status == 429)
        return later(asked_wait(answer, now), ++waits_ >= waits_max,
                     {errc::rate_limited, with_reason("GitLab asks us to wait", answer)});
    if (status == 0 || status >= 500) {
        const seconds wait{1 << failures_};
        return later(wait, ++failures_ >= failures_max,
                     {errc::unavailable,
                      with_reason(status == 0 ? "GitLab does not answer"
                                              : "GitLab answers " + std::to_string(status),
                                  answer)});
    }
    if (status == 401 || status == 403)
        return fail(
            {errc::unauthorised, with_reason("GitLab refuses our token: it needs read_api and "
                                             "read_repository, and to be still valid",
                                             answer)});
    if (status == 404)
        return fail({errc::not_found,
                     with_reason("GitLab knows no group " + group_ +
                                     ", or our token may not see it: mend group: or the token",
                                 answer)});
    if (status >= 300 && status < 400)
        return fail(
            {errc::invalid, "GitLab sends us elsewhere: write the address it has now in gitlab:"});
    fail({errc::invalid, with_reason("GitLab answers " + std::to_string(status), answer)});
}

void Listing::take_page(const Answer& answer) {
    auto page = read_projects(answer.body);
    if (!page) return fail(page.error());
    for (Project& project : page->projects) {
        if (!seen_.insert(project.id).second) continue;
        if (projects_.size() >= projects_max)
            return fail({errc::too_large, group_ + " has more than " +
                                              std::to_string(projects_max) +
                                              " projects: name smaller groups"});
        projects_.push_back(std::move(project));
    }
    for (std::string& lack : page->left_out)
        if (left_out_.size() < 20) left_out_.push_back(std::move(lack));
    if (const std::string next = next_of_link(header(answer, "Link")); !next.empty())
        return go_on(next);
    const std::string_view next = header(answer, "X-Next-Page");
    if (next.empty()) {
        state_ = State::done;
        return;
    }
    if (!number(next)) return fail({errc::invalid, "GitLab's X-Next-Page is no number"});
    go_on(query_ + "&page=" + std::string(next));
}

std::string since_text(Instant at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{at - day};
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(time.hours().count()),
                  static_cast<int>(time.minutes().count()),
                  static_cast<int>(time.seconds().count()));
    return text.data();
}

result<Instant> read_instant(std::string_view text) {
    const Error wrong{errc::invalid, "GitLab's time is none"};
    if (text.size() < 20 || text.size() > 40) return wrong;
    // Digits where there must be digits; from_chars alone would take "+1".
    const auto part = [&](std::size_t from, std::size_t count) -> int {
        const std::string_view digits = text.substr(from, count);
        if (digits.size() != count || digits.find_first_not_of("0123456789") != digits.npos)
            return -1;
        return static_cast<int>(*number(digits));
    };
    const std::array<int, 6> parts{part(0, 4),  part(5, 2),  part(8, 2),
                                   part(11, 2), part(14, 2), part(17, 2)};
    if (std::any_of(parts.begin(), parts.end(), [](int value) { return value < 0; })) return wrong;
    const std::chrono::year_month_day date{std::chrono::year{parts[0]},
                                           std::chrono::month{static_cast<unsigned>(parts[1])},
                                           std::chrono::day{static_cast<unsigned>(parts[2])}};
    if (!date.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 60) return wrong;
    const Instant at = std::chrono::sys_days{date} + std::chrono::hours{parts[3]} +
                       std::chrono::minutes{parts[4]} + seconds{parts[5]};
    const auto zone = text.find_first_of("Z+-", 19);
    if (zone == text.npos) return wrong;
    if (text[zone] == 'Z') return at;
    const int hours = part(zone + 1, 2);
    const int minutes = part(zone + 4, 2);
    if (hours < 0 || minutes < 0) return wrong;
    const seconds offset = std::chrono::hours{hours} + std::chrono::minutes{minutes};
    return text[zone] == '+' ? at - offset : at + offset;
}

}  // namespace qm::gitlab

// The fair share. All sums are integers, so that every machine plans the same.
// SPDX-License-Identifier: Apache-2.0
#include "core/ledger.hpp"

#include "core/calendar.hpp"
#include "core/rest.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <limits>

namespace qm::core {
namespace {

constexpr std::int64_t one_day = 1'000'000;  // one day of duty
constexpr std::chrono::days remembered{365};
constexpr int weekday_weight = 8;  // tenths of what a day owed weighs
constexpr int cover_weight = 5;
constexpr int ahead = 10;            // working days seen beyond what is planned
constexpr int looks_ahead_max = 20;  // members; with more there is always somebody rested
constexpr int decided_max = 400;
constexpr std::size_t lines_max = 1000;
// What is owed may outweigh rest, or where every day of a week but one is somebody's by rule, that
// one would be the same two people's for good. Each step of rest weighs days owed, and nobody has
// two days in a row for a debt while somebody rested is there.
constexpr std::int64_t step_weight = 10 * 3 * one_day;  // of a score
constexpr int outweighed_max = 2;

struct Account {
    const Member* member = nullptr;
    std::int64_t balance = 0;
    std::array<std::int64_t, 7> weekday{};
    std::array<int, 7> served{};
    std::int64_t covers = 0;
    std::int64_t backup = 0;
    std::int64_t shadow = 0;
    Date last{};  // of their latest turn
};

struct Line {  // a working day of the window
    Date date{};
    int who = nobody;  // by place in the accounts
    bool is_open = false;
    std::vector<int> candidates;
};

int to_hundredths(std::int64_t value) {
    return static_cast<int>((value + (value < 0 ? -one_day / 200 : one_day / 200)) /
                            (one_day / 100));
}

class Ledger {
public:
    Ledger(const Book& book, const std::vector<Date>& open_days, bool is_cover)
        : book_(book), is_cover_(is_cover) {
        for (const Member& member : book.team.members) {
            accounts_.emplace_back();
            accounts_.back().member = &member;
        }
        read_facts(open_days);
        lay_out(open_days);
        if (accounts_.size() <= looks_ahead_max) look_ahead();
    }

    std::vector<Decision> decide() {
        std::vector<Decision> decisions;
        for (std::size_t i = 0; i < lines_.size(); ++i) {
            if (lines_[i].is_open) decisions.push_back(decide(i));
        }
        // Once it is known who has the days around each.
        std::size_t next = 0;
        for (std::size_t i = 0; i < lines_.size() && next < decisions.size(); ++i) {
            if (lines_[i].is_open) stand_beside(i, decisions[next++]);
        }
        return decisions;
    }

    std::string second_beside(const std::string& first) {  // of the one open day
        const auto open = std::find_if(lines_.begin(), lines_.end(), std::mem_fn(&Line::is_open));
        open->who = place_of(first);
        const int second = backup_for(static_cast<std::size_t>(open - lines_.begin()), open->who);
        return second == nobody ? "" : account(second).member->person.username;
    }

private:
    int place_of(const std::string& username) const {
        for (std::size_t i = 0; i < accounts_.size(); ++i) {
            if (accounts_[i].member->person.username == username) return static_cast<int>(i);
        }
        return nobody;
    }

    Account& account(int place) { return accounts_[static_cast<std::size_t>(place)]; }

    // Those who share the day, in the order of the members.
    std::vector<int> candidates(Date date) const {
        std::vector<int> found;
        for (std::size_t i = 0; i < accounts_.size(); ++i) {
            const Member& member = *accounts_[i].member;
            if (member.share > 0 && is_present(book_, member, date) && !is_shadowing(member, date))
                found.push_back(static_cast<int>(i));
        }
        return found;
    }

    void read_facts(const std::vector<Date>& open_days) {
        if (open_days.empty()) return;
        const Date oldest = open_days.front() - remembered;
        for (auto at = book_.facts.lower_bound(oldest); at != book_.facts.end(); ++at) {
            const auto& [date, fact] = *at;
            if (std::binary_search(open_days.begin(), open_days.end(), date)) continue;
            if (!is_working_day(book_.team, date)) continue;
            const std::vector<int> there = candidates(date);
            const bool taken_over = !is_by_plan(fact.origin) && fact.origin != "swap";
            owe(date, there, taken_over);
            serve(date, place_of(fact.username), taken_over);
            owe_beside(date, there);
            pay_beside(place_of(fact.backup), place_of(fact.shadow));
        }
    }

    // The window: two days before the first, all between, and some after the last.
    void lay_out(const std::vector<Date>& open_days) {
        if (open_days.empty()) return;
        Date date = open_days.front();
        for (int back = 0; back < 2; ++back)
            date = working_day_at_or_before(book_.team, date - std::chrono::days{1});
        for (int after = 0; after <= ahead && lines_.size() < lines_max;
             date = next_working_day(book_.team, date)) {
            if (date > open_days.back()) ++after;
            Line line;
            line.date = date;
            line.is_open = std::binary_search(open_days.begin(), open_days.end(), date);
            const auto fact = book_.facts.find(date);
            if (!line.is_open && fact != book_.facts.end())
                line.who = place_of(fact->second.username);
            line.candidates = candidates(date);
            // Before the first day nothing can be chosen any more.
            const bool is_settled = date < open_days.front() || line.who != nobody;
            if (!line.is_open && is_settled) line.candidates = {line.who};
            lines_.push_back(std::move(line));
        }
    }

    void look_ahead() {
        std::vector<std::vector<int>> could;
        for (const Line& line : lines_) {
            const int rule = line.who == nobody ? by_rule(line) : nobody;
            could.push_back(rule == nobody ? line.candidates : std::vector<int>{rule});
        }
        ahead_ = RestAhead(static_cast<int>(accounts_.size()), could);
    }

    int who_at(std::size_t i) const { return i < lines_.size() ? lines_[i].who : nobody; }

    int who_after(std::size_t i) const {  // decided, or what the rule will say
        if (i >= lines_.size()) return nobody;
        return lines_[i].who == nobody ? by_rule(lines_[i]) : lines_[i].who;
    }

    // Broken rest if `who` has the day: on both sides, and by what it leaves for later.
    int near_cost(std::size_t i, int who) const {
        return rest_broken(who, who_at(i - 1), who_at(i - 2)) +
               rest_broken(who, who_after(i + 1), who_after(i + 2));
    }
    int whole_cost(std::size_t i, int who) const {
        if (ahead_.empty()) return near_cost(i, who);
        return rest_broken(who, who_at(i - 1), who_at(i - 2)) +
               ahead_.least(i + 1, who, who_at(i - 1));
    }

    std::int64_t score(int place, unsigned weekday) const {
        const Account& one = accounts_[static_cast<std::size_t>(place)];
        return 10 * one.balance + weekday_weight * one.weekday[weekday] +
               (is_cover_ ? cover_weight * one.covers : 0);
    }

    void owe(Date date, const std::vector<int>& there, bool is_cover) {
        const unsigned weekday = std::chrono::weekday{date}.c_encoding();
        std::int64_t shares = 0;
        for (const int one : there)
            shares += account(one).member->share;
        for (const int one : there) {
            const std::int64_t part = one_day * account(one).member->share / shares;
            account(one).balance += part;
            account(one).weekday[weekday] += part;
            if (is_cover) account(one).covers += part;
        }
    }

    void serve(Date date, int who, bool is_cover) {
        if (who == nobody) return;
        const unsigned weekday = std::chrono::weekday{date}.c_encoding();
        Account& one = account(who);
        one.balance -= one_day;
        one.weekday[weekday] -= one_day;
        one.served[weekday] += 1;
        one.last = std::max(one.last, date);
        if (is_cover) one.covers -= one_day;
    }

    void owe_beside(Date date, const std::vector<int>& there) {
        for (const int one : there)
            account(one).backup += one_day / static_cast<std::int64_t>(there.size());
        // A shadowing member stands beside as often as a member has a day.
        for (Account& one : accounts_) {
            if (is_present(book_, *one.member, date) && is_shadowing(*one.member, date))
                one.shadow += one_day / static_cast<std::int64_t>(there.size() + 1);
        }
    }

    void pay_beside(int backup, int shadow) {
        if (backup != nobody) account(backup).backup -= one_day;
        if (shadow != nobody) account(shadow).shadow -= one_day;
    }

    Decision decide(std::size_t i) {
        Line& line = lines_[i];
        Decision decision;
        decision.date = line.date;
        decision.is_cover = is_cover_;
        owe(line.date, line.candidates, is_cover_);
        int chosen = by_rule(line);
        decision.by_rule = chosen != nobody;
        if (chosen == nobody) {
            decision.weighed = weigh(i);
            decision.nobody_there = line.candidates.empty();
            chosen =
                decision.weighed.empty() ? nobody : place_of(decision.weighed.front().username);
        }
        if (chosen == nobody) return decision;
        decision.username = account(chosen).member->person.username;
        serve(line.date, chosen, is_cover_);
        line.who = chosen;
        return decision;
    }

    void stand_beside(std::size_t i, Decision& decision) {
        if (decision.username.empty()) return;
        owe_beside(lines_[i].date, lines_[i].candidates);
        const int backup = book_.team.rotation.backup ? backup_for(i, lines_[i].who) : nobody;
        const int shadow = shadow_for(lines_[i].date);
        pay_beside(backup, shadow);
        if (backup != nobody) decision.backup = account(backup).member->person.username;
        if (shadow != nobody) decision.shadow = account(shadow).member->person.username;
    }

    // Round robin and the fixed weekday choose without weighing, unless that person is away.
    int by_rule(const Line& line) const {
        if (book_.team.rotation.mode == RotationMode::ledger || is_cover_) return nobody;
        const int one = place_of(by_rotation(book_.team, line.date));
        const auto& there = line.candidates;
        return std::find(there.begin(), there.end(), one) != there.end() ? one : nobody;
    }

    struct Place {
        int who = nobody;
        Standing standing = Standing::free;
        int cost = 0;
        std::int64_t score = 0;
        bool is_gone = false;     // not yet or no more of the team, or without a share
        bool is_near = false;     // a debt may outweigh the rest that is broken
        std::int64_t weight = 0;  // of the score, less that of broken rest
    };

    std::vector<Weighed> weigh(std::size_t i) const {
        const Line& line = lines_[i];
        const unsigned weekday = std::chrono::weekday{line.date}.c_encoding();
        std::vector<Place> places;
        for (std::size_t at = 0; at < accounts_.size(); ++at)
            places.push_back(place(i, static_cast<int>(at), weekday));
        rank(places);
        std::vector<Weighed> weighed;
        for (const Place& one : places) {
            if (one.is_gone && !weighed.empty()) continue;
            const Account& account = accounts_[static_cast<std::size_t>(one.who)];
            weighed.push_back({account.member->person.username, one.standing,
                               to_hundredths(account.balance),
                               to_hundredths(account.weekday[weekday]),
                               to_hundredths(account.covers), account.served[weekday]});
        }
        return weighed;
    }

    Place place(std::size_t i, int who, unsigned weekday) const {
        const Member& member = *accounts_[static_cast<std::size_t>(who)].member;
        Place place{who, Standing::free, whole_cost(i, who), score(who, weekday),
                    member.share == 0 || !is_of_team(member, lines_[i].date)};
        if (!is_present(book_, member, lines_[i].date))
            place.standing = Standing::away;
        else if (is_shadowing(member, lines_[i].date))
            place.standing = Standing::shadowing;
        else if (near_cost(i, who) > 0)
            place.standing = Standing::resting;
        return place;
    }

    // The present first, then those whose broken rest a debt may outweigh, by both; then least rest
    // broken, then who owes most, then whose turn is longest ago, then the order of the members.
    void rank(std::vector<Place>& places) const {
        const auto group = [](const Place& one) {
            if (one.is_gone) return 3;
            return one.standing == Standing::shadowing ? 2 : one.standing == Standing::away ? 1 : 0;
        };
        int least = std::numeric_limits<int>::max();
        for (const Place& one : places)
            least = group(one) == 0 ? std::min(least, one.cost) : least;
        for (Place& one : places) {
            one.is_near = one.cost - least <= outweighed_max;
            one.weight = one.is_near ? one.score - step_weight * one.cost : one.score;
        }
        std::stable_sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
            if (group(a) != group(b)) return group(a) < group(b);
            if (a.is_near != b.is_near) return a.is_near;
            if (!a.is_near && a.cost != b.cost) return a.cost < b.cost;
            if (a.weight != b.weight) return a.weight > b.weight;
            return accounts_[static_cast<std::size_t>(a.who)].last <
                   accounts_[static_cast<std::size_t>(b.who)].last;
        });
        const int chosen = places.front().cost;
        const bool rests = places.front().standing == Standing::resting;
        for (Place& one : places) {
            if (one.standing == Standing::free && one.cost > chosen)
                one.standing = Standing::saved;
            else if (rests && one.standing == Standing::resting && one.cost > chosen)
                one.standing = Standing::tighter;
        }
        if (rests && chosen > least) places.front().standing = Standing::owing;
    }

    // Not the one on duty, not somebody whose own day is next to this one if it can be, and then
    // whoever has stood by least.
    int backup_for(std::size_t i, int chosen) const {
        int best = nobody;
        std::pair<int, std::int64_t> best_rank{};
        for (const int one : lines_[i].candidates) {
            if (one == chosen) continue;
            const int near = one == who_at(i - 1) || one == who_at(i + 1) ? 1 : 0;
            const std::pair<int, std::int64_t> rank{
                near, -accounts_[static_cast<std::size_t>(one)].backup};
            if (best == nobody || rank < best_rank) {
                best = one;
                best_rank = rank;
            }
        }
        return best;
    }

    int shadow_for(Date date) const {
        int best = nobody;
        for (std::size_t at = 0; at < accounts_.size(); ++at) {
            const Account& one = accounts_[at];
            if (!is_present(book_, *one.member, date) || !is_shadowing(*one.member, date)) continue;
            if (best == nobody || one.shadow > accounts_[static_cast<std::size_t>(best)].shadow)
                best = static_cast<int>(at);
        }
        // Half a day owed: so the first one comes soon.
        if (best != nobody && accounts_[static_cast<std::size_t>(best)].shadow < one_day / 2)
            return nobody;
        return best;
    }

    const Book& book_;
    bool is_cover_;
    std::vector<Account> accounts_;
    std::vector<Line> lines_;
    RestAhead ahead_;  // over the lines; empty: too many people
};

}  // namespace

std::vector<Decision> decide(const Book& book, const std::vector<Date>& open_days, bool is_cover) {
    std::vector<Date> sorted;
    for (const Date date : open_days) {
        if (is_working_day(book.team, date)) sorted.push_back(date);
    }
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    if (sorted.size() > decided_max) sorted.resize(decided_max);
    if (sorted.empty() || book.team.members.empty()) return {};
    return Ledger(book, sorted, is_cover).decide();
}

std::string backup_beside(const Book& book, Date day) {
    if (!book.facts.contains(day) || !is_working_day(book.team, day)) return {};
    return Ledger(book, {day}, false).second_beside(book.facts.at(day).username);
}

std::vector<Decision> plan(const Book& book, Date from, int count) {
    std::vector<Date> open_days;
    Date date = from - std::chrono::days{1};
    for (int i = 0; i < std::clamp(count, 0, decided_max); ++i) {
        date = next_working_day(book.team, date);
        if (!book.facts.contains(date)) open_days.push_back(date);
    }
    return decide(book, open_days, false);
}

}  // namespace qm::core

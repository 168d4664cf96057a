// `bench fairness`: the planner against other ways of sharing days, over 300 random years. The
// model is that of the project's fairness.py, number for number: the same generator, the same
// leave, the same definitions.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli.hpp"
#include "core/calendar.hpp"
#include "core/holidays.hpp"
#include "core/ledger.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <set>

namespace qm::app {
namespace {

constexpr int years = 300;
constexpr int published = 30;  // working days: six weeks
constexpr double never = -99;

// Mersenne Twister as Python seeds and draws it.
class PythonRandom {
public:
    explicit PythonRandom(std::uint32_t seed) {
        std::uint32_t value = 19650218;
        for (std::uint32_t i = 0; i < size; ++i) {
            state_[i] = value;
            value = 1812433253U * (value ^ (value >> 30)) + i + 1;
        }
        std::uint32_t i = 1;
        for (std::uint32_t k = 0; k < size; ++k) {
            state_[i] = (state_[i] ^ (before(i) * 1664525U)) + seed;
            next(i);
        }
        for (std::uint32_t k = 0; k + 1 < size; ++k) {
            state_[i] = (state_[i] ^ (before(i) * 1566083941U)) - i;
            next(i);
        }
        state_[0] = 0x80000000U;
    }

    std::uint32_t below(std::uint32_t n) {
        int bits = 0;
        for (std::uint32_t rest = n; rest > 0; rest >>= 1)
            ++bits;
        for (;;) {
            const std::uint32_t value = draw() >> (32 - bits);
            if (value < n) return value;
        }
    }

    double fraction() {
        const double high = draw() >> 5;
        const double low = draw() >> 6;
        return (high * 67108864.0 + low) / 9007199254740992.0;
    }

private:
    static constexpr std::uint32_t size = 624;

    std::uint32_t before(std::uint32_t i) const {
        const std::uint32_t value = state_[i - 1];
        return value ^ (value >> 30);
    }
    void next(std::uint32_t& i) {
        if (++i < size) return;
        state_[0] = state_[size - 1];
        i = 1;
    }
    std::uint32_t draw() {
        if (at_ == size) {
            for (std::uint32_t i = 0; i < size; ++i) {
                const std::uint32_t y =
                    (state_[i] & 0x80000000U) | (state_[(i + 1) % size] & 0x7fffffffU);
                state_[i] = state_[(i + 397) % size] ^ (y >> 1) ^ ((y & 1U) ? 0x9908b0dfU : 0U);
            }
            at_ = 0;
        }
        std::uint32_t y = state_[at_++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680U;
        y ^= (y << 15) & 0xefc60000U;
        return y ^ (y >> 18);
    }

    std::array<std::uint32_t, size> state_{};
    std::uint32_t at_ = size;
};

struct Shares {
    double load_ratio = 0;
    double mondays_spread = 0;
    double back_to_back = 0;
    double within_two_days = 0;
    double avoidable = 0;  // of those: somebody rested was there

    void add(const Shares& other) {
        load_ratio += other.load_ratio;
        mondays_spread += other.mondays_spread;
        back_to_back += other.back_to_back;
        within_two_days += other.within_two_days;
        avoidable += other.avoidable;
    }
};

using People = std::vector<int>;
using Sequence = std::vector<int>;  // who has which working day; -1: nobody is there

class Model {
public:
    explicit Model(int people) : people_(static_cast<std::size_t>(people)) {
        for (int i = 0; i < people; ++i) {
            Member member;
            member.person.username =
                std::string(1, static_cast<char>('a' + i / 26)) + static_cast<char>('a' + i % 26);
            team_.members.push_back(std::move(member));
        }
        team_.holidays = core::holidays("FR", 2026, 2027).value();
        const Date first{std::chrono::year{2026} / 1 / 1};
        const Date end{std::chrono::year{2027} / 1 / 1};
        for (Date date = core::next_working_day(team_, first - std::chrono::days{1}); date < end;
             date = core::next_working_day(team_, date))
            days_.push_back(date);
    }

    // Five weeks of leave in blocks, and four single days of illness.
    void draw_absences(std::uint32_t seed) {
        PythonRandom random(seed);
        const auto size = static_cast<std::uint32_t>(days_.size());
        leave_.assign(people_, {});
        ill_.assign(people_, {});
        for (std::size_t p = 0; p < people_; ++p) {
            for (const std::uint32_t length : {15U, 5U, 5U}) {
                const std::uint32_t start = random.below(size - length);
                for (std::uint32_t i = start; i < start + length; ++i)
                    leave_[p].insert(i);
            }
            for (int i = 0; i < 4; ++i)
                ill_[p].insert(random.below(size));
        }
        there_.assign(days_.size(), {});
        for (std::size_t i = 0; i < days_.size(); ++i) {
            for (std::size_t p = 0; p < people_; ++p) {
                if (!leave_[p].contains(i) && !ill_[p].contains(i))
                    there_[i].push_back(static_cast<int>(p));
            }
        }
    }

    Sequence round_robin() const {
        Sequence sequence;
        std::size_t turn = 0;
        for (const People& there : there_) {
            if (there.empty()) {
                sequence.push_back(-1);
                continue;
            }
            std::size_t p = turn++ % people_;
            while (std::find(there.begin(), there.end(), static_cast<int>(p)) == there.end())
                p = (p + 1) % people_;
            sequence.push_back(static_cast<int>(p));
        }
        return sequence;
    }

    Sequence longest_idle() const {
        Sequence sequence;
        std::vector<double> last(people_, never);
        for (const People& there : there_) {
            int chosen = -1;
            for (const int p : there) {
                if (chosen < 0 || last[at(p)] < last[at(chosen)]) chosen = p;
            }
            if (chosen >= 0) last[at(chosen)] = static_cast<double>(sequence.size());
            sequence.push_back(chosen);
        }
        return sequence;
    }

    Sequence lottery(std::uint32_t seed) const {
        PythonRandom random(seed);
        Sequence sequence;
        std::vector<double> last(people_, never);
        for (const People& there : there_) {
            if (there.empty()) {
                sequence.push_back(-1);
                continue;
            }
            std::vector<double> sums;
            double sum = 0;
            for (const int p : there) {
                const double idle = static_cast<double>(sequence.size()) - last[at(p)];
                sum += std::exp2(last[at(p)] > never ? std::min(60.0, idle) : 60.0);
                sums.push_back(sum);
            }
            const double drawn = random.fraction() * sum;
            const auto found = std::upper_bound(sums.begin(), sums.end() - 1, drawn);
            const int chosen = there[static_cast<std::size_t>(found - sums.begin())];
            last[at(chosen)] = static_cast<double>(sequence.size());
            sequence.push_back(chosen);
        }
        return sequence;
    }

    // Every absence known, as for the others.
    Sequence ledger() const {
        const core::Absences absences = absences_of(true, days_.size());
        const core::Facts none;
        Sequence sequence;
        for (const Decision& one :
             core::plan({team_, absences, none}, days_.front(), static_cast<int>(days_.size())))
            sequence.push_back(one.nobody_there ? -1 : place_of(one.username));
        return sequence;
    }

    // As a team lives it: leave is known and days are published six weeks ahead; who falls ill is
    // covered on the day, and nothing else moves.
    Sequence as_published() const {
        core::Facts facts;
        Sequence sequence;
        for (std::size_t i = 0; i < days_.size(); ++i) {
            const core::Absences known = absences_of(false, i);
            const auto ahead = std::min<std::size_t>(published, days_.size() - i);
            for (const Decision& one :
                 core::plan({team_, known, facts}, days_[i], static_cast<int>(ahead)))
                facts[one.date] = {one.username, "plan"};
            const core::Absences today = absences_of(false, i + 1);
            core::Fact& fact = facts[days_[i]];
            if (core::is_away(today, fact.username, days_[i])) {
                const auto cover = core::decide({team_, today, facts}, {days_[i]}, true);
                fact = {cover.front().username, "cover"};
            }
            sequence.push_back(there_[i].empty() ? -1 : place_of(fact.username));
        }
        return sequence;
    }

    // The fewest turns within two days that any plan could have: this many are left to nobody.
    double least_within_two_days() const {
        const std::size_t states = people_ + 1;
        const double unseen = 1e9;
        std::vector<double> costs(states * states, unseen);
        costs.back() = 0;  // by who served before, and the day before that; the last: nobody
        for (const People& there : there_) {
            std::vector<double> next(states * states, unseen);
            for (std::size_t before = 0; before < states; ++before) {
                for (std::size_t two = 0; two < states; ++two) {
                    const double cost = costs[before * states + two];
                    const auto reach = [&](std::size_t who, double more) {
                        double& best = next[who * states + before];
                        best = std::min(best, cost + more);
                    };
                    if (there.empty()) reach(people_, 0);
                    for (const int p : there)
                        reach(at(p), at(p) == before || at(p) == two ? 1 : 0);
                }
            }
            costs = std::move(next);
        }
        return *std::min_element(costs.begin(), costs.end());
    }

    Shares measure(const Sequence& sequence) const {
        Shares figures;
        std::vector<double> load(people_, 0), present(people_, 0), mondays(people_, 0);
        std::vector<double> last(people_, never);
        for (std::size_t i = 0; i < sequence.size(); ++i) {
            for (const int p : there_[i])
                present[at(p)] += 1;
            const int who = sequence[i];
            if (who < 0) continue;
            const double now = static_cast<double>(i);
            const bool again = now - last[at(who)] <= 2;
            figures.within_two_days += again;
            figures.avoidable += again && std::any_of(there_[i].begin(), there_[i].end(),
                                                      [&](int p) { return now - last[at(p)] > 2; });
            figures.back_to_back += i > 0 && sequence[i - 1] == who;
            last[at(who)] = now;
            const unsigned weekday = std::chrono::weekday{days_[i]}.c_encoding();
            load[at(who)] += volume[weekday];
            mondays[at(who)] += weekday == 1;
        }
        for (std::size_t p = 0; p < people_; ++p)
            load[p] /= present[p];
        const auto [least, most] = std::minmax_element(load.begin(), load.end());
        const auto [fewest, mostly] = std::minmax_element(mondays.begin(), mondays.end());
        figures.load_ratio = *most / *least;
        figures.mondays_spread = *mostly - *fewest;
        return figures;
    }

private:
    // Requests by weekday, Sunday first: an assumption of the model. The planner does not know it.
    static constexpr std::array<double, 7> volume{0, 1.4, 1.1, 1.0, 1.0, 0.8, 0};

    static std::size_t at(int p) { return static_cast<std::size_t>(p); }

    int place_of(const std::string& username) const {
        for (std::size_t p = 0; p < people_; ++p) {
            if (team_.members[p].person.username == username) return static_cast<int>(p);
        }
        return -1;
    }

    // Leave, and illness of the days before `ill_until`.
    core::Absences absences_of(bool whole_year, std::size_t ill_until) const {
        core::Absences absences;
        for (std::size_t p = 0; p < people_; ++p) {
            auto& away = absences[team_.members[p].person.username];
            for (const std::size_t i : leave_[p])
                away.push_back({days_[i], days_[i]});
            for (const std::size_t i : ill_[p]) {
                if (whole_year || i < ill_until) away.push_back({days_[i], days_[i]});
            }
        }
        return absences;
    }

    std::size_t people_;
    Team team_;
    std::vector<Date> days_;
    std::vector<std::set<std::size_t>> leave_, ill_;
    std::vector<People> there_;
};

nlohmann::ordered_json number(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return nlohmann::ordered_json::parse(text);
}

nlohmann::ordered_json figures_json(const Shares& sum) {
    return {{"load_ratio", number(sum.load_ratio / years, 3)},
            {"mondays_spread", number(sum.mondays_spread / years, 2)},
            {"back_to_back", number(sum.back_to_back / years, 2)},
            {"within_two_days", number(sum.within_two_days / years, 2)},
            {"within_two_days_avoidable", number(sum.avoidable / years, 2)}};
}

}  // namespace

int cli_bench_fairness(int people) {
    Model model(people);
    double least = 0;
    Shares ledger, published_ledger, round_robin, longest_idle, lottery;
    for (std::uint32_t seed = 0; seed < years; ++seed) {
        model.draw_absences(seed);
        ledger.add(model.measure(model.ledger()));
        published_ledger.add(model.measure(model.as_published()));
        round_robin.add(model.measure(model.round_robin()));
        longest_idle.add(model.measure(model.longest_idle()));
        lottery.add(model.measure(model.lottery(seed)));
        least += model.least_within_two_days();
    }
    const nlohmann::ordered_json out = {{"ledger", figures_json(ledger)},
                                        {"round_robin", figures_json(round_robin)},
                                        {"longest_idle", figures_json(longest_idle)},
                                        {"lottery", figures_json(lottery)},
                                        {"ledger_as_published", figures_json(published_ledger)},
                                        {"least_within_two_days", number(least / years, 2)},
                                        {"people", people},
                                        {"years", years}};
    std::printf("%s\n", out.dump().c_str());
    return 0;
}

}  // namespace qm::app

// A year of one team as it would be: some 4,000 requests, leave, illness, covers, closed days,
// people who forget. What the product promises is measured from outside, after every single step.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "core/holidays.hpp"
#include "core/rota.hpp"
#include "desk/figures.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <queue>
#include <random>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;

constexpr int requests_a_day = 16;
const std::string channel = "sre-core";
const std::vector<std::string> engineers = {"alice", "bob", "carol", "dan", "erin"};

class TeamYear {
public:
    explicit TeamYear(unsigned seed) : random_(seed) {
        Team team;
        team.id = TeamId("core");
        team.name = "SRE Core";
        team.channel_name = channel;
        team.duty.breaks = {{TimeOfDay{12h + 30min}, TimeOfDay{13h + 30min}}};
        team.holidays = *core::holidays("FR", 2026, 2027);
        for (const std::string& name : engineers) {
            Member member;
            member.person.username = name;
            member.lead = team.members.empty();
            team.members.push_back(member);
        }
        team.products = {{"payments", {"payments"}, {}, {}}, {"search", {"search"}, {}, {}}};
        company_.setup.teams = {team};
        company_.setup.front_desk = team.id;
        company_.after_step = [this] {
            prove();
        };
        start_ = at(Date{std::chrono::year{2026} / 1 / 5}, 8h);
        company_.start(start_);
    }

    void run() {
        plan_leave();
        Date day = Date{std::chrono::year{2026} / 1 / 5};
        const Date end = day + std::chrono::days{364};
        for (; day < end; ++day)
            plan_day(day);
        while (!todo_.empty()) {
            const Step step = todo_.top();
            todo_.pop();
            company_.advance(std::max(step.at, company_.now()));
            step.what();
            company_.take_lines();
        }
        company_.advance(company_.now() + std::chrono::days{10});
        prove();
        company_.check();
    }

    void expect_the_promise() {
        for (const std::string& problem : company_.problems)
            ADD_FAILURE() << problem;  // also: a mention of somebody off duty, a post too many
        const std::int64_t asked = count("select count(*) from requests");
        EXPECT_GT(asked, 3'800);
        EXPECT_EQ(unattended_.count(), 0) << why_;
        EXPECT_EQ(found_, 0) << "the watchdog found something: " << why_;
        // What the rest were for is in `problems`, request by request.
        auto posts = company_.budget.sums();
        EXPECT_EQ(posts["status"], asked);
        EXPECT_EQ(posts["duty"], asked);
        EXPECT_LE(posts["solved.line_with_answer"] - posts["card.reopened"], asked);
        EXPECT_GT(posts["status.late"], 100) << "nobody was ever late: nothing was tried";
        expect_the_report();
        EXPECT_GT(count("select count(*) from log where what = 'request passed on'"), 50);
        EXPECT_GT(count("select count(*) from log where what = 'away'"), 15);
        EXPECT_GT(count("select count(*) from log where what = 'shift cover'"), 10);
        expect_handovers();
        expect_fairness();
    }

    // What the bot says of itself is what was seen from outside.
    void expect_the_report() {
        desk::Turn turn{company_.db(), company_.setup, company_.now(), "test", {}, 0};
        const TeamFigures said =
            desk::figures_of(turn, team(), start_, company_.now() + std::chrono::seconds{1});
        EXPECT_EQ(said.opened + said.not_requests, count("select count(*) from requests"));
        EXPECT_EQ(said.unattended, 0);
        EXPECT_EQ(said.mentions_off_duty, 0);
        EXPECT_GT(said.posts, 2 * said.opened);
        EXPECT_LT(said.posts, 4 * said.opened);
        EXPECT_EQ(said.reopened, count("select count(*) from log where what = 'request reopened'"));
    }

private:
    struct Step {
        Instant at{};
        int order = 0;
        std::function<void()> what;
        bool operator<(const Step& other) const {  // the earliest is the top
            return std::tie(at, order) > std::tie(other.at, other.order);
        }
    };

    // With the days that the lead has closed since.
    const Team& team() const {
        return closed_ ? closed_->teams.front() : company_.setup.teams.front();
    }
    Instant at(Date day, TimeOfDay time) const {
        return core::to_instant(day, time, "Europe/Paris");
    }
    int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    void later(Instant when, std::function<void()> what) {
        todo_.push({when, ++order_, std::move(what)});
    }
    std::int64_t count(const std::string& sql) {
        return store::number(company_.db().run(sql).at(0).at(0));
    }
    std::string on_duty() {
        const desk::Setup& setup = closed_ ? *closed_ : company_.setup;
        desk::Turn turn{company_.db(), setup, company_.now(), "test", {}, 0};
        return desk::duty_shift(turn, team(), company_.now()).username;
    }

    // Some 25 days each: weeks that are known long before, and days that are not.
    void plan_leave() {
        const Date first{std::chrono::year{2026} / 1 / 12};
        for (const std::string& name : engineers) {
            for (int week = 0; week < 4; ++week) {
                const Date from = first + std::chrono::days{7 * (draw(12) + 12 * week)};
                const Date until = from + std::chrono::days{4};
                const Date known = from - std::chrono::days{20 + draw(60)};
                later(std::max(at(known, 10h), start_ + 1h), [this, name, from, until] {
                    company_.types(name, channel,
                                   "/run away " + core::iso_date(from) + " " +
                                       core::iso_date(until) + " apply");
                });
            }
        }
    }

    void plan_day(Date day) {
        const bool working = core::is_working_day(team(), day);
        const int requests = working ? requests_a_day - 3 + draw(7) : draw(2);
        for (int i = 0; i < requests; ++i)
            later(at(day, 8h + std::chrono::minutes{draw(11 * 60)}), [this] { ask(); });
        if (!working) return;
        later(at(day, 16h + 30min), [this] { clear_the_old(); });
        if (draw(12) == 0)  // ill this morning
            later(at(day, 8h + 40min), [this] {
                const std::string who = engineers[static_cast<std::size_t>(draw(5))];
                company_.types(who, channel, "/run away today today apply");
                later(company_.now() + std::chrono::minutes{10 + draw(90)},
                      [this] { volunteer(); });
            });
        if (draw(10) == 0) later(at(day, 11h), [this] { volunteer(); });
        if (draw(12) == 0)
            later(at(day, 15h), [this, day] {
                const std::string who = engineers[static_cast<std::size_t>(draw(5))];
                company_.types(who, channel,
                               "/run take " + core::iso_date(core::next_working_day(team(), day)));
            });
        if (draw(60) == 0)
            later(at(day, 9h + 30min), [this, day] {
                const Date closed = core::next_working_day(team(), day + std::chrono::days{9});
                company_.types("alice", channel, "/run close " + core::iso_date(closed));
            });
    }

    // The lead, who has read of what was late, and whoever inherited what lay too long.
    void clear_the_old() {
        for (const Request& request : store::open_requests(company_.db(), team().id, 50)) {
            if (request.opened_at > company_.now() - std::chrono::days{2}) return;
            if (request.state == RequestState::waiting && draw(3) != 0) continue;
            const std::string who = draw(2) == 0 ? "alice" : on_duty();
            command(who, draw(6) == 0 ? "/req close " + request.id.value + " not needed any more"
                                      : "/req solve " + request.id.value + " done");
        }
    }

    void volunteer() {
        for (const std::string& name : engineers) {
            const Shown* post = company_.button(name, "I take it", "SRE Core,");
            if (post == nullptr || !post->channel.value.starts_with("dm:")) continue;
            return company_.presses(name, Shown(*post), "I take it", "", "");
        }
    }

    void ask() {
        static const std::vector<std::string> texts = {
            "could you give us access to the staging database?",
            "the deploy fails with error 502",
            "how do I rotate my certificate?",
            "please upgrade the broker",
            "a key leaked into our repository",
            "please add an alert on the queue"};
        const std::string where = draw(2) == 0 ? "payments" : "search";
        const auto before = count("select count(*) from requests");
        const std::string& text = texts[static_cast<std::size_t>(draw(6))];
        if (draw(5) == 0)
            company_.types("pia", where, "/req " + text);
        else
            company_.writes("pia", where, PostId(), "@quartermaster " + text);
        ASSERT_EQ(count("select count(*) from requests"), before + 1);
        const std::string id = "R" + std::to_string(1001 + before);
        if (draw(33) == 0) return;  // nobody cares: the ladder has to
        later(company_.now() + std::chrono::minutes{2 + draw(50)}, [this, id] { work(id, 0); });
    }

    // What the one on duty does next with it; outside duty hours tomorrow.
    void work(const std::string& id, int round) {
        if (!core::in_duty_hours(team(), company_.now()))
            return later(
                core::next_duty_start(team(), company_.now()) + std::chrono::minutes{5 + draw(40)},
                [this, id, round] { work(id, round); });
        const auto request = store::request(company_.db(), RequestId(id));
        if (!request || request->state == RequestState::solved ||
            request->state == RequestState::closed || round > 6)
            return;
        const std::string who = on_duty();
        const int what = draw(100);
        if (what < 35) {
            command(who, "/req take " + id);
        } else if (what < 55) {
            command(who, "/req reply " + id + " which one do you need?");
        } else if (what < 60) {
            command(who, "/req wait " + id + " asker");
            later(company_.now() + 2h, [this, id] {
                company_.types("pia", "payments", "/req details " + id + " the one in staging");
            });
        } else if (what < 63) {
            command(who, "/req keep " + id);
        } else if (what < 64) {
            command(who, "/req plan " + id + " friday");
        } else if (what < 66) {
            return;  // forgotten
        } else {
            command(who, "/req solve " + id + " done");
            if (draw(40) == 0)
                later(company_.now() + 1h, [this, id] {
                    company_.types("pia", "payments", "/req reopen " + id);
                    later(company_.now() + 1h, [this, id] { work(id, 3); });
                });
            return;
        }
        later(company_.now() + std::chrono::minutes{20 + draw(300)},
              [this, id, round] { work(id, round + 1); });
    }

    void command(const std::string& who, const std::string& text) {
        company_.types(who, channel, text);
    }

    // Attended: somebody responsible who is there, and a next look. By rows, not by our functions.
    void prove() {
        closed_ = desk::with_closed_days(company_.db(), company_.setup);
        const Instant now = company_.now();
        if (broken_) unattended_ += std::chrono::duration_cast<Minutes>(now - proven_);
        proven_ = now;
        const auto rows = company_.db().run(
            "select r.id from requests r left join timers t on t.name = 'remind/' || r.id where "
            "r.state in ('new', 'taken', 'waiting') and (t.due_at is null or t.due_at < $1)",
            to_unix(now));
        broken_ = !rows.empty();
        if (broken_) why_ = store::text(rows[0][0]) + " has no next look";
        const auto owned = company_.db().run(
            "select r.id, u.username from requests r join users u on u.id = r.taken_by join "
            "absences a on a.username = u.username where r.state = 'taken' and a.from_day <= $1 "
            "and a.until_day >= $1 and r.sign_at < $2",
            core::iso_date(core::shift_date(team(), now)),
            to_unix(at(core::shift_date(team(), now), team().handover)));
        if (!owned.empty()) why_ = store::text(owned[0][0]) + " is with somebody who is away";
        broken_ = broken_ || !owned.empty() || on_duty().empty();
        if (++proofs_ % 20 == 0) found_ += company_.watch().unattended;
    }

    void expect_handovers() {
        EXPECT_EQ(count("select count(*) from (select subject from outbox where subject like "
                        "'handover/%' group by subject having count(*) > 1)"),
                  0);
        const Team& now = team();
        Date day = core::next_working_day(now, core::shift_date(now, start_));
        for (; at(day, now.handover) <= company_.now(); day = core::next_working_day(now, day))
            EXPECT_TRUE(store::handover(company_.db(), now.id, core::iso_date(day)))
                << core::iso_date(day);
    }

    // By what was served: days over the year, and Mondays.
    void expect_fairness() {
        std::map<std::string, int> days, mondays;
        const Date until = core::to_local(company_.now(), team().zone).date;
        for (const store::ShiftRow& row :
             store::shifts(company_.db(), team().id, "2026-01-05", core::iso_date(until))) {
            ++days[row.username];
            const auto date = core::read_date(row.day);
            if (std::chrono::weekday{*date} == std::chrono::Monday) ++mondays[row.username];
        }
        const auto spread = [](const std::map<std::string, int>& by) {
            const auto [low, high] = std::minmax_element(
                by.begin(), by.end(), [](auto& a, auto& b) { return a.second < b.second; });
            return std::pair(low->second, high->second);
        };
        const auto [least, most] = spread(days);
        EXPECT_EQ(days.size(), engineers.size());
        EXPECT_LE(most - least, 4) << least << " to " << most << " days";
        const auto [few, many] = spread(mondays);
        EXPECT_LE(many - few, 3) << few << " to " << many << " Mondays";
    }

    std::mt19937 random_;
    Company company_;
    std::optional<desk::Setup> closed_;
    std::priority_queue<Step> todo_;
    int order_ = 0;
    Instant start_{};
    Instant proven_{};
    bool broken_ = false;
    Minutes unattended_{0};
    std::int64_t found_ = 0;
    int proofs_ = 0;
    std::string why_;
};

TEST(TeamYear, KeepsThePromise) {
    TeamYear year(7);
    year.run();
    year.expect_the_promise();
}

}  // namespace
}  // namespace qm::tests

// A year of two teams, drawn from a seed: people ask, press, write, take days, press old cards and
// press twice; the bot stops for hours or days, also between saying and remembering. Whatever
// happens: every question is one request, nothing is said twice, every request is cared for, each
// working day has one handover, and nobody off duty is summoned.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "core/holidays.hpp"
#include "core/rota.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;

constexpr int events_count = 420;

class Year {
public:
    explicit Year(unsigned seed) : random_(seed) {
        add_team("core", {"alice", "bob", "carol", "dan", "erin"}, "payments", true);
        add_team("data", {"frank", "grace", "heidi"}, "search", false);
        company_.setup.front_desk = TeamId("core");
        start_ = core::to_instant(Date{std::chrono::year{2026} / 1 / 1}, 8h, "Europe/Paris");
        company_.start(start_);
    }

    void run() {
        for (int i = 0; i < events_count && company_.problems.empty(); ++i) {
            // Half of the events follow each other closely, the others hours later.
            const int minutes = draw(2) == 0 ? draw(20) : draw(2000);
            company_.advance(company_.now() + Minutes{minutes});
            company_.twice = draw(4) == 0;
            step();
            company_.take_lines();
        }
        if (company_.down) back();
        company_.advance(company_.now() + std::chrono::days{7});
        company_.check();
    }

    void expect_all_well() {
        for (const std::string& problem : company_.problems)
            ADD_FAILURE() << problem;
        EXPECT_GT(asked_, 80);
        EXPECT_EQ(count("select count(*) from requests"), asked_);
        EXPECT_EQ(count("select count(*) from requests where state in ('taken', 'waiting') and "
                        "taken_by = ''"),
                  0);
        EXPECT_EQ(count("select count(*) from (select subject from outbox where subject like "
                        "'handover/%' group by subject having count(*) > 1)"),
                  0);
        std::set<std::string> keys;
        for (const PostId& id : company_.platform().order()) {
            const Shown* post = company_.platform().find(id);
            if (post == nullptr || post->key.empty()) continue;
            EXPECT_TRUE(keys.insert(post->key).second) << id.value << " is a double";
        }
        for (const Team& team : company_.setup.teams)
            expect_handovers(team);
    }

private:
    int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }
    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[static_cast<std::size_t>(draw(static_cast<int>(all.size())))];
    }
    std::int64_t count(const std::string& sql) {
        return store::number(company_.db().run(sql).at(0).at(0));
    }

    void add_team(const std::string& id, const std::vector<std::string>& members,
                  const std::string& product, bool weekdays) {
        Team team;
        team.id = TeamId(id);
        team.name = team.channel_name = "sre-" + id;
        team.duty.breaks = {{TimeOfDay{12h + 30min}, TimeOfDay{14h}}};
        team.holidays = *core::holidays("FR", 2026, 2027);
        team.rotation.start = Date{std::chrono::year{2026} / 1 / 5};
        for (const std::string& name : members) {
            Member member;
            member.person.username = name;
            member.lead = team.members.empty();
            team.members.push_back(member);
        }
        if (weekdays) {
            team.rotation.mode = RotationMode::weekday;
            for (std::size_t day = 1; day <= 5; ++day)
                team.rotation.weekday_members[day] = members[day - 1];
        }
        team.products.push_back({product, {product}, {}, {}});
        company_.setup.teams.push_back(std::move(team));
    }

    void step() {
        const std::string& who = one_of(people_);
        const int what = draw(100);
        if (company_.down) return what < 60 ? back() : void();
        if (what < 30) return ask(who);
        if (what < 50) return solve();
        if (what < 75) return press(who);
        if (what < 87) return comment(who);
        if (what < 92) return company_.types(who, one_of(places_), one_of(typed_));
        if (what < 96) return stop();
        company_.advance(company_.now() + std::chrono::days{1 + draw(4)});
    }

    void ask(const std::string& who) {
        const auto before = count("select count(*) from requests");
        const std::string& text = one_of(asks_);
        const int how = draw(4);
        if (how == 0)
            company_.types(who, one_of(places_), "/req " + text);
        else if (how == 1)
            company_.writes(who, "dm:" + who, PostId(), text);
        else
            company_.writes(who, one_of(places_), PostId(), "@quartermaster " + text);
        ++asked_;
        EXPECT_EQ(count("select count(*) from requests"), before + 1) << text;
    }

    const Shown* some_post() {
        const auto& order = company_.platform().order();
        if (order.empty()) return nullptr;
        const int recent = std::min<int>(30, static_cast<int>(order.size()));
        return company_.platform().find(
            order[order.size() - 1U - static_cast<unsigned>(draw(recent))]);
    }

    void press(const std::string& who) {
        const Shown* post = some_post();
        if (post == nullptr) return;
        if (!post->before.empty() && draw(5) == 0) post = &post->before.back();  // an old card
        if (post->what.controls.empty()) return;
        const Shown copy = *post;
        const auto control = one_of(copy.what.controls);
        const std::string choice = control.choices.empty() ? "" : one_of(control.choices).label;
        company_.presses(who, copy, control.label, choice, draw(3) == 0 ? "" : "some words");
    }

    // The teams work: the oldest of their open requests are solved.
    void solve() {
        for (const Team& team : company_.setup.teams) {
            const std::string& who = one_of(team.members).person.username;
            for (const Request& request : store::open_requests(company_.db(), team.id, draw(4)))
                company_.types(who, team.channel_name, "/req solve " + request.id.value + " done");
        }
    }

    void comment(const std::string& who) {
        const Shown* post = some_post();
        if (post == nullptr) return;
        const std::string where = post->channel.value.starts_with("~")
                                      ? post->channel.value.substr(1)
                                      : post->channel.value;
        const PostId root = post->root.empty() ? post->id : post->root;
        const auto before = count("select count(*) from requests");
        company_.writes(who, where, root, one_of(comments_));
        // In somebody's thread that was no request's, a mention has made one.
        asked_ += static_cast<int>(count("select count(*) from requests") - before);
    }

    void stop() {
        stopped_at_ = company_.now();
        const int how = draw(3);
        if (how == 0) return company_.crash();
        (how == 1 ? company_.platform().cut_before : company_.platform().cut_after) = true;
        ask(one_of(people_));
    }

    void back() {
        company_.restart();
        outages_.emplace_back(stopped_at_, company_.now());
    }

    // Once each working day, unless the bot was away until the next one's.
    void expect_handovers(const Team& team) {
        Date day = core::next_working_day(team, core::shift_date(team, start_));
        for (; core::to_instant(day, team.handover, team.zone) <= company_.now();
             day = core::next_working_day(team, day)) {
            const Instant from = core::to_instant(day, team.handover, team.zone);
            const Instant until =
                core::to_instant(core::next_working_day(team, day), team.handover, team.zone);
            bool away = false;
            for (const auto& [stopped, again] : outages_)
                away = away || (stopped <= from && again >= until);
            const bool there =
                store::handover(company_.db(), team.id, core::iso_date(day)).has_value();
            EXPECT_EQ(there, !away) << team.name << " " << core::iso_date(day);
        }
    }

    const std::vector<std::string> people_ = {"pia", "quinn", "zoe",   "alice", "bob",  "carol",
                                              "dan", "erin",  "frank", "grace", "heidi"};
    const std::vector<std::string> places_ = {"payments", "search", "random", "sre-core"};
    const std::vector<std::string> asks_ = {
        "could you give us access to the staging database?", "the deploy fails with error 502",
        "nous avons besoin d'un tableau de bord", "a key leaked into our repository",
        "please upgrade the broker @bob @channel"};
    const std::vector<std::string> comments_ = {"any news?",
                                                "@quartermaster take",
                                                "@quartermaster reply: on it",
                                                "@quartermaster solved: it was the disk",
                                                "@quartermaster reopen",
                                                "@quartermaster could you look at this too?",
                                                "thanks @alice"};
    const std::vector<std::string> typed_ = {"/run",
                                             "/req",
                                             "/run take tomorrow",
                                             "/run take today",
                                             "/req take R1003",
                                             "/quartermaster help",
                                             "/run give tomorrow carol"};
    std::mt19937 random_;
    Company company_;
    Instant start_{};
    Instant stopped_at_{};
    std::vector<std::pair<Instant, Instant>> outages_;
    int asked_ = 0;
};

class RandomYear : public testing::TestWithParam<unsigned> {};

TEST_P(RandomYear, KeepsEveryPromise) {
    Year year(GetParam());
    year.run();
    year.expect_all_well();
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomYear, testing::Values(1U, 2U));

}  // namespace
}  // namespace qm::tests

// Whatever is done to a request, in whatever order: while it is open it is looked at again at a
// known time; what nobody has has no owner's marks left, and what is over has no clock.
// SPDX-License-Identifier: Apache-2.0
#include "core/request.hpp"

#include "core/calendar.hpp"
#include "core/look.hpp"

#include <gtest/gtest.h>

#include <random>

namespace qm::core {
namespace {

using namespace std::chrono_literals;

Team team_named(const std::string& id) {
    Team team;
    team.id = TeamId(id);
    team.name = id;
    team.duty.breaks = {{TimeOfDay{12h}, TimeOfDay{13h}}};
    return team;
}

class Fate {
public:
    explicit Fate(unsigned seed) : random_(seed) {
        request_.id = RequestId("R1");
        request_.kind = draw(4) == 0 ? "security" : "task";
        request_ = opened(request_, core_, now_);
    }

    void step() {
        now_ += std::chrono::minutes{draw(700)};
        const Team& team = request_.team == core_.id ? core_ : data_;
        const UserId by(draw(2) == 0 ? "ann" : "bob");
        const auto keep = [&](const result<Request>& next) {
            if (next) request_ = *next;
        };
        switch (draw(14)) {
            case 0:
                return keep(taken(request_, by, team, now_));
            case 1:
                return keep(replied(request_, by, team, now_));
            case 2:
                return keep(solved(request_, by, draw(2) == 0, "done", now_));
            case 3:
                return keep(reopened(request_, draw(2) == 0, team, now_));
            case 4:
                return keep(waiting(request_, by, {"asker", {}}, team, now_));
            case 5:
                return keep(waiting(request_, by, {"plan", now_ + 48h}, team, now_));
            case 6:
                return keep(kept(request_, by, now_ + 30h, now_));
            case 7:
                return keep(confirmed(request_, by, team, now_));
            case 8:
                return keep(transferred(request_, &team == &core_ ? data_ : core_, "", now_));
            case 9:
                return keep(closed(request_, "why"));
            case 10:
                return keep(answered(request_, now_));
            case 11:
                request_ = heard(request_, team, now_);
                return;
            case 12:
                if (const auto next = passed_on(request_, by, team, now_)) request_ = *next;
                return;
            default:
                return time_alone(team, by);
        }
    }

    void expect_well() {
        const Team& team = request_.team == core_.id ? core_ : data_;
        EXPECT_EQ(next_look(request_, team).has_value(), is_open(request_));
        EXPECT_EQ(request_.state == RequestState::fresh,
                  is_open(request_) && request_.taken_by.empty());
        if (request_.state != RequestState::waiting) {
            EXPECT_FALSE(request_.waiting_until);
        }
        if (request_.state != RequestState::taken) {
            EXPECT_FALSE(request_.asked_at && is_open(request_));
            EXPECT_FALSE(request_.kept_until);
        }
        EXPECT_EQ(request_.moved_from.empty(), !request_.moved_until);
        EXPECT_EQ(request_.reply_due >= request_.opened_at, true);
    }

private:
    int draw(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

    // What the timer would do, when it is due.
    void time_alone(const Team& team, const UserId& by) {
        const auto look = next_look(request_, team);
        if (!look) return;
        now_ = std::max(now_, look->at);
        switch (look->what) {
            case Look::What::remind:
            case Look::What::news:
                request_.lateness = look->stage;
                break;
            case Look::What::settle:
                request_ = settled(request_);
                break;
            case Look::What::come_back:
                request_ = came_back(request_, &team == &core_ ? data_ : core_);
                break;
            case Look::What::ask:
                request_ = asked(request_, now_);
                break;
            case Look::What::give_back:
                request_ = given_back(request_, team, now_);
                break;
            case Look::What::look_again:
                request_ = looked_again(request_, by, team, now_);
                break;
            case Look::What::rest:
                break;
        }
    }

    std::mt19937 random_;
    const Team core_ = team_named("core");
    const Team data_ = team_named("data");
    Instant now_ = from_unix(1'791'273'600);
    Request request_;
};

TEST(Request, IsLookedAtAgainWhateverIsDoneToIt) {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        Fate fate(seed);
        for (int i = 0; i < 120 && !testing::Test::HasFailure(); ++i) {
            fate.step();
            fate.expect_well();
        }
    }
}

TEST(Request, IsAskedAfterAWorkingDayOfSilenceAndGivenBackHoursLater) {
    const Team team = team_named("core");
    const Instant ten = to_instant(*read_date("2026-10-06"), TimeOfDay{10h}, team.zone);
    Request request = *taken(opened({}, team, ten), UserId("ann"), team, ten);
    auto look = next_look(request, team);
    ASSERT_TRUE(look);
    EXPECT_EQ(look->what, Look::What::news);  // what the asker was promised, once
    EXPECT_EQ(look->at, ten + 5h);            // four hours of duty and the break
    request.lateness = look->stage;
    look = next_look(request, team);
    EXPECT_EQ(look->what, Look::What::ask);
    EXPECT_EQ(look->at, ten + 24h);
    look = next_look(asked(request, ten + 24h), team);
    EXPECT_EQ(look->what, Look::What::give_back);
    EXPECT_EQ(look->at, ten + 29h);  // four hours of duty and the break
}

TEST(Request, OwesItsFirstWordsWhileItWaits) {
    const Team team = team_named("core");
    const Instant ten = to_instant(*read_date("2026-10-06"), TimeOfDay{10h}, team.zone);
    const Wait vendor{"other the vendor", std::nullopt};
    const Request fresh = opened({}, team, ten);
    Request request = *waiting(fresh, UserId("ann"), vendor, team, ten);
    auto look = next_look(request, team);
    EXPECT_EQ(look->what, Look::What::news);
    EXPECT_EQ(look->at, ten + 1h);
    request.lateness = look->stage;  // once
    EXPECT_EQ(next_look(request, team)->what, Look::What::look_again);
    // Late already: a promise from now on.
    request = *waiting(fresh, UserId("ann"), vendor, team, ten + 6h);
    EXPECT_EQ(next_look(request, team)->at, ten + 7h);
    request = *replied(request, UserId("ann"), team, ten + 6h);
    EXPECT_EQ(next_look(request, team)->what, Look::What::look_again);
    request = *waiting(fresh, UserId("ann"), {"plan", std::nullopt}, team, ten);
    EXPECT_EQ(next_look(request, team)->what, Look::What::look_again);
}

TEST(Request, IsTakenOverWithTheNewsThatWerePromised) {
    const Team team = team_named("core");
    const Instant ten = to_instant(*read_date("2026-10-06"), TimeOfDay{10h}, team.zone);
    const UserId ann("ann"), bob("bob");
    const Request hers = *taken(opened({}, team, ten), ann, team, ten);
    EXPECT_EQ(taken_over(hers, ann, team, ten).error().code, errc::already_done);
    const Request his = *taken_over(hers, bob, team, ten + 1h);
    EXPECT_EQ(his.taken_by, bob);
    EXPECT_EQ(his.news_due, hers.news_due);
    EXPECT_GT(taken_over(hers, bob, team, *hers.news_due)->news_due, hers.news_due);
    const Request kept_long = *kept(hers, ann, ten + 72h, ten);
    EXPECT_FALSE(taken_over(kept_long, bob, team, ten + 1h)->kept_until);
    EXPECT_FALSE(taken_over(*solved(hers, ann, true, "", ten), bob, team, ten));
    EXPECT_FALSE(of_kind(*solved(hers, ann, true, "", ten), "fix", team));
}

TEST(Request, ComesBackWhenNobodyTakesWhatWasMoved) {
    const Team core = team_named("core");
    const Team data = team_named("data");
    const Instant ten = to_instant(*read_date("2026-10-06"), TimeOfDay{10h}, core.zone);
    Request request = opened({}, core, ten);
    request = *transferred(request, data, "moved", ten + 55min);
    EXPECT_EQ(request.reply_due, ten + 1h);     // the clock runs on
    while (request.lateness != Lateness::late)  // half, late
        request.lateness = next_look(request, data)->stage;
    const auto look = next_look(request, data);
    EXPECT_EQ(look->what, Look::What::come_back);
    EXPECT_EQ(look->at, ten + 115min);
    const Request had = *taken(request, UserId("bob"), data, ten + 2h);
    EXPECT_TRUE(had.moved_from.empty());
}

TEST(Request, KeepsItsPromiseWhereItIsMovedUnlessNobodyIsThereInTime) {
    Team core = team_named("core");
    core.duty.day.until = TimeOfDay{20h};
    const Team data = team_named("data");  // until 18:00
    const Instant evening = to_instant(read_date("2026-10-06").value(), TimeOfDay{18h}, core.zone);
    const Request asked = opened({}, core, evening - 30min);
    ASSERT_EQ(asked.reply_due, evening + 30min);
    EXPECT_EQ(transferred(asked, data, "moved", evening - 10min)->reply_due, evening + 30min);
    EXPECT_EQ(transferred(asked, data, "moved", evening + 10min)->reply_due,
              evening + 15h + 20min);  // the twenty minutes that were left, of the next morning
    EXPECT_EQ(transferred(asked, data, "moved", evening + 40min)->reply_due, evening + 30min);
}

TEST(Request, GoesBackWhereNobodyTookItOnlyToWhoTakesItThere) {
    const Team core = team_named("core");
    const Team data = team_named("data");
    const Team web = team_named("web");
    const Instant ten = to_instant(*read_date("2026-10-06"), TimeOfDay{10h}, core.zone);
    Request request = came_back(*transferred(opened({}, core, ten), data, "moved", ten), core);
    EXPECT_EQ(came_back_from(request), std::vector{data.id});
    EXPECT_FALSE(transferred(request, data, "moved", ten + 2h));
    // It is not forgotten on the way over a third team.
    request = came_back(*transferred(request, web, "moved", ten + 2h), core);
    EXPECT_EQ(came_back_from(request), (std::vector{data.id, web.id}));
    EXPECT_FALSE(transferred(request, data, "moved", ten + 4h));
    const Request had = *taken_there(request, UserId("dan"), data, ten + 4h);
    EXPECT_EQ(had.team, data.id);
    EXPECT_EQ(had.taken_by, UserId("dan"));
    EXPECT_TRUE(had.moved_from.empty());
    EXPECT_EQ(came_back_from(had), std::vector{web.id});
    EXPECT_TRUE(transferred(*transferred(had, core, "moved", ten + 5h), data, "moved", ten + 6h));
    // Sent back by hand it has come back as well.
    request = *transferred(opened({}, core, ten), data, "moved", ten);
    request = *transferred(request, core, "moved", ten + 1h);
    EXPECT_FALSE(transferred(request, data, "moved", ten + 2h));
    EXPECT_FALSE(taken_there(had, UserId("ann"), web, ten + 6h));  // somebody has it
}

TEST(Request, IsDueAtTheNewsThatWerePromisedWithAnExcuse) {
    const Team team = team_named("core");
    const Instant ten = to_instant(*read_date("2026-10-06"), TimeOfDay{10h}, team.zone);
    Request request = opened({}, team, ten);
    EXPECT_EQ(due(request), ten + 1h);
    request.lateness = Lateness::very_late;
    request.news_due = ten + 4h;
    EXPECT_EQ(due(request), ten + 4h);
    const auto look = next_look(request, team);
    EXPECT_EQ(look->what, Look::What::news);
    EXPECT_EQ(look->at, ten + 4h);
    request.lateness = look->stage;
    EXPECT_EQ(next_look(request, team)->what, Look::What::rest);
    EXPECT_EQ(request.reply_due, ten + 1h);
    EXPECT_TRUE(passed_on(request, UserId("bob"), team, ten + 23h));  // a whole promise again
}

}  // namespace
}  // namespace qm::core

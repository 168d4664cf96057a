// A calendar that a team follows, served by the test.
// SPDX-License-Identifier: Apache-2.0
#include "app/rota_follow.hpp"

#include "app/setup.hpp"
#include "core/calendar.hpp"
#include "core/ics.hpp"
#include "core/rota.hpp"
#include "desk/desk.hpp"
#include "desk/followed.hpp"
#include "desk/leave.hpp"
#include "git/support/repos.hpp"
#include "net/http_server.hpp"
#include "net/support/loop.hpp"
#include "store/day_rows.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace qm::app {
namespace {

namespace asio = boost::asio;

Team core_team() {
    Team team;
    team.id = TeamId("core");
    team.name = "SRE Core";
    team.channel_name = "sre-core";
    team.rotation.mode = RotationMode::round_robin;
    for (const std::string name : {"alice", "bob"}) {
        team.members.emplace_back();
        team.members.back().person.username = name;
    }
    return team;
}

struct Followed {
    git::support::Folder folder;
    asio::io_context loop{1};
    Clock clock;
    std::shared_ptr<desk::Setup> setup = std::make_shared<desk::Setup>();
    StoreThread store{loop.get_executor(), open_data(folder / "data")};
    net::HttpResponse answer;
    std::vector<std::string> asked;
    std::unique_ptr<net::HttpServer> server;
    int changed = 0;
    RotaFollow follow{loop.get_executor(), store, clock,
                      [this] { return std::shared_ptr<const desk::Setup>(setup); },
                      [this] {
                          ++changed;
                      }};

    Followed() {
        setup->teams = {core_team()};
        setup->follows = {TeamId("core")};
        auto serving = net::serve_http(loop.get_executor(), {}, [this](net::ServerRequest request) {
            return answered(std::move(request));
        });
        server = std::move(*serving);
        Config config;
        config.follows["core"] = base() + "/rota.ics?key=k";
        follow.use(config);
        std::function<int(store::Db&)> start = [this](store::Db& db) {
            desk::Desk(db, *setup).start(clock.wall());
            return 0;
        };
        writes(std::move(start));
    }
    void writes(std::function<int(store::Db&)> job) {
        net::test::run(loop, [this, &job]() -> asio::awaitable<void> {
            co_await store.write<int>(std::move(job));
        });
    }
    std::string base() const { return "http://127.0.0.1:" + std::to_string(server->port()); }
    asio::awaitable<net::HttpResponse> answered(net::ServerRequest request) {
        asked.push_back(request.path + "?" + request.query);
        net::HttpResponse now = answer;
        if (request.path == "/elsewhere.ics") now.status = 200;
        co_return now;
    }
    // After one round: who has the next working day, and why it failed.
    std::pair<std::string, std::string> round() {
        net::test::run(loop, [this]() -> asio::awaitable<void> { co_await follow.round(); });
        std::pair<std::string, std::string> seen;
        std::function<int(store::Db&)> look = [this, &seen](store::Db& db) {
            desk::Turn turn{db, *setup, clock.wall(), "look", {}, 0};
            seen.second = desk::follow_trouble(turn, setup->teams.front());
            const std::string day = core::iso_date(next_day());
            const auto rows = store::shifts(db, TeamId("core"), day, day);
            if (!rows.empty()) seen.first = rows.front().username;
            return 0;
        };
        writes(std::move(look));
        return seen;
    }
    Date next_day() const {
        const Team& team = setup->teams.front();
        return core::next_working_day(team, core::shift_date(team, clock.wall()));
    }
    void calendar_says(const std::string& who) {
        core::IcsEvent event;
        event.uid = "u";
        event.from = core::to_instant(next_day(), TimeOfDay{9 * 60}, "Europe/Paris");
        event.until = core::to_instant(next_day(), TimeOfDay{18 * 60}, "Europe/Paris");
        event.summary = "On call: " + who;
        answer = {200, {}, core::write_ics({"x", {event}})};
    }
};

TEST(RotaFollow, TakesWhatTheCalendarSays) {
    Followed stage;
    for (const std::string who : {"alice", "bob", "alice"}) {
        stage.calendar_says(who);
        EXPECT_EQ(stage.round(), std::pair(who, std::string()));
    }
    EXPECT_EQ(stage.asked.front(), "/rota.ics?key=k");
    EXPECT_EQ(stage.changed, 3);
}

TEST(RotaFollow, FailuresAreNamedWithoutTheAddressAndChangeNothing) {
    Followed stage;
    stage.calendar_says("bob");
    EXPECT_EQ(stage.round().first, "bob");
    const std::string good = stage.answer.body;
    const std::vector<std::pair<net::HttpResponse, std::string>> bad = {
        {{503, {}, ""}, "the calendar's server answers 503"},
        {{200, {}, "<html>log in</html>"}, "the address does not answer with a calendar"},
        {{200, {}, ""}, "the address does not answer with a calendar"},
        {{200, {}, "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"}, "there is no event in this calendar"},
        {{200, {}, std::string(core::rota_file_max + 1, ' ')},
         "the calendar's server does not answer, or with more than 2 MB"},
        {{302, {{"Location", "ftp://x"}}, ""},
         "the calendar's server sends us on in vain: configure the last address"},
    };
    for (const auto& [answer, why] : bad) {
        stage.answer = answer;
        EXPECT_EQ(stage.round(), std::pair(std::string("bob"), why));
    }
    stage.answer = {302, {{"Location", stage.base() + "/elsewhere.ics"}}, good};
    EXPECT_EQ(stage.round(), std::pair(std::string("bob"), std::string()));
    stage.answer = {302, {{"Location", stage.base() + "/rota.ics"}}, ""};
    stage.asked.clear();
    EXPECT_NE(stage.round().second, "");
    EXPECT_EQ(stage.asked.size(), 4u) << "not for ever";
    stage.server->stop();
    EXPECT_NE(stage.round().second.find("does not answer"), std::string::npos);
}

TEST(RotaFollow, WhatWasAdoptedIsNotAskedForAnyMore) {
    Followed stage;
    stage.calendar_says("bob");
    stage.round();
    std::function<int(store::Db&)> adopt = [&stage](store::Db& db) {
        desk::Turn turn{db, *stage.setup, stage.clock.wall(), "adopt", {}, 0};
        desk::end_following(turn, stage.setup->teams.front());
        return 0;
    };
    stage.writes(std::move(adopt));
    stage.asked.clear();
    stage.round();
    EXPECT_TRUE(stage.asked.empty());
}

TEST(RotaFollow, ReadsWhoIsAwayFromAnAddressAndFromAFile) {
    Followed stage;
    stage.setup->follows.clear();
    stage.setup->absences = {{TeamId("core"), ""}, {TeamId("core"), "bob"}};
    Config config;
    config.absences = {{TeamId("core"), "", stage.base() + "/leave.ics?key=k"},
                       {TeamId("core"), "bob", stage.folder / "bob.ics"}};
    stage.follow.use(config);
    stage.calendar_says("alice");
    core::IcsEvent event;
    event.uid = "v";
    event.from = core::to_instant(stage.next_day(), TimeOfDay{9 * 60}, "Europe/Paris");
    event.until = event.from + std::chrono::hours{9};
    event.busy = true;
    std::ofstream(stage.folder / "bob.ics") << core::write_ics({"x", {event}});
    const auto seen = [&stage] {
        stage.round();
        std::string all;
        std::function<int(store::Db&)> look = [&](store::Db& db) {
            for (const store::AbsenceRow& row : store::absences_since(db, "2000-01-01"))
                all += row.username + " by " + row.calendar + " ";
            for (const desk::AbsenceSource& one : stage.setup->absences) {
                desk::Turn turn{db, *stage.setup, stage.clock.wall(), "look", {}, 0};
                all += desk::leave_trouble(turn, one);
            }
            return 0;
        };
        stage.writes(std::move(look));
        return all;
    };
    EXPECT_EQ(seen(), "alice by core/ bob by core/bob ");
    EXPECT_EQ(stage.asked.back(), "/leave.ics?key=k");
    stage.answer = {503, {}, ""};
    std::filesystem::remove(stage.folder / "bob.ics");
    EXPECT_EQ(seen(),
              "alice by core/ bob by core/bob the calendar's server answers 503"
              "its file is not there, or may not be read");
}

}  // namespace
}  // namespace qm::app

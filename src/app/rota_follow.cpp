// Rotas and absences that are kept in other calendars.
// SPDX-License-Identifier: Apache-2.0
#include "app/rota_follow.hpp"

#include "app/log.hpp"
#include "app/offload.hpp"
#include "desk/followed.hpp"
#include "desk/imported.hpp"
#include "desk/leave.hpp"
#include "desk/watch.hpp"

#include <boost/asio/as_tuple.hpp>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds follow_every{600};

struct FollowScope {
    bool follows = false;
    core::RotaScope scope;
};

struct LeaveScope {
    bool reads = false;
    core::RotaScope scope;
};

// A transaction's hands on one team; nothing when it is configured no more.
template <class Does>
void with_team(store::Db& db, const desk::Setup& setup, const TeamId& id, Instant now, Does does) {
    const auto closed = desk::with_closed_days(db, setup);
    const desk::Setup& whole = closed ? *closed : setup;
    const Team* team = whole.team(id);
    if (team == nullptr) return;
    desk::Turn turn{db, whole, now,  "follow:" + id.value + ":" + std::to_string(to_unix(now)),
                    {}, 0,     false};
    does(turn, *team);
}

}  // namespace

RotaFollow::RotaFollow(asio::any_io_executor executor, StoreThread& store, const Clock& clock,
                       Sender::SetupSource setup, std::function<void()> changed)
    : executor_(executor),
      store_(store),
      clock_(clock),
      setup_(std::move(setup)),
      changed_(std::move(changed)),
      timer_(executor) {}

void RotaFollow::use(const Config& config) {
    follows_ = config.follows;
    absences_ = config.absences;
    woken_ = true;
    timer_.cancel();
}

void RotaFollow::stop() {
    stopping_ = true;
    timer_.cancel();
}

asio::awaitable<void> RotaFollow::run() {
    while (!stopping_) {
        woken_ = false;
        try {
            co_await round();
        } catch (const std::exception& error) {
            log::error("a rota could not be followed", {{"why", error.what()}});
        }
        if (woken_ || stopping_) continue;
        timer_.expires_after(follow_every);
        auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)code;
    }
}

asio::awaitable<void> RotaFollow::round() {
    const std::map<std::string, std::string> all = follows_;  // a reload may replace them
    for (const auto& [team, url] : all) {
        if (stopping_) co_return;
        co_await look(TeamId(team), url);
    }
    const std::vector<AbsenceCalendar> calendars = absences_;
    for (const AbsenceCalendar& calendar : calendars) {
        if (stopping_) co_return;
        co_await look_who_is_away(calendar);
    }
}

asio::awaitable<void> RotaFollow::look(TeamId team, std::string url) {
    std::function<FollowScope(store::Db&)> ask = [setup = setup_(), now = clock_.wall(),
                                                  team](store::Db& db) {
        FollowScope known;
        with_team(db, *setup, team, now, [&](desk::Turn& turn, const Team& one) {
            known.follows = desk::follows(turn, one);
            if (known.follows) known.scope = desk::rota_scope(turn, one);
        });
        return known;
    };
    FollowScope known = co_await store_.read<FollowScope>(std::move(ask));
    if (!known.follows) co_return;
    CalendarText fetched = co_await read(std::move(url));
    if (stopping_) co_return;
    core::RotaRead rota;
    if (fetched.why.empty()) {
        std::function<core::RotaRead()> parse = [text = std::move(fetched.text),
                                                 scope = std::move(known.scope)] {
            return core::read_rota(text, scope);
        };
        rota = co_await offload<core::RotaRead>(pool_, executor_, std::move(parse));
    }
    std::function<std::string(store::Db&)> take = [setup = setup_(), now = clock_.wall(), team,
                                                   rota, why = fetched.why](store::Db& db) {
        std::string trouble;
        with_team(db, *setup, team, now, [&](desk::Turn& turn, const Team& one) {
            if (why.empty())
                desk::follow_rota(turn, one, rota);
            else
                desk::follow_failed(turn, one, why);
            trouble = desk::follow_trouble(turn, one);
        });
        return trouble;
    };
    const std::string trouble = co_await store_.write<std::string>(std::move(take));
    if (!trouble.empty()) log::warn("rota not followed", {{"team", team.value}, {"why", trouble}});
    changed_();
}

asio::awaitable<void> RotaFollow::look_who_is_away(AbsenceCalendar calendar) {
    const desk::AbsenceSource source{calendar.team, calendar.username};
    std::function<LeaveScope(store::Db&)> ask = [setup = setup_(), now = clock_.wall(),
                                                 source](store::Db& db) {
        LeaveScope known;
        with_team(db, *setup, source.team, now, [&](desk::Turn& turn, const Team& one) {
            known = {true, desk::leave_scope(turn, one)};
        });
        return known;
    };
    LeaveScope known = co_await store_.read<LeaveScope>(std::move(ask));
    if (!known.reads) co_return;
    CalendarText text = co_await read(std::move(calendar.address));
    if (stopping_) co_return;
    core::LeaveRead leave;
    if (text.why.empty()) {
        std::function<core::LeaveRead()> parse = [bytes = std::move(text.text),
                                                  scope = std::move(known.scope),
                                                  owner = source.username] {
            return core::read_leave(bytes, scope, owner);
        };
        leave = co_await offload<core::LeaveRead>(pool_, executor_, std::move(parse));
    }
    std::function<std::string(store::Db&)> take = [setup = setup_(), now = clock_.wall(), source,
                                                   leave, why = text.why](store::Db& db) {
        std::string trouble;
        with_team(db, *setup, source.team, now, [&](desk::Turn& turn, const Team&) {
            turn.event += "/" + source.name();
            if (why.empty())
                desk::take_leave(turn, source, leave);
            else
                desk::leave_failed(turn, source, why);
            trouble = desk::leave_trouble(turn, source);
        });
        return trouble;
    };
    const std::string trouble = co_await store_.write<std::string>(std::move(take));
    if (!trouble.empty())
        log::warn("absences not read",
                  {{"team", source.team.value}, {"of", source.username}, {"why", trouble}});
    changed_();
}

asio::awaitable<CalendarText> RotaFollow::read(std::string address) {
    if (address.starts_with("https://") || address.starts_with("http://"))
        co_return co_await fetch_calendar(executor_, std::move(address));
    std::function<CalendarText()> open = [path = std::move(address)] {
        return calendar_file(path);
    };
    co_return co_await offload<CalendarText>(pool_, executor_, std::move(open));
}

}  // namespace qm::app

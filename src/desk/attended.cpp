// Every open request has an owner who is there and a next look.
// SPDX-License-Identifier: Apache-2.0
#include "desk/attended.hpp"

#include "core/calendar.hpp"
#include "core/request.hpp"
#include "core/rota.hpp"
#include "desk/handover.hpp"
#include "desk/looks.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"
#include "store/care_rows.hpp"
#include "store/day_rows.hpp"

#include <cstdlib>

namespace qm::desk {
namespace {

// Timers fire within a second or so; a machine that was asleep needs a while to catch up.
constexpr std::chrono::minutes late_look{5};
constexpr std::size_t told_max = 5;
constexpr std::chrono::seconds retried_each{600};
// A channel that stays archived is asked about no longer, and not of everything at once.
constexpr std::chrono::days edits_retried_for{30};
constexpr int edits_retried = 300;

void note(Turn& turn, Attended& attended, const Request& request, const char* why, bool mended) {
    store::count_once(turn.db, turn.now, "unattended", request.team.value);
    ++attended.unattended;
    if (mended) ++attended.mended;
    if (attended.why.size() < told_max) attended.why.push_back(request.id.value + ": " + why);
}

void mend_looks(Turn& turn, Attended& attended) {
    for (const Request& request : store::neglected(turn.db, turn.now - late_look, mend_max)) {
        if (turn.setup.team(request.team) == nullptr) continue;  // has no owner: see below
        const bool overdue = store::timer(turn.db, "remind/" + request.id.value).has_value();
        note(turn, attended, request, overdue ? "its look is overdue" : "it had no next look",
             !overdue);
        if (overdue) continue;  // the timers' own loop is behind: nothing here mends that
        set_look(turn, request);
        turn.log("attended again", request.id.value, "");
    }
}

// Its team has been told of nothing.
void mend_cards(Turn& turn, Attended& attended) {
    for (const Request& request : store::uncarded(turn.db, mend_max)) {
        const Team* team = turn.setup.team(request.team);
        if (team == nullptr || !store::channel_named(turn.db, team->channel_name)) continue;
        note(turn, attended, request, "its team had no card", true);
        say_duty_card(turn, turn.event + request.id.value, request, *team);
        turn.log("attended again", request.id.value, "");
    }
}

// A channel that was archived may be open again, or we are back in it.
void retry_cards(Turn& turn) {
    const std::string last = store::meta(turn.db, "cards_retried");
    const std::int64_t now = to_unix(turn.now);
    if (!last.empty() && now - std::strtoll(last.c_str(), nullptr, 10) < retried_each.count())
        return;
    store::set_meta(turn.db, "cards_retried", std::to_string(now));
    if (store::retry_cards(turn.db, turn.now - edits_retried_for, edits_retried) > 0)
        turn.log("cards tried again", "", "");
}

const Team* front_desk(const Turn& turn) {
    const Team* front = turn.setup.team(turn.setup.front_desk);
    if (front == nullptr && !turn.setup.teams.empty()) front = &turn.setup.teams.front();
    return front;
}

// Its team is configured no more: the front desk has it, with its clock.
void mend_team(Turn& turn, const store::OwnerRow& row, Attended& attended) {
    const Team* front = front_desk(turn);
    for (const Request& request : store::open_requests_of(turn.db, row, mend_max)) {
        note(turn, attended, request, "its team is gone", front != nullptr);
        if (front == nullptr) continue;
        auto next = core::transferred(request, *front, "gone", turn.now);
        if (!next) continue;
        next->moved_from = TeamId();  // there is nowhere to come back to
        next->moved_until.reset();
        *next = core::given_back(*next, *front, turn.now);  // its old promise was another team's
        Team gone;
        gone.id = request.team;
        if (const auto stored = keep_request(turn, *next, "attended again", UserId()))
            move_card(turn, turn.event + request.id.value, *stored, gone, *front);
    }
}

bool belongs_to(Turn& turn, const Team& team, const UserId& owner) {
    const auto person = store::person(turn.db, owner);
    return person && is_member(turn, team, *person);
}

// By shifts, as all of the watch: who is away from tomorrow on answers until that handover.
bool is_there(Turn& turn, const Team& team, const UserId& owner) {
    const auto person = store::person(turn.db, owner);
    if (!person || !is_member(turn, team, *person)) return false;
    return !is_away_on(turn, person->username, core::shift_date(team, turn.now));
}

// Who takes something in this shift is there, whatever was said of the day.
bool has_shown(const Request& request, const Team& team, Instant now) {
    const Instant since = core::to_instant(core::shift_date(team, now), team.handover, team.zone);
    return request.sign_at && *request.sign_at >= since;
}

void mend_owners(Turn& turn, Attended& attended) {
    for (const store::OwnerRow& row : store::owners(turn.db)) {
        const Team* team = turn.setup.team(row.team);
        if (team == nullptr) {
            mend_team(turn, row, attended);
        } else if (row.owner.empty() && next_shift(turn, *team, turn.now).username.empty()) {
            for (const Request& request : store::open_requests_of(turn.db, row, mend_max))
                note(turn, attended, request, "nobody is on duty", false);
        } else if (!row.owner.empty() && !is_there(turn, *team, row.owner)) {
            for (const Request& request : store::open_requests_of(turn.db, row, mend_max)) {
                const bool of_team = belongs_to(turn, *team, row.owner);
                if (of_team && has_shown(request, *team, turn.now)) continue;
                note(turn, attended, request, of_team ? "its owner is away" : "its owner has left",
                     true);
                (void)give_back(turn, request, *team, UserId(),
                                of_team ? "card.left" : "card.gone");
            }
        }
    }
}

}  // namespace

std::optional<Request> adopt(Turn& turn, Request request) {
    const Team* front = front_desk(turn);
    if (front == nullptr) return std::nullopt;
    Team gone;
    gone.id = request.team;
    request.team = front->id;
    request.because = "gone";
    request.taken_by = UserId();
    const auto stored = keep_request(turn, request, "attended again", UserId());
    if (!stored) return std::nullopt;
    move_card(turn, turn.event + request.id.value, *stored, gone, *front);
    return *stored;
}

void take_from(Turn& turn, const Team& team, const UserId& owner) {
    for (const Request& request : store::open_requests_of(turn.db, {team.id, owner}, mend_max))
        (void)give_back(turn, request, team, UserId(), "card.left");
}

void pass_on_of_the_absent(Turn& turn, const Team& team) {
    for (const store::OwnerRow& row : store::owners(turn.db)) {
        if (row.team != team.id || row.owner.empty() || is_there(turn, team, row.owner)) continue;
        for (const Request& request : store::open_requests_of(turn.db, row, mend_max))
            (void)keep_request(turn, core::given_back(request, team, turn.now), "request passed on",
                               UserId());
    }
}

Attended watch_over(Turn& turn) {
    Attended attended;
    attended.open = store::open_requests_count(turn.db);
    mend_looks(turn, attended);
    mend_cards(turn, attended);
    retry_cards(turn);
    mend_owners(turn, attended);
    for (const Team& team : turn.setup.teams) {
        const auto timer = store::timer(turn.db, "handover/" + team.id.value);
        if (!timer || timer->due < turn.now - late_look) start_handovers(turn);
    }
    return attended;
}

}  // namespace qm::desk

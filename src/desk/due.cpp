// Timers that fell due.
// SPDX-License-Identifier: Apache-2.0
#include "desk/asks.hpp"
#include "desk/desk.hpp"
#include "desk/draft.hpp"
#include "desk/erase.hpp"
#include "desk/handover.hpp"
#include "desk/looks.hpp"
#include "desk/outgoing.hpp"
#include "desk/revoke.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

void fire(Turn& turn, const store::Timer& timer) {
    const auto slash = timer.name.find('/');
    const std::string what = timer.name.substr(0, slash);
    const std::string which = timer.name.substr(slash + 1);
    if (what == "remind") return look_at(turn, timer, RequestId(which));
    if (what == "revoke") return open_revocation(turn, RequestId(which));
    if (what == "erase") return erase_texts(turn);
    if (what == "ask") return ask_the_leads(turn, timer.name);
    const Team* team = turn.setup.team(TeamId(which));
    if (team == nullptr) return store::drop_timer(turn.db, timer.name);
    if (what == "handover") return hand_over(turn, *team);
    if (what == "morning") return say_handover(turn, *team);
    if (what == "draft") return say_draft(turn, *team);
    if (what == "accept") return ask_for_a_sign(turn, *team);
    store::drop_timer(turn.db, timer.name);
}

}  // namespace

std::vector<Post> Desk::run_due(Instant now, int limit) {
    std::vector<Post> posts;
    auto timers = store::due_timers(db_, now, limit);
    // A boundary first: reminders after it are the next one's. Before it what it lists.
    const auto rank = [](const store::Timer& timer) {
        return timer.name.starts_with("revoke/") ? 0 : timer.name.starts_with("handover/") ? 1 : 2;
    };
    std::stable_sort(timers.begin(), timers.end(),
                     [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
    for (const store::Timer& timer : timers) {
        // What fired before it may have set it anew: then this one is not due any more.
        const auto as_set = store::timer(db_, timer.name);
        if (!as_set || as_set->due != timer.due || as_set->epoch != timer.epoch) continue;
        Turn turn{db_, setup(), now, "due:" + timer.name + ":" + std::to_string(to_unix(timer.due)),
                  {},  0};
        fire(turn, timer);
        for (Post& post : claimed_posts(turn))
            posts.push_back(std::move(post));
    }
    return posts;
}

Attended Desk::watch_over(Instant now) {
    Turn turn{db_, setup(), now, "watch:" + std::to_string(to_unix(now)), {}, 0};
    turn.claims = false;
    return desk::watch_over(turn);
}

}  // namespace qm::desk

// SPDX-License-Identifier: Apache-2.0
#include "desk/recovered.hpp"

#include "core/seal.hpp"
#include "desk/desk.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"

namespace qm::desk {

bool is_message_key(std::string_view event) {
    return event.find(":post:") != event.npos;
}

Origin origin_of(Turn& turn, const store::OutboxRow& status) {
    constexpr std::string_view subject = "status/";
    if (!status.subject.starts_with(subject)) return {};
    const auto request = store::request(turn.db, RequestId(status.subject.substr(subject.size())));
    if (!request) return {};
    std::string event = store::event_of(turn.db, request->id.value, "request opened");
    // A message in its thread is read again itself; what our own clock opens, it opens again.
    const bool reread = is_message_key(event) && !status.root.empty();
    if (reread || !store::seen(turn.db, event)) return {};
    return {std::move(event), request->asker,   request->team,
            request->because, request->product, request->text};
}

bool is_lost(store::Db& db, const Event& own_post) {
    return own_post.caught_up && !own_post.origin.empty() &&
           !store::post_by_key(db, own_post.text) && !store::seen(db, own_post.origin.event);
}

// As if it were asked now: all that is said of it has the keys it had, so that what stands in chat
// is found, and drawn again.
void recover(Turn& turn, const Event& own_post) {
    const Origin& origin = own_post.origin;
    if (!store::first_time(turn.db, origin.event, turn.now)) return;
    Event asked = own_post;
    asked.key = origin.event;
    asked.author = store::person(turn.db, origin.asker).value_or(Person{});
    asked.author.id = origin.asker;
    turn.event = origin.event;
    const Request request = recover_request(turn, asked);
    turn.log("request recovered", request.id.value, "");
}

void Desk::restored(Instant now, Instant until) {
    Turn turn{db_, setup(), now, "restored:" + std::to_string(to_unix(now)), {}, 0};
    turn.claims = false;
    for (const Team& team : turn.setup.teams) {
        const auto person = duty_person(turn, team, turn.now);
        if (!person || team.mode == TeamMode::off) continue;
        Message message;
        message.line(say("restored.look", {{"at", At{until}}, {"team", Plain{team.name}}}));
        message.controls.push_back(
            {"mylist", say("button.my_list"), "req list team:" + team.id.value, {}, false});
        say_message(turn, core::key_of({turn.event, team.id.value}), direct_to(*person, team),
                    message);
    }
}

}  // namespace qm::desk

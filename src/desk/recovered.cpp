// SPDX-License-Identifier: Apache-2.0
#include "desk/recovered.hpp"

#include "desk/requests.hpp"

namespace qm::desk {

Origin origin_of(Turn& turn, const store::OutboxRow& status) {
    constexpr std::string_view subject = "status/";
    if (!status.subject.starts_with(subject) || !status.root.empty()) return {};
    const auto request = store::request(turn.db, RequestId(status.subject.substr(subject.size())));
    if (!request) return {};
    return {store::event_of(turn.db, request->id.value, "request opened"), request->asker,
            request->team, request->text};
}

bool is_lost(store::Db& db, const Event& own_post) {
    return own_post.caught_up && !own_post.origin.empty() &&
           !store::post_by_key(db, own_post.text) && !store::seen(db, own_post.origin.event);
}

// As if the command were typed now: all that is said of it has the keys it had, so that what stands
// in chat is found, and drawn again.
void recover(Turn& turn, const Event& own_post) {
    const Origin& origin = own_post.origin;
    if (!store::first_time(turn.db, origin.event, turn.now)) return;
    Event command = own_post;
    command.kind = EventKind::slash;
    command.key = origin.event;
    command.author = store::person(turn.db, origin.asker).value_or(Person{});
    command.author.id = origin.asker;
    turn.event = origin.event;
    const std::string words = without_secrets(turn, command, origin.words);
    const Request request = open_request(turn, command, words, turn.setup.team(origin.team));
    turn.log("request recovered", request.id.value, "");
}

}  // namespace qm::desk

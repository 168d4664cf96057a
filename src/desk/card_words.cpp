// Names, places and days as the cards say them.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "desk/cards.hpp"
#include "store/rows.hpp"

namespace qm::desk {

std::string name_of(Turn& turn, const UserId& user) {
    if (user.empty()) return "";
    const auto person = store::person(turn.db, user);
    if (!person) return "";
    return person->display.empty() ? person->username : person->display;
}

std::string name_of(Turn& turn, std::string_view username) {
    const auto person = store::person_named(turn.db, username);
    if (!person || person->display.empty()) return std::string(username);
    return person->display;
}

Text where_asked(Turn& turn, const Request& request) {
    const auto place = store::channel(turn.db, request.channel);
    return place && !place->is_private()
               ? say("card.in_channel", {{"channel", ChannelName{place->name}}})
               : say("card.in_private");
}

Value product_of(Turn& turn, const Request& request) {
    if (!request.product.empty()) return Plain{request.product};
    return nested(where_asked(turn, request));
}

Day day_back(Turn& turn, const Request& request) {
    const Team* team = turn.setup.team(request.team);
    const Instant at = request.waiting_until.value_or(turn.now);
    return {core::to_local(at, team != nullptr ? team->zone : Zone("UTC")).date};
}

}  // namespace qm::desk

// Names, places and days as the cards say them.
// SPDX-License-Identifier: Apache-2.0
#include "core/access.hpp"
#include "core/calendar.hpp"
#include "desk/cards.hpp"
#include "store/rows.hpp"

namespace qm::desk {
namespace {

// "read or write, approver": of an access, what its words do not say.
std::optional<Text> missing_of(Turn& turn, const Request& request, const char* approver) {
    const Team* team = turn.setup.team(request.team);
    const Date day =
        core::to_local(request.opened_at, team != nullptr ? team->zone : Zone("UTC")).date;
    const core::AccessSaid said = core::access_said(request.text, day);
    std::optional<Text> all;
    const auto add = [&](bool is_said, const char* item) {
        if (is_said) return;
        Text one = say(item);
        all = all ? say("access.and",
                        {{"first", nested(std::move(*all))}, {"next", nested(std::move(one))}})
                  : std::move(one);
    };
    add(said.rights, "access.rights");
    add(said.until, "access.until");
    add(said.approver, approver);
    return all;
}

}  // namespace

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

std::optional<Text> asked_of(Turn& turn, const Request& request, std::string_view key) {
    const auto own = turn.setup.asks.find(request.kind);
    const std::string name(key);
    if (own == turn.setup.asks.end()) {
        if (request.kind != "access") return std::nullopt;
        const bool asker = key == "asks";
        auto missing = missing_of(turn, request, asker ? "access.approves" : "access.approver");
        if (!missing) return std::nullopt;
        return say(name + ".access", {{"items", nested(std::move(*missing))}});
    }
    if (own->second.empty()) return std::nullopt;
    return say(name + ".configured", {{"items", Plain{own->second}}});
}

}  // namespace qm::desk

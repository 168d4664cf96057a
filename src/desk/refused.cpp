// What the platform will not post.
// SPDX-License-Identifier: Apache-2.0
#include "desk/refused.hpp"

#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/changed.hpp"
#include "desk/message_json.hpp"
#include "desk/outgoing.hpp"
#include "desk/rota.hpp"

#include <string>
#include <string_view>

namespace qm::desk {
namespace {

constexpr int under_max = 100;  // rows under one card in one turn
constexpr std::string_view status = "status/";
constexpr std::string_view duty = "duty/";

// The request whose asker reads there; nothing: it is no asker's place.
std::optional<Request> told_there(Turn& turn, const store::OutboxRow& row) {
    const std::string under = "@" + std::string(status);
    if (row.subject.starts_with(status))
        return store::request(turn.db, RequestId(row.subject.substr(status.size())));
    if (row.root.value.starts_with(under))
        return store::request(turn.db, RequestId(row.root.value.substr(under.size())));
    const auto side = store::thread(turn.db, row.root);
    if (!side || side->card) return std::nullopt;
    return store::request(turn.db, side->request);
}

// `key`, with the channel's name where its reader may know that; else its sentence without one.
Text told_why(Turn& turn, std::string_view key, const store::OutboxRow& row, bool may_know,
              std::vector<Fill> fills) {
    const auto channel = store::channel(turn.db, row.channel);
    const bool has_name = channel && (channel->type == ChannelType::open ||
                                      (channel->type == ChannelType::closed && may_know));
    if (!has_name) return say(std::string(key) + "_hidden", std::move(fills));
    fills.push_back({"channel", ChannelName{channel->name}});
    return say(std::string(key), std::move(fills));
}

// A direct message calls whom it reaches by itself.
Text named(Turn& turn, Text text) {
    for (Fill& fill : text.fills) {
        if (const auto* mention = std::get_if<Mention>(&fill.value))
            fill.value = Plain{name_of(turn, mention->username)};
        else if (const auto* inner = std::get_if<Nested>(&fill.value))
            fill.value = nested(named(turn, *inner->text));
    }
    return text;
}

// As it would have been said, behind a line that tells why it comes this way.
void say_instead(Turn& turn, const store::OutboxRow& row, const Person& person, const Team& team,
                 Text because, Message what) {
    Message message;
    message.line(std::move(because));
    for (Block& block : what.blocks) {
        if (auto* line = std::get_if<Line>(&block)) line->text = named(turn, std::move(line->text));
        message.blocks.push_back(std::move(block));
    }
    message.controls = std::move(what.controls);
    say_message(turn, core::key_of({row.key, "instead"}), relayed(direct_to(person, team)),
                message);
}

// A member's reply, or what was solved: its writer believes that it is read.
void tell_writer(Turn& turn, const store::OutboxRow& row, const Request& request,
                 const Person& asker, const Team& team) {
    const auto writer = store::person(turn.db, request.taken_by);
    if (!writer || writer->id == asker.id) return;
    Message message;
    // Whoever serves a request need not be in the channel where it was asked.
    message.line(
        told_why(turn, "refused.writer", row, false,
                 {{"id", Plain{request.id.value}}, {"name", Plain{name_of(turn, asker.id)}}}));
    say_message(turn, core::key_of({row.key, "writer"}), relayed(direct_to(*writer, team)),
                message);
}

void to_asker(Turn& turn, const store::OutboxRow& row, const Request& request, const Team& team) {
    const auto asker = store::person(turn.db, request.asker);
    if (!asker) return;
    const bool card = !row.subject.empty();
    Message what = card ? draw_card(turn, row.subject).message : read_message(row.body);
    const auto* first = what.blocks.empty() ? nullptr : std::get_if<Line>(&what.blocks.front());
    const std::string key = first != nullptr ? first->text.key : "";
    const bool words = key == "reply.said" || key == "reply.waits" || key.starts_with("solved.");
    say_instead(turn, row, *asker, team,
                told_why(turn, "refused.asker", row, true, {{"id", Plain{request.id.value}}}),
                std::move(what));
    if (words) tell_writer(turn, row, request, *asker, team);
}

Text closed_to_team(const Request& request) {
    return say("refused.duty", {{"id", Plain{request.id.value}}});
}

// The team's own channel is closed: whoever is on duty reads the card. Outside duty hours the
// reminders do.
void to_duty(Turn& turn, const store::OutboxRow& row, const Request& request, const Team& team) {
    const auto person = duty_person(turn, team, turn.now);
    if (!person || !core::in_duty_hours(team, turn.now)) return;
    say_instead(turn, row, *person, team, closed_to_team(request),
                draw_card(turn, row.subject).message);
}

// What was to stand under the card are words of the asker, which nothing says again: they go to
// whoever has the request, at any hour.
void to_owner(Turn& turn, const store::OutboxRow& row, const Request& request, const Team& team) {
    auto person = store::person(turn.db, request.taken_by);
    if (!person) person = duty_person(turn, team, turn.now);
    if (!person) return;
    say_instead(turn, row, *person, team, closed_to_team(request), read_message(row.body));
}

void redirect(Turn& turn, const store::OutboxRow& row) {
    if (!row.to.empty() || row.kind != "create") return;
    const std::string under = "@" + std::string(duty);
    const bool is_card = row.subject.starts_with(duty);
    if (is_card || (row.subject.empty() && row.root.value.starts_with(under))) {
        const std::string id =
            is_card ? row.subject.substr(duty.size()) : row.root.value.substr(under.size());
        const auto request = store::request(turn.db, RequestId(id));
        const Team* team = request ? turn.setup.team(request->team) : nullptr;
        if (team != nullptr) (is_card ? to_duty : to_owner)(turn, row, *request, *team);
        return;
    }
    const auto request = told_there(turn, row);
    const Team* team = request ? turn.setup.team(request->team) : nullptr;
    if (team != nullptr) to_asker(turn, row, *request, *team);
}

}  // namespace

void refuse(Turn& turn, const store::OutboxRow& row, std::string_view why) {
    store::mark_refused(turn.db, row.key, why);
    redirect(turn, row);
    if (row.subject.empty()) return;
    for (const store::OutboxRow& under : store::waiting_under(turn.db, row.subject, under_max)) {
        store::mark_refused(turn.db, under.key, why);
        redirect(turn, under);
    }
}

void refuse_under_nothing(Turn& turn, const store::OutboxRow& row, const PostId& root,
                          std::string_view why) {
    const std::string under = "@" + std::string(duty);
    const bool under_card = row.root.value.starts_with(under);
    const auto card =
        under_card ? store::post_by_subject(turn.db, row.root.value.substr(1)) : std::nullopt;
    if (under_card && (!card || card->post != root)) {
        store::unclaim(turn.db, row.key);  // another card stands there, or is to
        return;
    }
    const auto request = under_card ? std::nullopt : told_there(turn, row);
    store::mark_refused(turn.db, row.key, why);
    if (card) {
        post_is_gone(turn, *card);
        const auto next = store::post_by_subject(turn.db, card->subject);
        if (!next || next->key == card->key) return redirect(turn, row);  // it is over
        return store::drop_post(turn.db, row.key);  // its words stand below the new card
    }
    const Team* team = request ? turn.setup.team(request->team) : nullptr;
    if (team == nullptr) return;
    if (request->root == root) thread_is_gone(turn, *request);
    const auto now = store::request(turn.db, request->id);
    if (!row.subject.empty() || !now) return;  // a card is said anew, or nobody waits for it
    store::drop_post(turn.db, row.key);
    if (now->root != root)
        say_message(turn, core::key_of({row.key, "again"}),
                    relayed(askers_place(turn, *now, *team)), read_message(row.body));
    else if (const auto asker = store::person(turn.db, now->asker))
        say_instead(turn, row, *asker, *team,
                    say("refused.asker_deleted", {{"id", Plain{now->id.value}}}),
                    read_message(row.body));
}

}  // namespace qm::desk

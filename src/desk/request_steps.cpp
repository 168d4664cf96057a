// The steps people take on a request: who may, what becomes of it, who is told.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "core/request.hpp"
#include "core/seal.hpp"
#include "desk/attended.hpp"
#include "desk/cards.hpp"
#include "desk/handover.hpp"
#include "desk/outgoing.hpp"
#include "desk/requests.hpp"
#include "desk/revoke.hpp"
#include "desk/rota.hpp"
#include "store/care_rows.hpp"

#include <cctype>

namespace qm::desk {
namespace {

void say_solved(Turn& turn, const Event& event, const Request& request, const Team& team) {
    const auto asker = store::person(turn.db, request.asker);
    Message message;
    std::vector<Fill> fills = {{"id", Plain{request.id.value}},
                               {"asker", Mention{asker ? asker->username : ""}},
                               {"answer", Plain{request.answer}}};
    message.line(say(request.answer.empty() ? "solved.line" : "solved.line_with_answer", fills));
    message.controls.push_back(
        {"reopen", say("button.not_solved"), "req reopen " + request.id.value, {}, false});
    say_message(turn, core::key_of({event.key, "solved"}),
                relayed(askers_place(turn, request, team)), message);
}

// Whoever was given the access reads that it is over, in the thread where it was asked for.
void say_revoked(Turn& turn, const Event& event, const Request& request, const Team& team) {
    const auto given = ended_by(turn, request);
    const auto asker = given ? store::person(turn.db, given->asker) : std::nullopt;
    if (!asker) return;
    Message message;
    message.line(say(request.answer.empty() ? "solved.revoked" : "solved.revoked_with_answer",
                     {{"id", Plain{given->id.value}},
                      {"asker", Mention{asker->username}},
                      {"answer", Plain{request.answer}}}));
    say_message(turn, core::key_of({event.key, "revoked"}),
                relayed(askers_place(turn, request, team)), message);
}

// What one post carries on every platform, however it is escaped: a sign may become five.
constexpr std::size_t post_weight = 10'000;

std::size_t one_post(std::string_view words) {
    std::size_t weight = 0, at = 0;
    for (; at < words.size() && weight <= post_weight; ++at) {
        const auto byte = static_cast<unsigned char>(words[at]);
        weight += byte >= 0x80 || std::isalnum(byte) != 0 || byte == ' ' ? 1 : 5;
    }
    if (at == words.size()) return at;
    const auto line = words.rfind('\n', at);
    if (line != words.npos && line > at / 2) return line;
    const auto space = words.rfind(' ', at);
    if (space != words.npos && space > at / 2) return space;
    while (at > 1 && (static_cast<unsigned char>(words[at]) & 0xc0) == 0x80)
        --at;
    return at;
}

// All of it: what one post does not hold goes on in the next.
void say_words(Turn& turn, const Event& event, const Request& request, const Team& team,
               std::string_view words) {
    for (int part = 0; !words.empty(); ++part) {
        const std::size_t size = one_post(words);
        Message message;
        message.line(say("reply.said", {{"name", Plain{name_of(turn, event.author.id)}},
                                        {"team", Plain{team.name}},
                                        {"words", Words{std::string(words.substr(0, size))}}}));
        const std::string key = part == 0
                                    ? core::key_of({event.key, "reply"})
                                    : core::key_of({event.key, "reply", std::to_string(part)});
        say_message(turn, key, relayed(askers_place(turn, request, team)), message);
        words.remove_prefix(size);
        if (words.starts_with(' ') || words.starts_with('\n')) words.remove_prefix(1);
    }
}

// Said in a thread, where a question to the engineer alone has no place.
void offer_end(Turn& turn, const Event& event, const Request& request, Date day) {
    const std::vector<Fill> fills = {{"id", Plain{request.id.value}}, {"day", Day{day}}};
    Message message;
    message.line(say("request.until", fills));
    message.controls.push_back({"until",
                                say("button.until", fills),
                                "req until " + request.id.value + " " + core::iso_date(day),
                                {},
                                true});
    say_message(turn, core::key_of({event.key, "ends"}), direct_to(event.author, event.author.zone),
                message);
}

Error not_seen(std::string_view id) {
    const std::string shown = capped(id, shown_max);
    return refusal(errc::not_found, "There is no request " + shown + " that you can see",
                   say("no.no_such_request", {{"id", Plain{shown}}}));
}

}  // namespace

Error theirs_alone(const Request& request, const Team& team) {
    return refusal(
        errc::not_allowed,
        "Only the asker and " + team.name + " can do that with " + request.id.value,
        say("no.asker_or_team", {{"id", Plain{request.id.value}}, {"team", Plain{team.name}}}));
}

Error no_such_team(const Setup& setup, std::string_view id) {
    const std::string shown = capped(id, shown_max);
    std::string names;
    for (const Team& team : setup.teams)
        names += (names.empty() ? "" : ", ") + team.id.value;
    return refusal(errc::not_found, "There is no SRE team " + shown,
                   say("run.no_such_team", {{"team", Plain{shown}}, {"teams", Plain{names}}}));
}

result<Request> DeskRequests::open(std::string_view text) {
    const Serving served = serving(turn_, event_.channel, event_.author);
    if (served.team->mode == TeamMode::off)
        return refusal(errc::not_allowed, served.team->name + " does not use this yet",
                       say("no.team_off", {{"team", Plain{served.team->name}}}));
    return open_request(turn_, event_, text);
}

result<Request> DeskRequests::open_with(const TeamId& team, std::string_view text) {
    const Team* chosen = turn_.setup.team(team);
    if (chosen == nullptr) return no_such_team(turn_.setup, team.value);
    if (chosen->mode == TeamMode::off)
        return refusal(errc::not_allowed, chosen->name + " does not use this yet",
                       say("no.team_off", {{"team", Plain{chosen->name}}}));
    return open_request(turn_, event_, text, chosen);
}

result<Request> DeskRequests::open_for(std::string_view username, std::string_view text) {
    const Team* own = nullptr;
    for (const Team& team : turn_.setup.teams) {
        if (own == nullptr && is_member(turn_, team, event_.author)) own = &team;
    }
    if (own == nullptr)
        return refusal(errc::not_allowed, "Only members of an SRE team hand on requests",
                       say("no.members_hand"));
    const auto asker = store::person_named(turn_.db, username);
    if (!asker)
        return refusal(errc::not_found, "Nobody is called " + capped(username, shown_max),
                       say("no.nobody_called", {{"name", Plain{capped(username, shown_max)}}}));
    if (asker->id == event_.author.id)
        return refusal(errc::invalid, "That is you", say("no.for_yourself"));
    return hand_request(turn_, event_, text, *asker, *own);
}

std::optional<Request> DeskRequests::find(const RequestId& id) const {
    auto request = store::request(turn_.db, id);
    if (!request || !may_read(*request)) return std::nullopt;
    return request;
}

std::optional<Request> DeskRequests::here() const {
    const PostId place = event_.kind == EventKind::message ? event_.thread() : event_.root;
    if (place.empty()) return std::nullopt;
    const auto side = store::thread(turn_.db, place);
    if (!side) return std::nullopt;
    return store::request(turn_.db, side->request);
}

result<Request> DeskRequests::named_or_here(std::string_view id) const {
    if (!id.empty()) {
        std::string wanted(id);
        if (wanted[0] == 'r') wanted[0] = 'R';
        if (auto request = find(RequestId(wanted))) return *request;
        return not_seen(wanted);
    }
    if (auto request = here(); request && may_read(*request)) return *request;
    return refusal(errc::not_found, "Say which one, like R1042, or say it in its thread",
                   say("no.which_request"));
}

std::vector<Request> DeskRequests::list(const RequestFilter& filter) const {
    if (filter.team) return store::open_requests(turn_.db, *filter.team, filter.limit);
    return store::requests_of(turn_.db, filter.asker.value_or(event_.author.id), filter.open_only,
                              filter.limit);
}

bool DeskRequests::may_act(const Request& request) const {
    const Team* team = turn_.setup.team(request.team);
    return team != nullptr && is_member(turn_, *team, event_.author);
}

// The author's team, if it came back from there and so needs somebody who takes it.
const Team* DeskRequests::came_back_from(const Request& request) const {
    for (const TeamId& id : core::came_back_from(request)) {
        const Team* team = turn_.setup.team(id);
        if (team != nullptr && is_member(turn_, *team, event_.author)) return team;
    }
    return nullptr;
}

bool DeskRequests::may_read(const Request& request) const {
    const Team* before = turn_.setup.team(request.moved_from);  // who moved it may see it go
    if (before != nullptr && is_member(turn_, *before, event_.author)) return true;
    if (came_back_from(request) != nullptr) return true;  // its card stands there
    return request.asker == event_.author.id || may_act(request) ||
           (request.channel == event_.channel.id);
}

result<DeskRequests::Held> DeskRequests::readable(const RequestId& id) const {
    auto request = store::request(turn_.db, id);
    if (!request || !may_read(*request)) return not_seen(id.value);
    const Team* team = turn_.setup.team(request->team);
    if (team == nullptr)
        return refusal(errc::not_found, "The team of " + id.value + " is not configured any more",
                       say("no.team_gone", {{"id", Plain{id.value}}}));
    return Held{std::move(*request), team};
}

result<DeskRequests::Held> DeskRequests::ours(const RequestId& id) const {
    auto held = readable(id);
    if (!held) return held.error();
    if (!is_member(turn_, *held->team, event_.author))
        return refusal(
            errc::not_allowed, "Only " + held->team->name + " can do that",
            say("no.team_only", {{"id", Plain{id.value}}, {"team", Plain{held->team->name}}}));
    return held;
}

result<Request> DeskRequests::finish(const result<Request>& next, std::string_view what) {
    if (!next) return next.error();
    return keep_request(turn_, *next, what, event_.author.id);
}

result<Request> DeskRequests::take(const RequestId& id) {
    const auto there = readable(id);
    const Team* own = there ? came_back_from(there->request) : nullptr;
    if (own != nullptr && !may_act(there->request)) {
        auto stored = finish(core::taken_there(there->request, event_.author.id, *own, turn_.now),
                             "request taken");
        if (stored) move_card(turn_, event_.key, *stored, *there->team, *own);
        return stored;
    }
    const auto held = ours(id);
    if (!held) return held.error();
    return finish(core::taken(held->request, event_.author.id, *held->team, turn_.now),
                  "request taken");
}

result<Request> DeskRequests::take_over(const RequestId& id) {
    const auto held = ours(id);
    if (!held) return held.error();
    auto stored = finish(core::taken_over(held->request, event_.author.id, *held->team, turn_.now),
                         "request taken over");
    const auto before = store::person(turn_.db, held->request.taken_by);
    if (!stored || !before) return stored;
    Message message;
    message.line(say("taken.over", {{"id", Plain{id.value}},
                                    {"kind", nested(say("kind." + stored->kind))},
                                    {"product", product_of(turn_, *stored)},
                                    {"name", Plain{name_of(turn_, event_.author.id)}}}));
    say_message(turn_, core::key_of({event_.key, "taken over"}), direct_to(*before, *held->team),
                message);
    return stored;
}

result<Request> DeskRequests::reply(const RequestId& id, std::string_view words) {
    const auto held = ours(id);
    if (!held) return held.error();
    auto stored = finish(core::replied(held->request, event_.author.id, *held->team, turn_.now),
                         "request replied");
    if (stored) say_words(turn_, event_, *stored, *held->team, words);
    return stored;
}

result<Request> DeskRequests::add_details(const RequestId& id, std::string_view words) {
    const auto held = readable(id);
    if (!held) return held.error();
    if (!core::is_open(held->request) && core::after_solved(words) != core::AfterSolved::fine)
        return reopen_request(turn_, event_, held->request, *held->team, words);
    turn_.log("details added", id.value, event_.author.id.value);
    if (add_to_text(turn_, event_, held->request, words)) return held->request;
    Message message;
    message.line(say("card.comment", {{"name", Plain{name_of(turn_, event_.author.id)}}}));
    message.quote(std::string(words), true);  // they were typed into a form
    say_under_card(turn_, core::key_of({event_.key, "details"}), held->request, *held->team,
                   message);
    if (!core::is_open(held->request)) return held->request;
    // The form has closed: that its words have come is an edit of the status post.
    if (held->request.asker != event_.author.id)
        return keep_request(turn_, held->request, "request told", event_.author.id);
    Request next = core::heard(held->request, *held->team, turn_.now);
    return keep_request(turn_, next, "request heard", event_.author.id);
}

result<Request> DeskRequests::solve(const RequestId& id, std::string_view answer) {
    const auto held = readable(id);
    if (!held) return held.error();
    const bool by_team = is_member(turn_, *held->team, event_.author);
    if (!by_team && held->request.asker != event_.author.id)
        return theirs_alone(held->request, *held->team);
    auto stored = finish(core::solved(held->request, event_.author.id, by_team, answer, turn_.now),
                         "request solved");
    if (stored && is_revocation(*stored))
        say_revoked(turn_, event_, *stored, *held->team);
    else if (stored && by_team && stored->asker != event_.author.id)
        say_solved(turn_, event_, *stored, *held->team);
    const auto day = stored && by_team ? end_named(*stored) : std::nullopt;
    if (day && event_.kind == EventKind::message) offer_end(turn_, event_, *stored, *day);
    return stored;
}

result<Request> reopen_request(Turn& turn, const Event& event, const Request& request,
                               const Team& team, std::string_view words) {
    const Shift shift = next_shift(turn, team, turn.now);
    const auto on_duty = store::person_named(turn.db, shift.username);
    const bool still = on_duty && on_duty->id == request.taken_by;
    const auto next = core::reopened(request, still, team, turn.now);
    if (!next) return next.error();
    const bool carded = store::has_card(turn.db, request.id);  // a new card calls by itself
    auto stored = keep_request(turn, *next, "request reopened", event.author.id);
    if (!stored) return stored;
    if (!on_duty || on_duty->id == event.author.id || (!carded && words.empty())) return stored;
    // An edit summons nobody, and this one must act now.
    const Plain name{name_of(turn, event.author.id)};
    Message message;
    message.line(carded ? say("card.reopened", {{"id", Plain{request.id.value}},
                                                {std::string(summoned), summons(turn, team)},
                                                {"name", name}})
                        : say("card.comment", {{"name", name}}));
    if (!words.empty()) message.quote(std::string(words));
    say_under_card(turn, core::key_of({event.key, "reopened"}), *stored, team, message);
    return stored;
}

result<Request> DeskRequests::reopen(const RequestId& id) {
    const auto stranded = store::request(turn_.db, id);
    if (stranded && turn_.setup.team(stranded->team) == nullptr && !core::is_open(*stranded) &&
        stranded->asker == event_.author.id)
        (void)adopt(turn_, *stranded);
    const auto held = readable(id);
    if (!held) return held.error();
    if (!is_member(turn_, *held->team, event_.author) && held->request.asker != event_.author.id)
        return theirs_alone(held->request, *held->team);
    return reopen_request(turn_, event_, held->request, *held->team, "");
}

result<Request> DeskRequests::answered(const RequestId& id) {
    const auto held = readable(id);
    if (!held) return held.error();
    if (held->request.asker != event_.author.id && !may_act(held->request))
        return theirs_alone(held->request, *held->team);
    return finish(core::answered(held->request, turn_.now), "request answered");
}

result<Request> DeskRequests::confirm(const RequestId& id) {
    const auto held = ours(id);
    if (!held) return held.error();
    return finish(core::confirmed(held->request, event_.author.id, *held->team, turn_.now),
                  "request confirmed");
}

result<Request> DeskRequests::give_back(const RequestId& id) {
    const auto held = ours(id);
    if (!held) return held.error();
    if (auto no = core::not_with(held->request, event_.author.id)) return std::move(*no);
    return desk::give_back(turn_, held->request, *held->team, event_.author.id, "card.given_back");
}

result<Request> give_back(Turn& turn, const Request& request, const Team& team, const UserId& by,
                          const char* line) {
    auto stored =
        keep_request(turn, core::given_back(request, team, turn.now), "request given back", by);
    if (!stored) return stored;
    Message message;
    message.line(say(line, {{"id", Plain{request.id.value}},
                            {std::string(summoned), summons(turn, team)},
                            {"name", Plain{name_of(turn, request.taken_by)}}}));
    say_under_card(turn, core::key_of({turn.event, "given back", request.id.value}), *stored, team,
                   message);
    return stored;
}

result<Request> DeskRequests::set_kind(const RequestId& id, std::string_view kind) {
    const auto held = ours(id);
    if (!held) return held.error();
    return finish(core::of_kind(held->request, kind, *held->team), "request kind");
}

result<Request> DeskRequests::close(const RequestId& id, std::string_view why) {
    const auto held = readable(id);
    if (!held) return held.error();
    if (held->request.asker != event_.author.id && !may_act(held->request))
        return theirs_alone(held->request, *held->team);
    return finish(core::closed(held->request, why), "request closed");
}

}  // namespace qm::desk

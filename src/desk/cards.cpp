// The two views of a request, drawn from its rows (product.md, Three messages).
// SPDX-License-Identifier: Apache-2.0
#include "desk/cards.hpp"

#include "core/calendar.hpp"
#include "core/request.hpp"
#include "desk/asks.hpp"
#include "desk/card_menus.hpp"
#include "desk/draft.hpp"
#include "desk/modes.hpp"
#include "desk/revoke.hpp"
#include "desk/rota.hpp"
#include "desk/suggest.hpp"
#include "desk/watch.hpp"
#include "store/day_rows.hpp"

#include <algorithm>
#include <charconv>

namespace qm::desk {
namespace {

constexpr int log_rows_read = 40;  // of one request, newest first

// Made by slash: the status post is the thread's root, and the words stand nowhere else.
bool is_its_own_root(Turn& turn, const Request& request) {
    if (request.root.empty()) return true;
    const auto post = store::post_by_subject(turn.db, "status/" + request.id.value);
    return post && post->root.empty();
}

// "other the vendor": whom it waits for, beside the asker.
std::string whom_of(const Request& request) {
    const auto space = request.waiting_for.find(' ');
    return space == std::string::npos ? "" : request.waiting_for.substr(space + 1);
}

std::string waits_key(const Request& request) {
    if (request.waiting_for == "asker") return "waits_for_asker";
    if (request.waiting_for == "plan") return "planned";
    return whom_of(request).empty() ? "waits_for_third" : "waits_for_whom";
}

std::string closed_key(std::string key, const Request& request) {
    return request.answer.empty() ? key : key + "_because";
}

// Erased words are not an empty quote.
void quote_words(const Request& request, Message& message, bool whole) {
    if (request.text.empty())
        message.line(say("list.erased"));
    else
        message.quote(request.text, whole);
}

std::vector<Fill> status_fills(Turn& turn, const Request& request, const Team& team) {
    const Shift shift = next_shift(turn, team, turn.now);
    return {{"id", Plain{request.id.value}},
            {"team", Plain{team.name}},
            {"name", Plain{name_of(turn, shift.username)}},
            {"taker", Plain{name_of(turn, request.taken_by)}},
            {"until", At{core::on_duty_until(team, turn.now)}},
            {"from", At{core::next_duty_start(team, turn.now)}},
            {"due", At{core::due(request)}},
            {"again", At{request.waiting_until.value_or(turn.now)}},
            {"day", day_back(turn, request)},
            {"whom", Plain{whom_of(request)}},
            {"settles", At{request.settles_at.value_or(turn.now)}},
            {"why", Plain{request.answer}},
            {"news", At{request.news_due.value_or(core::due(request))}}};
}

// `away`: the day is that of somebody who is not there, so nobody has been called.
const char* fresh_key(const Request& request, bool now, bool away, Instant at) {
    const bool told_late = request.lateness >= Lateness::very_late;  // news were promised since
    // Whoever has been told for three days is not told again: what was promised is over at once.
    const bool worn = request.handovers >= core::worn_after && request.lateness >= Lateness::late;
    // A promise that ended with the day has no minute left in which it could be kept.
    if (told_late || worn || core::due(request) < at || (!now && core::due(request) == at))
        return away  ? "status.overdue_unsettled"
               : now ? "status.overdue"
                     : "status.overdue_after_hours";
    if (!now) return "status.after_hours";
    if (away) return "status.unsettled";
    const bool passed = request.handovers > 0 || request.solved_at || request.first_reply_at;
    return passed ? "status.passed" : "status.new";
}

void suggestion(const Request& request, Message& message) {
    if (request.suggested.empty()) return;
    const Suggested found = read_suggested(request.suggested);
    message.line(say("status.suggestion", {{"name", Plain{found.name}},
                                           {"kind", nested(say("entry_kind." + found.kind))},
                                           {"description", Plain{found.description}}}));
}

// A form that closed says nothing: here its sender sees that the words have come.
void details_line(Turn& turn, const Request& request, Message& message) {
    const auto rows = store::log_of(turn.db, request.id.value, log_rows_read);
    const auto row = std::find_if(rows.begin(), rows.end(), [](const store::LogRow& one) {
        return one.what == "details added";
    });
    if (row != rows.end()) message.line(say("status.details", {{"at", At{row->at}}}));
}

void status_line(Turn& turn, const Request& request, const Team& team, Message& message) {
    const auto fills = status_fills(turn, request, team);
    switch (request.state) {
        case RequestState::fresh: {
            if (request.settles_at) {
                message.line(say("status.which_team", fills));
                break;
            }
            if (!is_heard(turn, team.id)) {  // nobody is told, so nothing is promised
                message.line(say("status.unheard", fills));
                break;
            }
            const bool now = core::in_duty_hours(team, turn.now);
            const Shift shift = next_shift(turn, team, turn.now);
            const bool away = now && is_away_on(turn, shift.username, shift.date);
            const std::string key = fresh_key(request, now, away, turn.now);
            message.line(say(key, fills));
            if (!now && !team.emergency.empty())
                message.line(say("status.emergency", {{"line", Plain{team.emergency}}}));
            if (auto asks = asked_of(turn, request, "asks"); asks && (away || key == "status.new"))
                message.line(std::move(*asks));
            suggestion(request, message);
            break;
        }
        case RequestState::taken:
            message.line(say("status.taken", fills));
            break;
        case RequestState::waiting:
            message.line(say("status." + waits_key(request), fills));
            break;
        case RequestState::solved:
            message.line(
                say(request.settled_by == "catalog" ? "status.answered" : "status.solved", fills));
            break;
        case RequestState::closed:
            message.line(say(closed_key("status.closed", request), fills));
            break;
    }
}

Text waited_text(const Request& request) {
    if (request.waiting_for == "asker") return say("card.waits_asker");
    const std::string whom = whom_of(request);
    if (whom.empty()) return say("card.waits_other");
    return say("card.waits_whom", {{"whom", Plain{whom}}});
}

// A request made by slash has no post yet when its card is drawn first; and nobody else opens a
// direct message.
Value thread_link(Turn& turn, const Request& request) {
    if (request.root.empty()) return nested(say("card.no_thread"));
    const auto place = store::channel(turn.db, request.channel);
    const bool direct = place ? place->type == ChannelType::direct : request.is_private;
    if (direct) return nested(say("card.direct"));
    return PostLink{request.channel.value, request.root.value, "card.thread"};
}

void duty_first_line(Turn& turn, const Request& request, const Team& team, Message& message) {
    const Shift shift = next_shift(turn, team, turn.now);
    const Request origin = ended_by(turn, request).value_or(request);
    const bool summons =
        request.state == RequestState::fresh && core::in_duty_hours(team, turn.now);
    const bool quiet_hours = request.state == RequestState::fresh && !summons;
    // Nobody calls who is away: where nobody else is there, the leads have been told.
    const bool calls = summons && !is_away_on(turn, shift.username, shift.date);
    std::vector<Fill> fills = {
        {"id", Plain{request.id.value}},
        {"kind", nested(say("kind." + request.kind))},
        {"product", Plain{request.product}},
        {"asker", Plain{name_of(turn, origin.asker)}},
        {"where", nested(where_asked(turn, request))},
        {"who",
         calls ? Value(Mention{shift.username}) : Value(Plain{name_of(turn, shift.username)})},
        {"taker", Plain{name_of(turn, request.taken_by)}},
        {"due", At{core::due(request)}},
        {"from", At{core::next_duty_start(team, turn.now)}},
        {"until", At{request.waiting_until.value_or(turn.now)}},
        {"day", day_back(turn, request)},
        {"why", Plain{request.answer}},
        {"waits", nested(waited_text(request))},
        {"kept", At{request.kept_until.value_or(turn.now)}},
        {"promise",
         nested(request.first_reply_at ? say("card.news_due", {{"due", At{core::due(request)}}})
                                       : say("card.reply_due", {{"due", At{request.reply_due}}}))},
        {"thread", thread_link(turn, origin)}};
    std::string key = "card.";
    switch (request.state) {
        case RequestState::fresh:
            key += core::due(request) <= turn.now ? (quiet_hours ? "late_quiet" : "late")
                   : quiet_hours                  ? "quiet"
                                                  : "new";
            break;
        case RequestState::taken:
            key += request.kept_until ? "kept" : "taken";
            break;
        case RequestState::waiting:
            key += request.waiting_for == "plan" ? "planned" : "waiting";
            break;
        case RequestState::solved:
            key += request.settled_by == "catalog" ? "answered" : "solved";
            break;
        case RequestState::closed:
            key += closed_key("closed", request);
            break;
    }
    if (request.product.empty()) key += "_no_product";
    message.line(say(key, std::move(fills)));
}

void because_line(Turn& turn, const Request& request, const Team& team, Message& message) {
    const auto space = request.because.find(' ');
    const std::string how = request.because.substr(0, space);
    const std::string what = space == std::string::npos ? "" : request.because.substr(space + 1);
    const auto place = store::channel(turn.db, request.channel);
    const bool direct = place && place->type == ChannelType::direct;
    Text because = how == "channel"  ? say("because.channel", {{"channel", ChannelName{what}}})
                   : how == "member" ? say("because.member", {{"team", Plain{what}}})
                   : how == "moved"
                       ? say(request.moved_until ? "because.moved" : "because.moved_here")
                   : how == "back"   ? say("because.back")
                   : how == "gone"   ? say("because.gone")
                   : how == "revoke" ? say("because.revoke", {{"id", Plain{what}}})
                   : how == "handed" ? say("because.handed", {{"name", Plain{name_of(turn, what)}}})
                   : how == "told"   ? say(direct ? "because.choice_direct" : "because.told")
                   : how == "choice" ? say("because.choice")
                   : direct          ? say("because.front_desk_direct")
                                     : say("because.front_desk");
    const bool is_fresh = request.state == RequestState::fresh;
    Text asks = is_fresh
                    ? asked_of(turn, request, "card.missing").value_or(say("card.nothing_missing"))
                    : say("card.nothing_missing");
    message.line(say("card.because", {{"team", Plain{team.name}},
                                      {"because", nested(std::move(because))},
                                      {"asks", nested(std::move(asks))}}));
}

Message moved_card(Turn& turn, std::string_view rest) {
    const RequestId id{std::string(rest.substr(0, rest.find('/')))};
    Message message;
    const auto request = store::request(turn.db, id);
    const Team* team = request ? turn.setup.team(request->team) : nullptr;
    message.line(say("card.moved", {{"id", Plain{id.value}},
                                    {"team", Plain{team != nullptr ? team->name : ""}}}));
    return message;
}

Drawn drawn_request(Turn& turn, const RequestId& id, Message (*draw)(Turn&, const Request&)) {
    const auto request = store::request(turn.db, id);
    if (!request)
        throw store::Error(store::Error::Kind::corrupt, "no request for the card of " + id.value);
    return {draw(turn, *request), request->version};
}

}  // namespace

Message status_card(Turn& turn, const Request& request) {
    const Team* team = turn.setup.team(request.team);
    Message message;
    if (team == nullptr) {
        message.line(say("status.no_team", {{"id", Plain{request.id.value}}}));
        return message;
    }
    const std::string& id = request.id.value;
    if (request.because.starts_with("handed "))
        message.line(
            say("status.handed", {{"name", Plain{name_of(turn, request.because.substr(7))}}}));
    if (is_its_own_root(turn, request)) quote_words(request, message, true);
    status_line(turn, request, *team, message);
    if (core::is_open(request)) details_line(turn, request, message);
    switch (request.state) {
        case RequestState::fresh:
            if (request.settles_at) {
                message.controls = {which_team(turn, request),
                                    button("not_a_request", "req drop " + id)};
                break;
            }
            message.controls = {button("add_details", "req details " + id, true)};
            if (!request.suggested.empty()) {
                message.controls.push_back(button("this_answers", "req answered " + id));
                message.controls.push_back(
                    button("details", "catalog show " + read_suggested(request.suggested).name));
            }
            if (turn.setup.teams.size() > 1) message.controls.push_back(other_teams(turn, request));
            message.controls.push_back(button("not_a_request", "req drop " + id));
            break;
        case RequestState::taken:
        case RequestState::waiting:
            message.controls = {button("add_details", "req details " + id, true),
                                button("solved", "req solve " + id)};
            break;
        case RequestState::solved:
            break;  // "Not solved" stands under the line that says it
        case RequestState::closed:
            message.controls = {button("reopen", "req reopen " + id)};
            break;
    }
    return message;
}

Message duty_card(Turn& turn, const Request& request) {
    const Team* team = turn.setup.team(request.team);
    Message message;
    if (team == nullptr) return moved_card(turn, request.id.value);
    duty_first_line(turn, request, *team, message);
    quote_words(request, message, request.is_private);
    const std::string& id = request.id.value;
    switch (request.state) {
        case RequestState::fresh:
            because_line(turn, request, *team, message);
            message.controls = {button("take", "req take " + id, true),
                                button("reply", "req reply " + id),
                                button("solved", "req solve " + id), more_menu(turn, request)};
            break;
        case RequestState::taken:
        case RequestState::waiting:
            // "I take it" stays: whoever pressed a moment later is told kindly who was faster,
            // where a button that is gone would answer with the platform's error.
            message.controls = {button("reply", "req reply " + id, true),
                                button("solved", "req solve " + id), more_menu(turn, request),
                                button("take", "req take " + id)};
            break;
        case RequestState::solved:
        case RequestState::closed:
            message.controls = {button("reopen", "req reopen " + id)};
            break;
    }
    return message;
}

Drawn draw_card(Turn& turn, std::string_view subject) {
    const auto slash = subject.find('/');
    const std::string_view view = subject.substr(0, slash);
    const std::string_view rest = subject.substr(slash + 1);
    if (view == "status") return drawn_request(turn, RequestId(std::string(rest)), status_card);
    if (view == "duty") return drawn_request(turn, RequestId(std::string(rest)), duty_card);
    if (view == "moved") {
        const auto request =
            store::request(turn.db, RequestId(std::string(rest.substr(0, rest.find('/')))));
        return {moved_card(turn, rest), request ? request->version : 0};
    }
    if (view == "ask") {
        std::int64_t id = 0;
        std::from_chars(rest.data(), rest.data() + rest.size(), id);
        const auto ask = store::ask(turn.db, id);
        return ask ? Drawn{ask_card(turn, *ask), ask->version} : Drawn{};
    }
    const auto middle = rest.find('/');
    if (view == "draft") {
        const Team* team = turn.setup.team(TeamId(std::string(rest.substr(0, middle))));
        const auto row = store::post_by_subject(turn.db, subject);
        return {team != nullptr ? draft_card(turn, *team) : Message{}, row ? row->wanted : 1};
    }
    const auto row = store::handover(turn.db, TeamId(std::string(rest.substr(0, middle))),
                                     rest.substr(middle + 1));
    if (!row) throw store::Error(store::Error::Kind::corrupt, "no row for " + std::string(subject));
    return {handover_card(turn, *row), row->version};
}

}  // namespace qm::desk

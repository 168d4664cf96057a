// Opening requests and what is written in their threads.
// SPDX-License-Identifier: Apache-2.0
#include "desk/requests.hpp"

#include "catalog/secrets.hpp"
#include "core/calendar.hpp"
#include "core/request.hpp"
#include "core/seal.hpp"
#include "core/spec.hpp"
#include "desk/attended.hpp"
#include "desk/cards.hpp"
#include "desk/draft.hpp"
#include "desk/handover.hpp"
#include "desk/looks.hpp"
#include "desk/message_json.hpp"
#include "desk/outgoing.hpp"
#include "desk/rota.hpp"
#include "desk/suggest.hpp"
#include "desk/watch.hpp"
#include "store/care_rows.hpp"

#include <algorithm>

namespace qm::desk {
namespace {

constexpr std::chrono::seconds clocks_apart{60};
constexpr std::int64_t first_number = 1001;
constexpr std::chrono::minutes choice_within{10};

void say_cards(Turn& turn, const Event& event, const Request& request, const Team& team) {
    Place asker = askers_place(turn, request, team);
    asker.root = request.root;  // the status post of a request by slash is a root itself
    if (request.channel.empty()) asker.to = request.asker;
    say_card(turn, core::key_of({event.key, "status"}), "status/" + request.id.value, asker,
             request.version);
    if (!request.settles_at) say_duty_card(turn, event.key, request, team);
}

// Words of the asker's side to the card's thread. `calls`: nobody looks at what is solved, so
// whoever is on duty is called to read them.
void pass_on(Turn& turn, const Event& event, const Request& request, const Team& team, bool calls,
             const std::string& words) {
    const std::string& id = request.id.value;
    Message message;
    const bool closed = request.state == RequestState::closed;
    message.line(say(!calls   ? "card.comment"
                     : closed ? "card.comment_after_closed"
                              : "card.comment_after",
                     {{"id", Plain{id}},
                      {std::string(summoned), summons(turn, team)},
                      {"name", Plain{name_of(turn, event.author.id)}}}));
    message.quote(words, request.is_private);
    if (calls)
        message.controls.push_back({"reopen", say("button.reopen"), "req reopen " + id, {}, false});
    say_under_card(turn, core::key_of({event.key, "comment"}), request, team, message);
}

struct Opening {
    UserId asker;
    Channel channel;
    PostId root;  // empty: the status post will be the thread's root
    Serving served;
    bool suggests = true;  // false: who reads it may find other entries than the author
};

Request open_as(Turn& turn, const Event& event, std::string_view text, const Opening& opening) {
    const Serving& served = opening.served;
    Request request;
    request.product = served.product;
    request.because = served.because;
    request.text = capped(text, words_max);
    request.kind = core::guess_kind(text);
    request.asker = opening.asker;
    request.channel = opening.channel.id;
    request.is_private = opening.channel.is_private();
    request.root = opening.root;
    // For questions only; and the engineer is told at once, whatever the catalog says.
    if (opening.suggests && (request.kind == "question" || core::is_question(text)) &&
        turn.catalog != nullptr)
        request.suggested = suggest(*turn.catalog, text);
    request = core::opened(std::move(request), *served.team, turn.now);
    // Nobody knows the place: the asker is asked. What is urgent does not wait for that.
    if (request.because == "front desk" && turn.setup.teams.size() > 1 &&
        request.kind != "security")
        request.settles_at = turn.now + choice_within;
    request = store_new(turn, std::move(request), event.author.id);
    say_cards(turn, event, request, *served.team);
    // A message stands in its channel whole; what was typed into a command stands nowhere else, and
    // a private one not for whoever works on it.
    if (text.size() > words_max && (opening.root.empty() || request.is_private)) {
        tell_cut(turn, event, request, "request.cut");
    }
    redraw_draft(turn, *served.team);
    return request;
}

}  // namespace

Request store_new(Turn& turn, Request request, const UserId& by) {
    const std::int64_t number = store::next_number(turn.db, "last_request", first_number);
    request.id = RequestId("R" + std::to_string(number));
    store::insert_request(turn.db, request, number);
    if (!request.root.empty()) store::save_thread(turn.db, request.root, request.id, false);
    turn.log("request opened", request.id.value, by.value);
    set_look(turn, request);
    return request;
}

std::string without_secrets(Turn& turn, const Event& event, std::string_view text) {
    std::string masked = catalog::mask_secrets(text);
    if (masked == text) return masked;
    Message message;
    message.line(say("secret.warning"));
    say_message(turn, core::key_of({event.key, "secret"}),
                direct_to(event.author, event.author.zone), message);
    turn.log("secret masked", event.post.value, event.author.id.value);
    return masked;
}

void tell_cut(Turn& turn, const Event& event, const Request& request, const char* key) {
    Message cut;
    cut.line(say(key, {{"id", Plain{request.id.value}}}));
    say_message(turn, core::key_of({event.key, "cut"}), direct_to(event.author, event.author.zone),
                cut);
}

bool add_to_text(Turn& turn, const Event& event, const Request& request, std::string_view words) {
    if (!request.settles_at || !core::is_open(request)) return false;
    Request next = request;
    next.text = capped(request.text + "\n" + std::string(words), words_max);
    turn.log("comment", request.id.value, event.author.id.value);
    return keep_request(turn, next, "request told", event.author.id).has_value();
}

std::string capped(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    std::size_t cut = most;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0) == 0x80)
        --cut;
    return std::string(text.substr(0, cut)) + "…";
}

bool is_engineer(Turn& turn, const Person& person) {
    return std::any_of(turn.setup.teams.begin(), turn.setup.teams.end(),
                       [&](const Team& team) { return is_member(turn, team, person); });
}

Request open_request(Turn& turn, const Event& event, std::string_view text, const Team* chosen) {
    Opening opening;
    opening.asker = event.author.id;
    opening.channel = event.channel;
    if (event.kind == EventKind::message) opening.root = event.thread();
    if (!opening.root.empty()) {
        if (auto there = store::request_of_root(turn.db, opening.root)) return *there;
    }
    opening.served = serving(turn, event.channel, event.author);
    if (chosen != nullptr && opening.served.team != chosen) {
        opening.served.team = chosen;
        opening.served.because = "choice";
    }
    if (!event.channel.reachable) {  // known once the status post has gone to the asker
        opening.root = PostId();
        opening.channel = Channel{};
        opening.channel.type = ChannelType::direct;
    }
    return open_as(turn, event, text, opening);
}

Request recover_request(Turn& turn, const Event& asked) {
    const Origin& origin = asked.origin;
    Opening opening;
    opening.asker = origin.asker;
    opening.channel = asked.channel;
    opening.root = asked.root;
    if (!opening.root.empty()) {
        if (auto there = store::request_of_root(turn.db, opening.root)) return *there;
    }
    opening.served = {turn.setup.team(origin.team), origin.product, origin.because};
    if (opening.served.team == nullptr) opening.served = serving(turn, asked.channel, asked.author);
    opening.suggests = false;
    return open_as(turn, asked, without_secrets(turn, asked, origin.words), opening);
}

Request hand_request(Turn& turn, const Event& event, std::string_view text, const Person& asker,
                     const Team& own) {
    Opening opening;
    opening.asker = asker.id;
    opening.channel.type = ChannelType::direct;  // known once the status post has gone there
    // Where the engineer is when handing it on says nothing, unless these are words from there.
    const bool there = event.kind == EventKind::reaction;
    opening.served = serving(turn, there ? event.channel : Channel{}, asker);
    if (opening.served.because == "front desk") opening.served.team = &own;
    opening.served.because = "handed " + event.author.username;
    opening.suggests = false;
    return open_as(turn, event, text, opening);
}

result<Request> keep_request(Turn& turn, const Request& next, std::string_view what,
                             const UserId& who) {
    if (!store::save_request(turn.db, next))
        return refusal(errc::conflict, next.id.value + " has just changed: look again",
                       say("no.changed", {{"id", Plain{next.id.value}}}));
    Request stored = next;
    ++stored.version;
    turn.log(what, stored.id.value, who.value);
    set_look(turn, stored);
    store::want(turn.db, "status/" + stored.id.value, stored.version);
    store::want(turn.db, "duty/" + stored.id.value, stored.version);
    if (const Team* team = turn.setup.team(stored.team)) {
        if (core::is_open(stored) && !stored.settles_at && !store::has_card(turn.db, stored.id))
            say_duty_card(turn, turn.event + stored.id.value, stored, *team);
        redraw_draft(turn, *team);
    }
    return stored;
}

void say_duty_card(Turn& turn, const std::string& event, const Request& request, const Team& team) {
    const auto channel = store::channel_named(turn.db, team.channel_name);
    if (!channel) return;  // configuration check and start-up say so; the status post stands
    Place card;
    card.channel = channel->id;
    card.team = team.id;
    card.zone = team.zone;
    say_card(turn, core::key_of({event, "duty", team.id.value}), "duty/" + request.id.value, card,
             request.version);
}

namespace {

constexpr int told_rows_max = 40;              // looked through for what was said
constexpr std::size_t told_words_max = 10;     // of them said again
constexpr std::size_t told_bytes_max = 1'000;  // of each

// What the asker and the team before said to each other, for those who read neither thread.
Message said_before(Turn& turn, const Request& request, const char* heading) {
    std::vector<Message> told;
    for (const store::OutboxRow& row : store::said_under(turn.db, "@duty/" + request.id.value,
                                                         request.root.value, told_rows_max)) {
        Message one = read_message(row.body);
        if (one.blocks.empty() || told.size() >= told_words_max) continue;
        Message kept;
        for (const Block& block : one.blocks) {
            if (const auto* quote = std::get_if<Quote>(&block))
                kept.quote(capped(quote->text, told_bytes_max));
        }
        const auto* first = std::get_if<Line>(&one.blocks.front());
        if (first == nullptr || first->text.key.starts_with("card.said_")) continue;
        if (first->text.key == "reply.said") {
            Message words;
            for (const Fill& fill : first->text.fills) {
                if (fill.name == "name") words.line(say("card.comment", {fill}));
                if (const auto* said = std::get_if<Words>(&fill.value))
                    words.quote(capped(said->text, told_bytes_max));
            }
            told.push_back(std::move(words));
        } else if (!kept.blocks.empty()) {
            for (const Fill& fill : first->text.fills) {
                if (fill.name == "name")
                    kept.blocks.insert(kept.blocks.begin(), Line{say("card.comment", {fill})});
            }
            told.push_back(std::move(kept));
        }
    }
    Message all;
    if (told.empty()) return all;
    all.line(say(heading));
    for (auto one = told.rbegin(); one != told.rend(); ++one) {
        for (Block& block : one->blocks)
            all.blocks.push_back(std::move(block));
    }
    return all;
}

}  // namespace

void move_card(Turn& turn, const std::string& event, const Request& request, const Team& from,
               const Team& to) {
    for (const Team& team : turn.setup.teams)  // cards left behind by earlier moves
        store::want(turn.db, "moved/" + request.id.value + "/" + team.id.value, request.version);
    if (!store::channel_named(turn.db, to.channel_name)) return;
    const auto card = store::post_by_subject(turn.db, "duty/" + request.id.value);
    if (card && card->team == from.id)
        store::retire_subject(turn.db, "duty/" + request.id.value,
                              "moved/" + request.id.value + "/" + from.id.value, request.version);
    const Message before = said_before(turn, request, "card.said_before");
    if (!store::has_card(turn.db, request.id)) say_duty_card(turn, event, request, to);
    if (!before.blocks.empty())
        say_under_card(turn, core::key_of({event, "said before", to.id.value}), request, to,
                       before);
}

void say_card_again(Turn& turn, const std::string& event, const Request& request,
                    const Team& team) {
    const Message before = said_before(turn, request, "card.said_under_it");
    say_duty_card(turn, event + request.id.value, request, team);
    if (!before.blocks.empty())
        say_under_card(turn, core::key_of({event, "said under it", request.id.value}), request,
                       team, before);
}

void say_under_card(Turn& turn, const std::string& key, const Request& request, const Team& team,
                    const Message& message) {
    const auto card = store::post_by_subject(turn.db, "duty/" + request.id.value);
    if (!card) return;
    Place place;
    place.channel = card->channel;
    place.root = PostId("@duty/" + request.id.value);
    place.team = team.id;
    place.zone = team.zone;
    say_message(turn, key, place, message);
}

Value summons(Turn& turn, const Team& team) {
    const Shift shift = next_shift(turn, team, turn.now);
    const std::string& who = shift.username;
    // Nobody calls who is away: where nobody else is there, the leads have been told.
    if (core::in_duty_hours(team, turn.now) && !is_away_on(turn, who, shift.date))
        return Mention{who};
    return Plain{name_of(turn, who)};
}

std::string unread_key(const std::string& event) {
    return core::key_of({event, "unread"});
}

std::string unnamed_key(const std::string& event) {
    return core::key_of({event, "unnamed"});
}

// An order without our name is read by the team alone, and whoever wrote it waits for an answer.
// With our name before them, words that are no order are answered with the command they may mean.
void tell_unread(Turn& turn, const Event& event, const Request& request, const Team& team) {
    if (event.to_us && core::is_courtesy(event.text)) return;
    if (!is_member(turn, team, event.author)) {
        if (!event.to_us) return;
        Message message;
        message.line(say("request.not_yours",
                         {{"id", Plain{request.id.value}}, {"team", Plain{team.name}}}));
        return say_message(turn, unread_key(event.key), direct_to(event.author, team), message);
    }
    const auto meant = core::match_mention(turn.setup.commands, event.text, true);
    if (!event.to_us && (!meant || meant->command->lane != Lane::writes)) return;
    Message message;
    const std::string& id = request.id.value;
    message.line(say(event.to_us ? "request.no_order" : "request.unread", {{"id", Plain{id}}}));
    message.quote(capped(event.text, shown_max));
    const std::string typed =
        event.to_us ? core::as_typed(turn.setup.commands, event.text, request.id) : "";
    if (!typed.empty()) {
        message.line(say("request.perhaps", {{"command", Code{"/" + typed}}}));
        message.controls.push_back({"do", say("button.do_it"), typed, {}, true});
    }
    say_message(turn, unread_key(event.key), direct_to(event.author, team), message);
}

void comment(Turn& turn, const Event& event, const store::ThreadSide& side) {
    auto request = store::request(turn.db, side.request);
    if (!request) return;
    // Back-fill brings what was written before the thread was a request's: that is not ours. Two
    // clocks are compared, so a minute is left between them.
    if (event.caught_up && event.at + clocks_apart < request->opened_at) return;
    const bool asker = event.author.id == request->asker;
    const auto said =
        core::is_open(*request) ? core::AfterSolved::fine : core::after_solved(event.text);
    // What the asker, or anybody by our name, wants after it was over has an owner and a clock
    // again. Others may talk there: they are read, and one press opens it.
    const bool goes_on = said != core::AfterSolved::fine && (event.to_us || (asker && !side.card));
    // What is open finds its team within a minute, by the watch.
    if (goes_on && turn.setup.team(request->team) == nullptr) request = adopt(turn, *request);
    const Team* team = request ? turn.setup.team(request->team) : nullptr;
    if (team == nullptr) return;
    if (!event.to_us) store::first_time(turn.db, unnamed_key(event.key), turn.now);
    const std::string words = capped(event.text, words_max);
    if (goes_on && reopen_request(turn, event, *request, *team, words)) return;
    if (side.card) return tell_unread(turn, event, *request, *team);  // they talk among themselves
    if (is_member(turn, *team, event.author) && !asker) {
        // A member who writes where the asker reads has replied.
        if (auto next = core::replied(*request, event.author.id, *team, turn.now))
            (void)keep_request(turn, *next, "request replied", event.author.id);
        return;
    }
    if (add_to_text(turn, event, *request, words)) return;
    pass_on(turn, event, *request, *team, said != core::AfterSolved::fine, words);
    if (request->is_private && event.text.size() > words_max)
        tell_cut(turn, event, *request, "request.cut_words");
    turn.log("comment", request->id.value, event.author.id.value);
    if (asker) {
        const Request next = core::heard(*request, *team, turn.now);
        if (next.state != request->state)
            (void)keep_request(turn, next, "request heard", event.author.id);
    }
}

}  // namespace qm::desk

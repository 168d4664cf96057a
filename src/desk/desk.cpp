// One event, one transaction.
// SPDX-License-Identifier: Apache-2.0
#include "desk/desk.hpp"

#include <quartermaster/request_text.hpp>

#include "catalog/secrets.hpp"
#include "core/request.hpp"
#include "core/seal.hpp"
#include "desk/audience.hpp"
#include "desk/cards.hpp"
#include "desk/changed.hpp"
#include "desk/desk_context.hpp"
#include "desk/erase.hpp"
#include "desk/followed.hpp"
#include "desk/handover.hpp"
#include "desk/learning.hpp"
#include "desk/leave.hpp"
#include "desk/modes.hpp"
#include "desk/outgoing.hpp"
#include "desk/recovered.hpp"
#include "desk/rota.hpp"
#include "desk/watch.hpp"

namespace qm::desk {
namespace {

constexpr std::chrono::days inbox_kept{60};

Reply as_refusal(Text why) {
    Reply reply = Reply::of(std::move(why));
    reply.refusal = true;
    return reply;
}

Reply reply_of(const result<Reply>& answer) {
    if (answer) return *answer;
    const Error& error = answer.error();
    return as_refusal(error.said ? *error.said
                                 : say("error.sentence", {{"what", Plain{error.what}}}));
}

// A form has its own label: how it would be typed helps nobody there.
Text without_usage(Text text) {
    if (text.key != "spec.usage") return text;
    for (const Fill& fill : text.fills) {
        const auto* what = std::get_if<Nested>(&fill.value);
        if (fill.name == "what" && what != nullptr) return *what->text;
    }
    return text;
}

Reply complaint_of(const Routed& routed, const Event& event) {
    if (!routed.said) return as_refusal(say("error.sentence", {{"what", Plain{routed.complaint}}}));
    return as_refusal(event.from_form ? without_usage(*routed.said) : *routed.said);
}

bool is_search(const Routed& routed) {
    return routed.matched && routed.matched->command->path == "catalog search";
}

Place thread_of(Turn& turn, const Event& event) {
    Place place;
    place.channel = event.channel.id;
    place.root = event.thread();
    place.locale = event.author.locale;
    place.zone = event.author.zone;
    if (place.zone.empty()) {
        const Serving served = serving(turn, event.channel, event.author);
        if (served.team != nullptr) place.zone = served.team->zone;
    }
    return place;
}

// A team that does not use the bot yet is not recorded either.
bool serves(Turn& turn, const Event& event) {
    const Serving served = serving(turn, event.channel, event.author);
    return served.team != nullptr && served.team->mode != TeamMode::off;
}

// In a request's thread the team orders by words; the asker may close what is the asker's. All
// else that is written there, by whomever, is talk for the team to read.
bool may_order(Turn& turn, const Event& event, const store::ThreadSide& side, const Command& what) {
    if (what.lane != Lane::writes) return true;
    const auto request = store::request(turn.db, side.request);
    const Team* team = request ? turn.setup.team(request->team) : nullptr;
    if (team == nullptr) return true;  // the command says what is wrong
    const bool reopens = what.path == "req reopen";
    if (reopens && core::is_open(*request)) return false;  // "not solved", long before it is
    if (is_member(turn, *team, event.author)) return true;
    return request->asker == event.author.id &&
           (reopens || what.path == "req solve" || what.path == "req drop" ||
            what.path == "req move");
}

const Team* team_with(Turn& turn, const Person& person) {
    for (const Team& team : turn.setup.teams) {
        if (is_member(turn, team, person)) return &team;
    }
    return nullptr;
}

// By whose words they are, or by a member of an SRE team, who so hands them on. Under a ticket
// nothing is said but the status post: the reply is for whoever used the shortcut.
Reply open_by_reaction(Turn& turn, const Event& event, const CatalogView& catalog) {
    if (event.people.empty()) return as_refusal(say("no.nobodys_words"));
    const Person& asker = event.people.front();
    const Team* own = team_with(turn, event.author);
    const bool hands = asker.id != event.author.id;
    if (hands && own == nullptr) return as_refusal(say("no.members_hand"));
    Event asked = event;  // as if the asker had tagged us there
    asked.kind = EventKind::message;
    asked.author = asker;
    if (const auto side = store::thread(turn.db, asked.thread()))
        return Reply::of(say("request.of_these_words", {{"id", Plain{side->request.value}}}));
    const Serving served = serving(turn, asked.channel, asker);
    if (served.team == nullptr || served.team->mode == TeamMode::off)
        return as_refusal(
            say("no.team_off", {{"team", Plain{served.team ? served.team->name : ""}}}));
    if (event.text.empty()) return as_refusal(say("no.no_words_there"));
    const auto mine = catalog.seen_by(viewer_of(turn.setup, asked));
    turn.catalog = mine.get();
    const std::string text = without_secrets(turn, asked, event.text);
    DeskContext context(turn, event, *mine);
    if (event.channel.reachable) return recorded_reply(open_request(turn, asked, text), context);
    const Request request =
        hands ? hand_request(turn, event, text, asker, *own) : open_request(turn, asked, text);
    // Nothing shows there that it was asked.
    store::save_thread(turn.db, asked.thread(), request.id, false);
    if (!hands) return recorded_reply(request, context);
    const Team* team = turn.setup.team(request.team);
    return Reply::of(say("request.handed", {{"id", Plain{request.id.value}},
                                            {"name", Plain{name_of(turn, asker.id)}},
                                            {"team", Plain{team != nullptr ? team->name : ""}}}));
}

// A dash stands for nothing where a command tells a sent form from one to be opened.
Event with_no_words(Event event) {
    event.text += " -";
    event.from_form = false;
    return event;
}

// As everything after this keeps it: words to us, or in a request's thread, without secrets.
Event kept(Turn& turn, const Event& event) {
    const bool words = event.kind == EventKind::message || event.kind == EventKind::changed;
    if (words && !event.to_us && !store::thread(turn.db, event.thread())) return event;
    Event clean = event;
    clean.text = without_secrets(turn, event, event.text);
    return clean;
}

}  // namespace

std::string answer_key(const Event& event) {
    return core::key_of({event.key, "answer"});
}

Reply answer_from_index(const Setup& setup, const Event& event, const Routed& routed,
                        const CatalogView& catalog, Instant now) {
    if (!routed.matched) return complaint_of(routed, event);
    const auto mine = catalog.seen_by(viewer_of(setup, event));
    IndexContext context(setup, event, *mine, now);
    return reply_of(routed.matched->command->run(routed.matched->given, context));
}

namespace {

// What a platform answers to a press carries words alone: what asks on, with buttons of its own,
// goes to the presser directly. Pressed again it asks again; the same press twice asks once.
void ask_on(Turn& turn, const Event& event, Outcome& outcome) {
    const std::string second = std::to_string(to_unix(turn.now));
    say_message(turn, core::key_of({turn.event, "asks on", second}),
                direct_to(event.author, event.author.zone), outcome.reply->message);
    const bool here = event.channel.type == ChannelType::direct;
    outcome.reply = here ? Reply{} : Reply::of(say("run.asked_directly"));
    outcome.asked_on = true;
}

// Where the cards are not in sight, whoever typed a verb reads how the request stands now.
void answer_unseen(const Event& event, const Routed& routed, bool in_thread, DeskContext& context,
                   Reply& reply) {
    const bool unseen =
        event.kind == EventKind::slash || (event.channel.type == ChannelType::direct && !in_thread);
    if (!unseen || event.kind == EventKind::press || !reply.message.blocks.empty() ||
        !reply.form.empty() || !routed.matched->command->path.starts_with("req "))
        return;
    const auto id = routed.matched->given.find("id");
    const bool named = id != routed.matched->given.end();
    if (const auto request = context.requests().named_or_here(named ? id->second : ""))
        reply.message.line(request_line(*request, context));
}

}  // namespace

const Setup& Desk::setup() {
    if (!opened_) {
        opened_ = true;
        closed_ = with_closed_days(db_, configured_);
    }
    return closed_ ? *closed_ : configured_;
}

Outcome Desk::handle(const Event& event, const CatalogView& catalog, Instant now) {
    Turn turn{db_, setup(), now, event.key, {}, 0};
    Outcome outcome;
    const bool is_read = event.kind == EventKind::message || event.kind == EventKind::own_post ||
                         event.kind == EventKind::joined;
    if (is_read && !event.channel.id.empty() && !event.post.empty())
        store::mark(db_, event.channel, event.post, event.at_ms, event.behind);
    if (!store::first_time(db_, event.key, now)) {
        outcome.first = false;
        return outcome;
    }
    if (!event.author.id.empty()) store::save_person(db_, event.author);
    if (!event.channel.id.empty()) store::save_channel(db_, event.channel);
    for (const Person& person : event.people)
        store::save_person(db_, person);
    switch (event.kind) {
        case EventKind::slash:
        case EventKind::press:
        case EventKind::message: {
            const Event words = kept(turn, event);
            turn.log_rows = 0;  // a warning is no step
            outcome = run_command(turn, words, catalog);
            const bool refused = outcome.reply && outcome.reply->refusal;
            // A form that was opened, a "no": pressed again it opens, or says so, again.
            if (event.kind == EventKind::press && turn.log_rows == 0 &&
                (turn.said.empty() || outcome.asked_on || refused))
                store::forget(db_, event.key);
            break;
        }
        case EventKind::reaction:
            outcome.reply = open_by_reaction(turn, event, catalog);
            break;
        case EventKind::own_post:
            own_post(turn, event);
            break;
        case EventKind::changed:
            if (const auto order = mended_order(turn, event))
                outcome = run_command(turn, kept(turn, *order), catalog);
            else
                desk::changed(turn, kept(turn, event));
            break;
        case EventKind::gone:
            desk::gone(turn, event);
            break;
        case EventKind::joined:
            turn.log("joined", event.channel.id.value, "");
            break;
        case EventKind::directory:
            for (const Channel& channel : event.channels)
                store::save_channel(db_, channel);
            turn.log("directory", std::to_string(event.people.size()), "");
            break;
    }
    if (turn.log_rows > 0 && !turn.steps_back) note_first_action(turn, event.author);
    outcome.posts = claimed_posts(turn);
    outcome.sources_wanted = std::move(turn.sources_wanted);
    outcome.doctor_wanted = turn.doctor_wanted;
    return outcome;
}

Outcome Desk::run_command(Turn& turn, const Event& event, const CatalogView& catalog) {
    const Routed routed = route(setup(), event);
    Outcome outcome;
    if (!routed.complaint.empty()) {
        outcome.reply = complaint_of(routed, event);
        return outcome;
    }
    const auto mine = catalog.seen_by(viewer_of(setup(), event));
    // A suggestion stands in a status post, which whoever is in that channel reads.
    Event overheard = event;
    if (event.channel.type != ChannelType::direct) overheard.kind = EventKind::message;
    const auto theirs = catalog.seen_by(viewer_of(setup(), overheard));
    turn.catalog = theirs.get();
    const auto side =
        event.kind == EventKind::message ? store::thread(db_, event.thread()) : std::nullopt;
    // A word like "take" outside a request's thread is no command: it asks for something.
    const bool stray = routed.matched && event.kind == EventKind::message && !event.root.empty() &&
                       !side && routed.matched->command->lane == Lane::writes &&
                       routed.matched->command->path != "req new";
    // Such words are an order from whoever is of a team; from others they ask for something.
    const bool outsider = routed.matched && event.kind == EventKind::message &&
                          routed.matched->command->by_message && !is_engineer(turn, event.author);
    const bool talk = side && routed.matched &&
                      (routed.nudges || !may_order(turn, event, *side, *routed.matched->command));
    if (!routed.matched || stray || talk || outsider) {
        if (side) {
            comment(turn, event, *side);
        } else if (event.to_us && !event.text.empty() && !core::is_courtesy(event.text) &&
                   serves(turn, event)) {
            open_request(turn, event, event.text);
        }
        return outcome;
    }
    DeskContext context(turn, event, *mine);
    outcome.reply = reply_of(routed.matched->command->run(routed.matched->given, context));
    if (event.from_form && !outcome.reply->form.empty()) {
        // It would open again: it was sent with nothing in it, which some may be.
        if (outcome.reply->form.front().optional)
            return run_command(turn, with_no_words(event), catalog);
        outcome.reply = Reply::of(say("error.no_words"));
        outcome.reply->refusal = true;
    }
    answer_unseen(event, routed, side.has_value(), context, *outcome.reply);
    if (event.kind == EventKind::message && !outcome.reply->message.blocks.empty()) {
        // A "no" to an engineer is nothing for whoever asked.
        const bool aside = outcome.reply->refusal && side && !side->card &&
                           event.channel.type != ChannelType::direct &&
                           is_engineer(turn, event.author);
        say_message(turn, answer_key(event),
                    aside ? direct_to(event.author, event.author.zone) : thread_of(turn, event),
                    outcome.reply->message);
        outcome.reply.reset();
    }
    const bool asks_on = event.kind == EventKind::press &&
                         routed.matched->command->lane == Lane::writes &&
                         !outcome.reply->message.controls.empty();
    if (asks_on) ask_on(turn, event, outcome);
    return outcome;
}

Reply Desk::read(const Event& event, const Routed& routed, const CatalogView& catalog,
                 Instant now) {
    if (!routed.matched) return complaint_of(routed, event);
    Turn turn{db_, setup(), now, event.key, {}, 0};
    const auto mine = catalog.seen_by(viewer_of(setup(), event));
    DeskContext context(turn, event, *mine);
    return reply_of(routed.matched->command->run(routed.matched->given, context));
}

void Desk::note_answer(const Event& event, std::int64_t found, Instant now) {
    if (event.kind == EventKind::message)
        store::mark(db_, event.channel, event.post, event.at_ms, event.behind);
    if (!store::first_time(db_, event.key, now)) return;
    const Routed routed = route(setup(), event);
    if (event.kind == EventKind::press) {
        Turn turn{db_, setup(), now, event.key, {}, 0};
        turn.claims = false;
        note_press(turn, event);
    }
    note_habit(db_, routed, found, now);
    if (!is_search(routed)) return;
    const auto words = routed.matched->given.find("words");
    if (words == routed.matched->given.end()) return;
    store::count_search(db_, catalog::mask_secrets(words->second.substr(0, 256)), found, now);
    store::count_once(db_, now, found > 0 ? "search" : "search in vain", "");
}

bool Desk::answered(const Event& event) {
    return store::seen(db_, event.key);
}

void Desk::note_mark(const Channel& channel, const PostId& post, std::int64_t at_ms, bool behind) {
    store::mark(db_, channel, post, at_ms, behind);
}

bool Desk::is_double(const Event& event) {
    const auto row = store::post_by_key(db_, event.text);
    return row && row->kind == "create" && row->state == "sent" && row->post != event.post;
}

bool Desk::concerns(const Event& event) {
    if (event.kind == EventKind::own_post) return is_double(event) || is_lost(db_, event);
    const bool afterwards = event.kind == EventKind::changed || event.kind == EventKind::gone;
    return is_request_thread(afterwards ? event.thread() : event.root);
}

bool Desk::is_request_thread(const PostId& root) {
    return store::thread(db_, root).has_value();
}

// Our own post came back on the socket, or was met by back-fill: it is proof of sending, and a
// second one under the same key is a double of ours that nobody should keep seeing.
void Desk::own_post(Turn& turn, const Event& event) {
    if (is_lost(db_, event)) return recover(turn, event);
    if (!is_double(event)) return;
    say_remove(turn, core::key_of({"remove", event.post.value}), event.channel.id, event.post);
    turn.log("double removed", event.post.value, "");
}

void Desk::start(Instant now) {
    Turn turn{db_, setup(), now, "start:" + std::to_string(to_unix(now)), {}, 0};
    turn.claims = false;
    store::forget_events(db_, now - inbox_kept);
    note_modes(turn);
    note_followed(turn);
    note_absence_calendars(turn);
    start_erasing(turn);
    start_handovers(turn);
    (void)desk::watch_over(turn);  // the roster may have changed
}

std::optional<Instant> Desk::next_due() {
    return store::next_due(db_);
}

}  // namespace qm::desk

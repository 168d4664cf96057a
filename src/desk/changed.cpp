// SPDX-License-Identifier: Apache-2.0
#include "desk/changed.hpp"

#include "core/request.hpp"
#include "core/seal.hpp"
#include "core/spec.hpp"
#include "desk/cards.hpp"
#include "desk/message_json.hpp"
#include "desk/outgoing.hpp"
#include "desk/recovered.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"

namespace qm::desk {
namespace {

constexpr std::string_view status_of = "status/";
constexpr std::string_view duty_of = "duty/";
// Who edits again and again is told of in one line for so long, and in so many lines of a message.
constexpr std::chrono::minutes one_line_for{5};
constexpr int lines_max = 5;

struct Asked {
    Request request;
    const Team* team = nullptr;
};

// What is asked in this thread; nothing below a team's card, where they talk among themselves.
std::optional<Asked> asked_in(Turn& turn, const PostId& root) {
    const auto side = store::thread(turn.db, root);
    if (!side || side->card) return std::nullopt;
    const auto request = store::request(turn.db, side->request);
    const Team* team = request ? turn.setup.team(request->team) : nullptr;
    if (team == nullptr) return std::nullopt;
    return Asked{*request, team};
}

// Its own words, which may be an answer in a thread that others began, or a ticket under them.
bool is_what_asked(Turn& turn, const Event& event, const Request& request) {
    const std::string opened = store::event_of(turn.db, request.id.value, "request opened");
    return opened == event.of || (!is_message_key(opened) && event.post == request.root);
}

std::string comment_key(const Event& event) {
    return core::key_of({event.of, "comment"});
}

std::string line_key(const Event& event, int line) {
    return core::key_of({event.of, "changed", std::to_string(line)});
}

bool says(const store::OutboxRow& row, std::string_view words) {
    const Message message = read_message(row.body);
    for (const Block& block : message.blocks) {
        const auto* quote = std::get_if<Quote>(&block);
        if (quote != nullptr && quote->text == words) return true;
    }
    return false;
}

// In a line below the card; what was said there a moment ago is edited instead.
void tell_change(Turn& turn, const Event& event, const Asked& asked, const std::string& words) {
    Message message;
    message.line(say("card.changed", {{"name", Plain{name_of(turn, event.author.id)}}}));
    message.quote(words, asked.request.is_private);
    int next = 0;
    std::optional<store::OutboxRow> last;
    while (next < lines_max) {
        auto row = store::post_by_key(turn.db, line_key(event, next));
        if (!row) break;
        last = std::move(row);
        ++next;
    }
    const bool again = last && turn.now - last->created < one_line_for;
    if (again || next == lines_max)
        store::rewrite(turn.db, last->key, write_message(message));
    else
        say_under_card(turn, line_key(event, next), asked.request, *asked.team, message);
}

void say_anew(Turn& turn, const store::OutboxRow& row, const Request& request) {
    Place place;
    place.channel = row.channel;
    place.root = row.root;
    place.locale = row.locale;
    place.zone = row.zone;
    place.team = row.team;
    say_card(turn, core::key_of({status_of, "anew", request.id.value}), row.subject, place,
             request.version);
}

}  // namespace

std::optional<Event> mended_order(Turn& turn, const Event& event) {
    const auto told = store::post_by_key(turn.db, unread_key(event.of));
    const bool named_now = event.to_us && store::forget(turn.db, unnamed_key(event.of));
    if (!named_now && (!told || says(*told, capped(event.text, shown_max)))) return std::nullopt;
    const bool is_order = core::match_mention(turn.setup.commands, event.text, true).has_value();
    const auto side = store::thread(turn.db, event.thread());
    if (!is_order && (!side || !side->card)) return std::nullopt;
    const int times = is_order ? 1 : lines_max;
    const char* what = is_order ? "mended" : "unread again";
    bool first = false;
    for (int time = 0; time < times && !first; ++time)
        first = store::first_time(turn.db, core::key_of({event.of, what, std::to_string(time)}),
                                  turn.now);
    if (!first) return std::nullopt;
    Event order = event;
    order.kind = EventKind::message;
    return order;
}

void changed(Turn& turn, const Event& event) {
    const auto asked = asked_in(turn, event.thread());
    if (!asked || asked->request.text.empty()) return;  // erased is erased
    const bool asker = event.author.id == asked->request.asker;
    if (!asker && is_member(turn, *asked->team, event.author)) return;
    const std::string words = capped(event.text, words_max);
    if (is_what_asked(turn, event, asked->request)) {
        if (words.empty() || asked->request.text == words) return;
        Request next = asked->request;
        next.text = words;
        if (!keep_request(turn, next, "request changed", event.author.id)) return;
    } else if (event.post == asked->request.root) {
        return;  // others began that thread: those words were never passed on
    } else {
        const auto told = store::post_by_key(turn.db, comment_key(event));
        if (told && says(*told, words)) return;
        if (add_to_text(turn, event, asked->request, words)) return;
    }
    tell_change(turn, event, *asked, words);
    if (asked->request.is_private && event.text.size() > words_max)
        tell_cut(turn, event, asked->request, "request.cut_words");
}

void gone(Turn& turn, const Event& event) {
    if (const auto ours = store::post_at(turn.db, event.post)) return post_is_gone(turn, *ours);
    const auto asked = asked_in(turn, event.thread());
    if (!asked) return;
    if (event.post == asked->request.root) return thread_is_gone(turn, asked->request);
    const Request& request = asked->request;
    if (is_what_asked(turn, event, request)) {
        Message line;
        line.line(say("card.words_gone", {{"id", Plain{request.id.value}}}));
        return say_under_card(turn, core::key_of({event.of, "gone"}), request, *asked->team, line);
    }
    Message message;
    message.line(say("card.comment_gone", {{"name", Plain{name_of(turn, event.author.id)}}}));
    const std::string body = write_message(message);
    store::rewrite(turn.db, comment_key(event), body);
    for (int line = 0; line < lines_max; ++line)
        store::rewrite(turn.db, line_key(event, line), body);
}

void post_is_gone(Turn& turn, const store::OutboxRow& row) {
    const bool is_card = row.subject.starts_with(duty_of);
    if (!is_card && !row.subject.starts_with(status_of)) return;
    const std::string id = row.subject.substr(row.subject.find('/') + 1);
    const auto request = store::request(turn.db, RequestId(id));
    const Team* team = request ? turn.setup.team(request->team) : nullptr;
    if (team == nullptr) return;
    if (!is_card && request->root == row.post) return thread_is_gone(turn, *request);
    store::drop_post(turn.db, row.key);
    turn.log("card deleted", id, "");
    if (!core::is_open(*request)) return;
    if (is_card)
        say_card_again(turn, turn.event, *request, *team);
    else
        say_anew(turn, row, *request);
}

void thread_is_gone(Turn& turn, const Request& request) {
    const Team* team = turn.setup.team(request.team);
    const auto asker = store::person(turn.db, request.asker);
    const std::string& id = request.id.value;
    const auto row = store::post_by_subject(turn.db, "status/" + id);
    if (row) store::drop_post(turn.db, row->key);
    if (!core::is_open(request) || team == nullptr || !asker) return;
    Request next = request;
    next.root = PostId();
    next.channel = ChannelId();
    next.is_private = true;
    const auto stored = keep_request(turn, next, "message deleted", UserId());
    if (!stored) return;
    const std::string time = std::to_string(request.version);
    say_card(turn, core::key_of({"message deleted", id, time}), "status/" + id,
             relayed(direct_to(*asker, *team)), stored->version);
    Message message;
    message.line(say("status.message_gone", {{"id", Plain{id}}}));
    say_message(turn, core::key_of({"message deleted", "asker", id, time}),
                relayed(askers_place(turn, *stored, *team)), message);
    Message line;
    line.line(say("card.message_gone",
                  {{"id", Plain{id}}, {"name", Plain{name_of(turn, request.asker)}}}));
    say_under_card(turn, core::key_of({"message deleted", "card", id, time}), *stored, *team, line);
}

}  // namespace qm::desk

// What is to be said: rows under deterministic keys, drawn when they are sent.
// SPDX-License-Identifier: Apache-2.0
#include "desk/outgoing.hpp"

#include "core/seal.hpp"
#include "desk/cards.hpp"
#include "desk/message_json.hpp"
#include "desk/modes.hpp"
#include "desk/recovered.hpp"
#include "desk/requests.hpp"
#include "desk/revoke.hpp"

namespace qm::desk {
namespace {

constexpr int pending_bytes = 16;  // 128 bits: nobody guesses it and posts first

bool is_reference(const PostId& root) {
    return !root.value.empty() && root.value[0] == '@';
}

// The card whose thread it is, once it has been posted.
std::optional<store::OutboxRow> thread_of(Turn& turn, const PostId& reference) {
    auto card = store::post_by_subject(turn.db, reference.value.substr(1));
    if (!card || card->post.empty()) return std::nullopt;
    return card;
}

Rank rank_of(Turn& turn, const store::OutboxRow& row, const Place& place) {
    constexpr std::string_view duty = "duty/";
    if (row.subject.starts_with("handover/")) return Rank::urgent;
    if (!row.subject.starts_with(duty)) return place.rank;
    const auto request = store::request(turn.db, RequestId(row.subject.substr(duty.size())));
    return request && request->kind == "security" ? Rank::urgent : place.rank;
}

// A line under a team's card calls whoever is on duty when it is said: a pause or an outage may lie
// between that and when it was written.
void summon_anew(Turn& turn, const TeamId& id, Message& message) {
    const Team* team = turn.setup.team(id);
    for (Block& block : message.blocks) {
        auto* line = std::get_if<Line>(&block);
        if (team == nullptr || line == nullptr) continue;
        for (Fill& fill : line->text.fills) {
            if (fill.name == summoned) fill.value = summons(turn, *team);
        }
    }
}

void add(Turn& turn, store::OutboxRow row, const Place& place) {
    row.channel = place.channel;
    row.to = place.to;
    row.root = place.root;
    row.locale = place.locale;
    row.zone = place.zone;
    row.pending = core::random_hex(pending_bytes);
    row.team = place.team;
    row.created = turn.now;
    row.rank = static_cast<int>(rank_of(turn, row, place));
    // What waits for its thread is claimed once that is known; what would overtake others, or be
    // one too many, when it is its turn.
    const bool waits = is_reference(place.root) && !thread_of(turn, place.root);
    const bool held = !place.relays && !is_heard(turn, place.team);
    const bool claimed = !held && !waits && turn.claims &&
                         store::is_free(turn.db, {row.channel, row.to}, row.rank, lane_max);
    row.state = held ? "held" : claimed ? "claimed" : "ready";
    if (!store::add_post(turn.db, row)) return;
    if (claimed) turn.said.push_back(std::move(row));
}

}  // namespace

void say_card(Turn& turn, const std::string& key, const std::string& subject, const Place& place,
              std::int64_t version) {
    store::OutboxRow row;
    row.key = key;
    row.kind = "create";
    row.subject = subject;
    row.wanted = version;
    add(turn, std::move(row), place);
}

void say_message(Turn& turn, const std::string& key, const Place& place, const Message& message) {
    store::OutboxRow row;
    row.key = key;
    row.kind = "create";
    row.body = write_message(message);
    add(turn, std::move(row), place);
}

void say_remove(Turn& turn, const std::string& key, const ChannelId& channel, const PostId& post) {
    store::OutboxRow row;
    row.key = key;
    row.kind = "remove";
    row.post = post;
    Place place;
    place.channel = channel;
    add(turn, std::move(row), place);
}

Place at_once(Place place) {
    place.rank = Rank::urgent;
    return place;
}

Place relayed(Place place) {
    place.relays = true;
    return place;
}

Place direct_to(const Person& person, const Zone& zone) {
    Place place;
    place.to = person.id;
    place.locale = person.locale;
    place.zone = person.zone.empty() ? zone : person.zone;
    return place;
}

Place direct_to(const Person& person, const Team& team) {
    Place place = direct_to(person, team.zone);
    place.team = team.id;
    return place;
}

Place askers_place(Turn& turn, const Request& about, const Team& team) {
    const Request request = ended_by(turn, about).value_or(about);
    Place place;
    place.team = team.id;
    place.channel = request.channel;
    place.root = request.root;
    if (place.root.empty()) place.root = PostId("@status/" + request.id.value);
    place.zone = team.zone;
    if (const auto asker = store::person(turn.db, request.asker)) {
        place.locale = asker->locale;
        if (!asker->zone.empty()) place.zone = asker->zone;
    }
    return place;
}

std::optional<Post> draw_post(Turn& turn, const store::OutboxRow& row) {
    Post post;
    post.key = row.key;
    post.kind = row.kind == "remove"  ? PostKind::remove
                : row.state == "sent" ? PostKind::edit
                                      : PostKind::create;
    post.rank = post.kind == PostKind::edit ? Rank::edit
                : row.rank == 0             ? Rank::urgent
                                            : Rank::ordinary;
    post.channel = row.channel;
    post.to = row.to;
    post.root = row.root;
    post.post = row.post;
    post.pending = row.pending;
    post.locale = row.locale;
    post.zone = row.zone;
    post.now = turn.now;
    post.created = row.created;
    if (is_reference(row.root)) {
        const auto card = thread_of(turn, row.root);
        if (!card) return std::nullopt;
        post.root = card->post;
        post.channel = card->channel;  // it may have moved to another team since
    }
    if (post.kind == PostKind::remove) return post;
    if (row.subject.empty()) {
        post.message = read_message(row.body);
        post.version = row.wanted;
        if (row.root.value.starts_with("@duty/")) summon_anew(turn, row.team, post.message);
        return post;
    }
    post.origin = origin_of(turn, row);
    auto drawn = draw_card(turn, row.subject);
    post.message = std::move(drawn.message);
    post.version = drawn.version;
    return post;
}

bool waits_in_vain(Turn& turn, const store::OutboxRow& row) {
    if (!is_reference(row.root)) return false;
    const auto card = store::post_by_subject(turn.db, row.root.value.substr(1));
    return !card || card->state == "refused" || card->state == "dropped";
}

std::vector<Post> claimed_posts(Turn& turn) {
    std::vector<Post> posts;
    for (const store::OutboxRow& row : turn.said) {
        if (auto post = draw_post(turn, row)) posts.push_back(std::move(*post));
    }
    return posts;
}

}  // namespace qm::desk

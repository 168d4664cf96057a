// The outbox as the sender sees it: what waits, what is claimed, what became of it.
// SPDX-License-Identifier: Apache-2.0
#include "desk/changed.hpp"
#include "desk/desk.hpp"
#include "desk/outgoing.hpp"
#include "desk/refused.hpp"
#include "desk/tally.hpp"

namespace qm::desk {
namespace {

// What one look at the outbox takes in; the rest stays rows.
constexpr int lanes_max = 200;
constexpr int edits_max = 200;
constexpr int edits_each = 4;  // of a channel: a slow one keeps no other's cards from being drawn

// A body that does not read keeps nothing else from being sent; `status` shows it as refused.
std::optional<Post> draw_or_refuse(Turn& turn, const store::OutboxRow& row) {
    try {
        auto post = draw_post(turn, row);
        if (!post && waits_in_vain(turn, row))
            refuse(turn, row, "what it stands under was refused");
        return post;
    } catch (const store::Error& error) {
        if (error.kind() != store::Error::Kind::corrupt) throw;
        store::mark_refused(turn.db, row.key, error.what());
        return std::nullopt;
    }
}

void refused(Turn& turn, const Post& post, const SendOutcome& outcome) {
    turn.log("post refused", post.key, "");
    const auto row = store::post_by_key(turn.db, post.key);
    const bool edit = post.kind == PostKind::edit;
    if (edit) store::mark_edit_refused(turn.db, post.key, post.version, outcome.why);
    if (!row) return;
    if (edit && outcome.gone)
        post_is_gone(turn, *row);
    else if (!edit && outcome.gone && !post.root.empty())
        refuse_under_nothing(turn, *row, post.root, outcome.why);
    else if (!edit)
        refuse(turn, *row, outcome.why);
}

}  // namespace

std::vector<Post> Desk::claim(Instant now, const std::vector<LaneRoom>& rooms) {
    Turn turn{db_, setup(), now, "claim", {}, 0};
    std::vector<Post> posts;
    for (const LaneRoom& room : rooms) {
        for (const store::OutboxRow& row : store::ready_posts(db_, room.lane, room.most)) {
            auto post = draw_or_refuse(turn, row);
            if (!post || !store::claim(db_, row.key)) continue;
            posts.push_back(std::move(*post));
        }
    }
    // What is refused here is said to somebody instead: with this round, for nothing calls another.
    for (Post& instead : claimed_posts(turn))
        posts.push_back(std::move(instead));
    return posts;
}

std::vector<store::Lane> Desk::waiting_lanes() {
    return store::ready_lanes(db_, lanes_max);
}

std::vector<Post> Desk::stale(Instant now, const std::set<std::string>& being_drawn) {
    Turn turn{db_, setup(), now, "stale", {}, 0};
    std::vector<Post> posts;
    for (const store::OutboxRow& row : store::stale_posts(db_, edits_max, edits_each)) {
        if (being_drawn.contains(row.key)) continue;
        if (auto post = draw_post(turn, row)) posts.push_back(std::move(*post));
    }
    return posts;
}

std::vector<Post> Desk::in_doubt(Instant now, int limit) {
    Turn turn{db_, setup(), now, "in doubt", {}, 0};
    turn.claims = false;
    std::vector<Post> posts;
    for (const store::OutboxRow& row : store::open_posts(db_, "claimed", limit)) {
        if (auto post = draw_or_refuse(turn, row)) posts.push_back(std::move(*post));
    }
    return posts;
}

void Desk::settle(const Post& post, const SendOutcome& outcome, Instant now) {
    Turn turn{db_, setup(), now, "sent:" + post.key, {}, 0};
    turn.claims = false;
    switch (outcome.state) {
        case SendState::unknown:
            return;  // the sender looks before it comes back here
        case SendState::later:
            if (post.kind != PostKind::edit) store::unclaim(db_, post.key);
            return;
        case SendState::refused:
            refused(turn, post, outcome);
            return;
        case SendState::sent:
            break;
    }
    if (post.kind == PostKind::edit) return store::mark_drawn(db_, post.key, post.version);
    // What was found may say what was true before a crash, or what a copy of the database that was
    // put back does not know: another number, another state.
    const bool redraws = outcome.found && post.kind == PostKind::create;
    if (!store::mark_sent(db_, post.key, outcome.post, outcome.channel,
                          redraws ? store::drawn_unknown : post.version))
        return;
    const auto row = store::post_by_key(db_, post.key);
    if (!row) return;
    tally(turn, *row, post);
    const bool status = row->subject.starts_with("status/");
    if (!status && !row->subject.starts_with("duty/") && !row->subject.starts_with("moved/"))
        return;
    std::string id = row->subject.substr(row->subject.find('/') + 1);
    id = id.substr(0, id.find('/'));
    // A request made by slash has no post of the asker: the status post is its thread.
    if (status) {
        auto request = store::request(db_, RequestId(id));
        if (!request || !request->root.empty()) return;
        request->root = outcome.post;
        if (request->channel.empty()) request->channel = outcome.channel;
        if (store::save_request(db_, *request)) {
            store::save_thread(db_, outcome.post, request->id, false);
            store::want(db_, "duty/" + id, request->version + 1);
        }
        return;
    }
    store::save_thread(db_, outcome.post, RequestId(id), true);
}

}  // namespace qm::desk

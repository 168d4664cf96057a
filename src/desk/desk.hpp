// One event, one transaction. Every function here runs inside the store thread's transaction and
// is synchronous; nothing is said before the commit, only written down.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/event.hpp>
#include <quartermaster/post.hpp>

#include "desk/attended.hpp"
#include "desk/route.hpp"
#include "desk/setup.hpp"
#include "store/rows.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace qm::desk {

struct Outcome {
    bool first = true;                        // false: this event was handled before
    std::optional<Reply> reply;               // to the caller alone; for a mention, into its thread
    std::vector<Post> posts;                  // claimed: send them after the commit
    std::vector<std::string> sources_wanted;  // to be read after the commit
    bool doctor_wanted = false;               // by the author of the event
    bool asked_on = false;  // the answer went to the presser directly, and may be asked for again
};

// How many more posts of a place the sender takes.
struct LaneRoom {
    store::Lane lane;
    int most = 0;
};

class Desk {
public:
    Desk(store::Db& db, const Setup& setup) : db_(db), configured_(setup) {}

    // Inbox, route, decide, write down. Throws store::Error.
    Outcome handle(const Event& event, const CatalogView& catalog, Instant now);

    // The reads lane: no inbox row, nothing written.
    Reply read(const Event& event, const Routed& routed, const CatalogView& catalog, Instant now);

    // An answer of the first two lanes was given: its inbox row and its counter, whenever the
    // next commit is.
    void note_answer(const Event& event, std::int64_t found, Instant now);
    bool answered(const Event& event);

    // How far a channel was read, where nothing else was to be kept of a post.
    void note_mark(const Channel& channel, const PostId& post, std::int64_t at_ms, bool behind);
    // Whether anything is to be done: words in a thread, edits and deletions concern us where the
    // thread is a request's; a post of ours when it is a second one under its key, or tells of a
    // request that is not known.
    bool concerns(const Event& event);
    // Whether words in this thread concern a request.
    bool is_request_thread(const PostId& root);

    // Timers that fell due, at most `limit`.
    std::vector<Post> run_due(Instant now, int limit);
    std::optional<Instant> next_due();
    // Proves that every open request is attended, and mends what is not; each minute.
    Attended watch_over(Instant now);

    // The outbox (sending.cpp). waiting_lanes: where something is ready, at most 200 places, the
    // most urgent first. claim: what is ready there, by rank. stale: cards to draw again, at most 4
    // of a channel. in_doubt: claimed before a crash; whether they were posted must be looked up.
    std::vector<store::Lane> waiting_lanes();
    std::vector<Post> claim(Instant now, const std::vector<LaneRoom>& rooms);
    std::vector<Post> stale(Instant now, const std::set<std::string>& being_drawn);
    std::vector<Post> in_doubt(Instant now, int limit);
    void settle(const Post& post, const SendOutcome& outcome, Instant now);

    // Start of the program, or a new configuration.
    void start(Instant now);
    // It is a copy that was put back, which knows what was until then: whoever is on duty is told.
    void restored(Instant now, Instant until);

private:
    Outcome run_command(struct Turn& turn, const Event& event, const CatalogView& catalog);
    bool is_double(const Event& event);
    void own_post(struct Turn& turn, const Event& event);

    const Setup& setup();  // with the days on which teams have closed, which are rows

    store::Db& db_;
    const Setup& configured_;
    std::optional<Setup> closed_;
    bool opened_ = false;
};

// The index lane, on the loop's thread: needs no database.
Reply answer_from_index(const Setup& setup, const Event& event, const Routed& routed,
                        const CatalogView& catalog, Instant now);

// The key under which the answer to an event is posted.
std::string answer_key(const Event& event);

}  // namespace qm::desk

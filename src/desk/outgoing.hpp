// What is to be said: rows under deterministic keys, drawn when they are sent.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/post.hpp>

#include "desk/turn.hpp"

#include <optional>
#include <string>
#include <vector>

namespace qm::desk {

struct Place {
    ChannelId channel;
    UserId to;    // a direct message instead
    PostId root;  // "@duty/R1001": the thread of that card, once it has been posted
    std::string locale = "en";
    Zone zone;
    TeamId team;                 // whose pause holds it back; empty: it answers somebody
    bool relays = false;         // a person's words or act: no pause holds that back
    Rank rank = Rank::ordinary;  // of a message; a card's is told by its subject
};

// Claimed for one place at a time; what is more waits as rows. (The sender may hold as many again,
// while commits are under way.)
inline constexpr int lane_max = 16;

// For escalation: it goes before whatever waits for that place.
Place at_once(Place place);

// A card is drawn from state by its subject, and again whenever it is stale.
void say_card(Turn& turn, const std::string& key, const std::string& subject, const Place& place,
              std::int64_t version);
void say_message(Turn& turn, const std::string& key, const Place& place, const Message& message);
void say_remove(Turn& turn, const std::string& key, const ChannelId& channel, const PostId& post);

Place direct_to(const Person& person, const Zone& zone);
Place direct_to(const Person& person, const Team& team);  // held back while the team is paused
// Where the asker reads, in the asker's language and zone; by slash, under the status post.
Place askers_place(Turn& turn, const Request& request, const Team& team);
Place relayed(Place place);

// The post of a row as it is to be sent now; nothing when its thread is not there yet.
std::optional<Post> draw_post(Turn& turn, const store::OutboxRow& row);

// Its thread is that of a card that was refused: it would wait for ever, and others behind it.
bool waits_in_vain(Turn& turn, const store::OutboxRow& row);

// What this turn added and may be sent at once (already claimed).
std::vector<Post> claimed_posts(Turn& turn);

}  // namespace qm::desk

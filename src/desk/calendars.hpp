// What a calendar shows: the published days of a person, or of a team, and what became of them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/ics.hpp"
#include "desk/turn.hpp"

#include <optional>
#include <string_view>

namespace qm::desk {

struct FeedDay {
    core::IcsEvent event;  // but for its words
    Text summary;
    std::vector<Text> lines;
};

struct Feed {
    Text name;
    std::string locale;
    std::vector<FeedDay> days;  // from fifteen days back to the last published one
};

// What stands behind the token of an address; nothing for one that is unknown or was replaced, or
// whose person is in no such team any more. Found by the token's hash, so that the time it takes
// tells nothing of what would have been right.
std::optional<Feed> feed_of(Turn& turn, std::string_view token);

// The running day of a team and so many working days after it, for whoever asks on the machine
// itself; what is not published yet is tentative.
Feed feed_of_plan(Turn& turn, const Team& team, std::string_view locale, int count);

}  // namespace qm::desk

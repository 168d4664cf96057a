// The messages that are edited in place, drawn from rows each time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/reply.hpp>

#include "desk/turn.hpp"

#include <string_view>

namespace qm::desk {

struct Drawn {
    Message message;
    std::int64_t version = 0;
};

// subject: "status/R1001", "duty/R1001", "handover/sre-core/2026-10-07".
Drawn draw_card(Turn& turn, std::string_view subject);

// The name people read, without summoning: display name, else user name.
std::string name_of(Turn& turn, const UserId& user);
std::string name_of(Turn& turn, std::string_view username);
// "in ~payments", "in private".
Text where_asked(Turn& turn, const Request& request);
// Its product team; where nobody knows that, where it was asked ("in private").
Value product_of(Turn& turn, const Request& request);
// What to tell at once, offered and never blocking: by the configuration, else ours; of an access
// what its words do not say. `key`: "asks" or "card.missing".
std::optional<Text> asked_of(Turn& turn, const Request& request, std::string_view key);
// The day of its team on which what waits, or is planned, comes back.
Day day_back(Turn& turn, const Request& request);

Message status_card(Turn& turn, const Request& request);
Message duty_card(Turn& turn, const Request& request);
Message handover_card(Turn& turn, const store::HandoverRow& row);  // handover_card.cpp

}  // namespace qm::desk

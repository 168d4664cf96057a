// One transaction's hands: what every function of the desk works with, and what it will say.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>
#include <quartermaster/event.hpp>

#include "desk/setup.hpp"
#include "store/rows.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::desk {

inline constexpr int open_max = 500;          // a team's open requests looked at in one turn
inline constexpr std::size_t shown_max = 60;  // bytes of somebody's words, repeated in a "no"

struct Turn {
    store::Db& db;
    const Setup& setup;
    Instant now;
    std::string event;                   // the key of what is handled: log rows hang on it
    std::vector<store::OutboxRow> said;  // added and claimed, in order: drawn when all is decided
    int log_rows = 0;
    bool claims = true;  // false: nobody sends what this turn says; the outbox's next round does
    std::optional<std::vector<std::string>> pauses = {};  // read once (modes.cpp)
    const CatalogView* catalog = nullptr;          // as the author may see it; null: nobody asked
    std::vector<std::string> sources_wanted = {};  // to be read as soon as this is committed
    bool doctor_wanted = false;                    // likewise
    // Who acted would rather not be on duty: that is no first action of their day.
    bool steps_back = false;

    void log(std::string_view what, std::string_view subject, std::string_view who) {
        store::log(db, event, log_rows++,
                   {now, std::string(what), std::string(subject), std::string(who)});
    }
};

}  // namespace qm::desk

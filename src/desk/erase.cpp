// Texts are erased after a configured time.
// SPDX-License-Identifier: Apache-2.0
#include "desk/erase.hpp"

#include "core/calendar.hpp"
#include "store/care_rows.hpp"

namespace qm::desk {
namespace {

constexpr std::string_view timer_name = "erase/texts";
constexpr int step = 500;  // rows of a table in one turn: others wait for its commit
constexpr std::chrono::minutes soon_again{1};
constexpr std::chrono::minutes next_day{24 * 60};

}  // namespace

void start_erasing(Turn& turn) {
    if (!store::timer(turn.db, timer_name))
        store::set_timer(turn.db, timer_name, turn.now + soon_again, 0);
}

void erase_texts(Turn& turn) {
    const Instant before = turn.now - turn.setup.texts_kept;
    const std::string day = core::iso_date(core::to_local(before, "UTC").date);
    const int erased = store::erase_texts(turn.db, before, day, step);
    if (erased > 0) turn.log("texts erased", std::to_string(erased), "");
    const bool more = erased >= step;
    store::set_timer(turn.db, timer_name, turn.now + (more ? soon_again : next_day), 0);
}

}  // namespace qm::desk

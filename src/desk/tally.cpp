// Counts of what was said.
// SPDX-License-Identifier: Apache-2.0
#include "desk/tally.hpp"

#include "core/calendar.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"

namespace qm::desk {
namespace {

// Somebody's words that were carried to the other side are no post of the bot's own.
bool carries_words(const store::OutboxRow& row, const Message& message) {
    if (row.root.value.starts_with("@duty/")) return true;
    const auto* first = message.blocks.empty() ? nullptr : std::get_if<Line>(&message.blocks[0]);
    return first != nullptr && first->text.key == "reply.said";
}

void collect(const Text& text, std::vector<std::string>& names) {
    for (const Fill& fill : text.fills) {
        if (const auto* mention = std::get_if<Mention>(&fill.value))
            names.push_back(mention->username);
        if (const auto* nested = std::get_if<Nested>(&fill.value)) collect(*nested->text, names);
    }
}

// Nobody's, or of the asker's own request, or on duty now.
bool is_right(Turn& turn, const std::string& username, const store::OutboxRow& row) {
    const auto person = store::person_named(turn.db, username);
    if (!person || !is_engineer(turn, *person)) return true;
    const auto side = store::thread(turn.db, row.root);
    const auto request = side ? store::request(turn.db, side->request) : std::nullopt;
    if (request && !side->card && request->asker == person->id) return true;
    for (const Team& team : turn.setup.teams) {
        if (core::in_duty_hours(team, turn.now) &&
            duty_shift(turn, team, turn.now).username == username)
            return true;
    }
    return false;
}

}  // namespace

void tally(Turn& turn, const store::OutboxRow& row, const Post& post) {
    if (row.team.empty() || !row.to.empty() || row.kind == "remove") return;
    std::vector<std::string> names;
    for (const Block& block : post.message.blocks) {
        if (const auto* line = std::get_if<Line>(&block)) collect(line->text, names);
    }
    for (const std::string& name : names) {
        if (!is_right(turn, name, row))
            store::count_once(turn.db, turn.now, "mention off duty", row.team.value);
    }
    if (row.subject.starts_with("handover/") || carries_words(row, post.message)) return;
    store::count_once(turn.db, turn.now, "post", row.team.value);
}

}  // namespace qm::desk

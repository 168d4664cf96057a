// `run why` on the command line: the same words as in chat, without markup.
// SPDX-License-Identifier: Apache-2.0
#include "app/ops.hpp"
#include "app/terminal_markup.hpp"
#include "core/calendar.hpp"
#include "desk/watch.hpp"
#include "desk/why.hpp"

#include <nlohmann/json.hpp>

namespace qm::app {
nlohmann::json whose_json(desk::Turn& turn, const core::Texts& texts, const Team& team, Date date,
                          const std::string& locale) {
    const TerminalMarkup markup;
    nlohmann::json lines = nlohmann::json::array();
    for (const Block& block : desk::why_message(turn, team, date, true).blocks) {
        if (const auto* line = std::get_if<qm::Line>(&block))
            lines.push_back(without_marks(
                core::render(line->text, {texts, markup, locale, team.zone, turn.now})));
    }
    const std::string day = core::iso_date(date);
    nlohmann::json answer = {{"team", team.id.value}, {"day", day}, {"lines", std::move(lines)}};
    const auto rows = store::shifts(turn.db, team.id, day, day);
    if (!rows.empty()) {
        answer["username"] = rows.front().username;
        answer["origin"] = rows.front().origin;
        answer["decision"] = nlohmann::json::parse(rows.front().why, nullptr, false);
        if (answer["decision"].is_discarded()) answer["decision"] = nullptr;
    }
    return answer;
}

}  // namespace qm::app

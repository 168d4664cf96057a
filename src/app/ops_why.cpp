// `run why` on the command line: the same words as in chat, without markup.
// SPDX-License-Identifier: Apache-2.0
#include "app/ops.hpp"
#include "core/calendar.hpp"
#include "desk/watch.hpp"
#include "desk/why.hpp"

#include <nlohmann/json.hpp>

namespace qm::app {
namespace {

class NoMarkup : public core::Markup {
public:
    std::string plain(std::string_view text) const override { return std::string(text); }
    std::string code(std::string_view text) const override { return std::string(text); }
    std::string quote(std::string_view text) const override { return std::string(text); }
    std::string snippet(std::string_view, std::string_view text) const override {
        return std::string(text);
    }
    std::string mention(std::string_view username) const override { return std::string(username); }
    std::string channel(std::string_view name) const override { return std::string(name); }
    std::string link(std::string_view url, std::string_view) const override {
        return std::string(url);
    }
    std::string post_link(std::string_view, std::string_view,
                          std::string_view label) const override {
        return std::string(label);
    }
};

std::string without_stars(std::string text) {
    for (auto at = text.find("**"); at != text.npos; at = text.find("**", at))
        text.erase(at, 2);
    return text;
}

}  // namespace

nlohmann::json why_json(desk::Turn& turn, const core::Texts& texts, const Team& team, Date date,
                        const std::string& locale) {
    const NoMarkup markup;
    nlohmann::json lines = nlohmann::json::array();
    for (const Block& block : desk::why_message(turn, team, date, true).blocks) {
        if (const auto* line = std::get_if<qm::Line>(&block))
            lines.push_back(without_stars(
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

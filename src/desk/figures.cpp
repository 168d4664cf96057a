// A team's figures, and finding requests by their words.
// SPDX-License-Identifier: Apache-2.0
#include "desk/figures.hpp"

#include "core/calendar.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"

#include <algorithm>
#include <map>

namespace qm::desk {
namespace {

constexpr int counted_rows_max = 20'000;
constexpr std::size_t products_shown = 10;
constexpr std::size_t words_most = 4;
constexpr int found_most = 50;
constexpr int offset_most = 10'000;

std::vector<Count> most_first(const std::map<std::string, int>& counts) {
    std::vector<Count> all;
    for (const auto& [name, times] : counts)
        all.push_back({name, times});
    std::stable_sort(all.begin(), all.end(),
                     [](const Count& a, const Count& b) { return a.times > b.times; });
    return all;
}

// The nearest rank: of two, nine of ten are within the longer one.
std::optional<Minutes> part_of(const std::vector<Minutes>& sorted, int percent) {
    if (sorted.empty()) return std::nullopt;
    const std::size_t rank = (sorted.size() * static_cast<std::size_t>(percent) + 99) / 100;
    return sorted[rank - 1];
}

std::vector<std::string> small_words(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    for (const char c : std::string(text) + " ") {
        if (c != ' ' && c != '\n' && c != '\t') {
            word += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        } else if (!word.empty()) {
            if (words.size() < words_most) words.push_back(word);
            word.clear();
        }
    }
    return words;
}

}  // namespace

TeamFigures figures_of(Turn& turn, const Team& team, Instant from, Instant until) {
    TeamFigures figures;
    std::map<std::string, int> kinds;
    std::map<std::string, int> products;
    std::vector<Minutes> replies;
    const auto rows = store::figure_rows(turn.db, team.id, from, until, counted_rows_max + 1);
    figures.cut = rows.size() > counted_rows_max;
    for (const store::FigureRow& row : rows) {
        // It was no request, so its clock says nothing.
        if (row.state == "closed" && row.settled_by != "reason") {
            ++figures.not_requests;
            continue;
        }
        ++figures.opened;
        ++kinds[row.kind];
        ++products[row.product];
        figures.solved += row.state == "solved" ? 1 : 0;
        figures.closed += row.state == "closed" ? 1 : 0;
        figures.handed_over += row.handovers > 0 ? 1 : 0;
        if (row.kind == "revoke") continue;  // nobody asked, so nobody waits for a reply
        const auto reply = row.first_reply ? row.first_reply : row.solved;
        if (reply) replies.push_back(core::duty_minutes_between(team, row.opened, *reply));
        if (!reply && row.state == "closed") continue;  // nobody knows when its asker was told
        const Instant known = reply.value_or(turn.now);
        figures.late += known > row.reply_due ? 1 : 0;
        figures.unreplied += known > core::duty_end(team, row.opened) ? 1 : 0;
    }
    const auto times = [&](const char* what) {
        return static_cast<int>(store::counted(turn.db, from, until, what, team.id.value));
    };
    figures.reopened =
        static_cast<int>(store::times_logged(turn.db, team.id, from, until, "request reopened"));
    figures.moved = times("moved");
    figures.came_back = times("came back");
    figures.posts = times("post");
    figures.mentions_off_duty = times("mention off duty");
    figures.unattended = times("unattended");
    std::sort(replies.begin(), replies.end());
    figures.reply_p50 = part_of(replies, 50);
    figures.reply_p90 = part_of(replies, 90);
    figures.kinds = most_first(kinds);
    figures.products = most_first(products);
    if (figures.products.size() > products_shown) figures.products.resize(products_shown);
    return figures;
}

std::vector<Request> DeskRequests::search(const RequestSearch& wanted) const {
    store::RequestWords find;
    find.asker = event_.author.id;
    for (const Team& team : turn_.setup.teams) {
        if (find.team.empty() && is_member(turn_, team, event_.author)) find.team = team.id;
    }
    find.channel = event_.channel.id;
    find.others_read = event_.kind == EventKind::message && !event_.channel.is_private();
    find.words = small_words(wanted.words);
    find.limit = std::clamp(wanted.limit, 1, found_most);
    find.offset = std::clamp(wanted.offset, 0, offset_most);
    if (find.words.empty()) return {};
    return store::find_requests(turn_.db, find);
}

result<TeamFigures> DeskRequests::figures(const Team& team, Instant since) const {
    if (!is_engineer(turn_, event_.author))
        return refusal(errc::not_allowed, "Figures are for the SRE teams",
                       say("stats.engineers_only"));
    return figures_of(turn_, team, since, turn_.now + std::chrono::seconds{1});
}

}  // namespace qm::desk

// Reports, baselines and the log for the command line. Counts of teams: no texts, no people.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"
#include "app/ops.hpp"
#include "catalog/meaning.hpp"
#include "core/calendar.hpp"
#include "desk/report.hpp"

#include <nlohmann/json.hpp>

#include <cmath>

namespace qm::app {
namespace {

using nlohmann::json;

constexpr int log_page = 5'000;

desk::Common common_words() {
    auto meaning = std::make_shared<const catalog::Meaning>(read_words(""));
    return [meaning](const std::string& word) {
        return meaning->dropped(word) || meaning->light(word);
    };
}

json minutes_or_null(const std::optional<Minutes>& time) {
    return time ? json(time->count()) : json();
}

json counts_json(const std::vector<Count>& counts) {
    json all = json::array();
    for (const Count& count : counts)
        all.push_back({{"name", count.name}, {"times", count.times}});
    return all;
}

json one_json(const desk::Report& report) {
    const TeamFigures& f = report.figures;
    json one = {{"from", core::rfc3339(report.from)},
                {"until", core::rfc3339(report.until)},
                {"requests", f.opened},
                {"solved", f.solved},
                {"closed_with_reason", f.closed},
                {"no_requests", f.not_requests},
                {"first_reply_p50_minutes", minutes_or_null(f.reply_p50)},
                {"first_reply_p90_minutes", minutes_or_null(f.reply_p90)},
                {"late", f.late},
                {"unreplied_at_days_end", f.unreplied},
                {"unattended_minutes", f.unattended},
                {"reopened", f.reopened},
                {"handed_over", f.handed_over},
                {"moved", f.moved},
                {"came_back", f.came_back},
                {"bot_posts", f.posts},
                {"mentions_off_duty", f.mentions_off_duty},
                {"kinds", counts_json(f.kinds)},
                {"product_teams", counts_json(f.products)},
                {"topics", counts_json(report.topics)},
                {"cut", f.cut}};
    // What turned out to be no request had its posts too.
    if (const int asked = f.opened + f.not_requests; asked > 0)
        one["bot_posts_a_request"] = std::round(f.posts * 100.0 / asked) / 100;
    return one;
}

}  // namespace

json report_json(desk::Turn& turn, const std::vector<const Team*>& teams, int weeks) {
    const desk::Common common = common_words();
    const Instant from = turn.now - std::chrono::days{7} * weeks;
    const Instant until = turn.now + std::chrono::seconds{1};  // what came this second counts
    json all = json::array();
    for (const Team* team : teams) {
        json one = one_json(desk::report_of(turn, *team, from, until, common));
        one["team"] = team->id.value;
        all.push_back(std::move(one));
    }
    const auto times = [&](const char* what) {
        return store::counted(turn.db, from, until, what, "");
    };
    const std::int64_t in_vain = times("search in vain");
    return {{"weeks", weeks},
            {"teams", std::move(all)},
            {"searches", in_vain + times("search")},
            {"searches_without_answer", in_vain}};
}

json baseline_json(desk::Turn& turn, const std::vector<const Team*>& teams, int weeks) {
    const desk::Common common = common_words();
    json all = json::array();
    for (const Team* team : teams) {
        const desk::Baseline baseline = desk::baseline_of(turn, *team, weeks, common);
        json one = {{"team", team->id.value}, {"before", nullptr}, {"since", nullptr}};
        if (baseline.before) one["before"] = one_json(*baseline.before);
        if (baseline.since) one["since"] = one_json(*baseline.since);
        all.push_back(std::move(one));
    }
    return {{"weeks", weeks}, {"teams", std::move(all)}};
}

json log_json(store::Db& db, const json& request) {
    const auto number = [&](const char* key, std::int64_t otherwise) {
        const auto found = request.find(key);
        return found != request.end() && found->is_number_integer() ? found->get<std::int64_t>()
                                                                    : otherwise;
    };
    store::LogPlace place;
    place.at = from_unix(number("at", 0));
    place.seq = number("seq", -1);
    if (request.contains("event") && request["event"].is_string()) place.event = request["event"];
    const store::LogPage page = store::log_after(db, place, log_page);
    json rows = json::array();
    for (const store::LogRow& row : page.rows)
        rows.push_back({{"at", core::rfc3339(row.at)},
                        {"what", row.what},
                        {"subject", row.subject},
                        {"who", row.who}});
    return {{"rows", std::move(rows)},
            {"next",
             {{"at", to_unix(page.last.at)}, {"event", page.last.event}, {"seq", page.last.seq}}}};
}

}  // namespace qm::app

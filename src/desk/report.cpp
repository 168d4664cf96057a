// Reports and baselines.
// SPDX-License-Identifier: Apache-2.0
#include "desk/report.hpp"

#include "catalog/words.hpp"
#include "desk/figures.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace qm::desk {
namespace {

constexpr int read_max = 5'000;
constexpr std::size_t letters_least = 4;
constexpr std::size_t words_max = 200;  // of one request
constexpr int requests_least = 3;
constexpr std::size_t topics_max = 10;
constexpr int modes_read = 200;
constexpr std::chrono::days week{7};
constexpr std::chrono::seconds until_now{1};  // what came this second counts

bool is_topic(const std::string& word, const Common& common) {
    const bool letters = std::any_of(word.begin(), word.end(),
                                     [](unsigned char c) { return c >= 0x80 || std::isalpha(c); });
    return word.size() >= letters_least && letters && !common(word);
}

std::vector<Count> topics_of(Turn& turn, const std::vector<std::string>& requests,
                             const Common& common) {
    std::map<std::string, int> times;
    for (const std::string& request : requests) {
        auto words = catalog::words_of(request);
        if (words.size() > words_max) words.resize(words_max);
        std::set<std::string> said;
        for (const std::string& word : words) {
            const std::string one = catalog::singular(word);
            if (is_topic(one, common) && !common(word)) said.insert(one);
        }
        for (const std::string& word : said)
            ++times[word];
    }
    std::vector<Count> topics;
    for (const auto& [word, count] : times) {
        const auto half = static_cast<int>(requests.size()) / 2;
        const bool often = count >= requests_least && count <= half;
        if (often && !store::is_name(turn.db, word)) topics.push_back({word, count});
    }
    std::stable_sort(topics.begin(), topics.end(),
                     [](const Count& a, const Count& b) { return a.times > b.times; });
    if (topics.size() > topics_max) topics.resize(topics_max);
    return topics;
}

struct Span {
    Instant from{};
    std::optional<Instant> until;  // empty: it lasts
};

// The last one of a week or more, by the log of when a team was heard and when not.
std::optional<Span> last_silence(Turn& turn, const Team& team) {
    std::optional<Span> last;
    std::optional<Instant> since;
    auto rows = store::log_of(turn.db, "mode/" + team.id.value, modes_read);
    std::reverse(rows.begin(), rows.end());  // oldest first
    for (const store::LogRow& row : rows) {
        if (row.what == "quiet") since = row.at;
        if (row.what != "heard" || !since) continue;
        if (row.at - *since >= week) last = Span{*since, row.at};
        since.reset();
    }
    if (since && turn.now - *since >= week) last = Span{*since, std::nullopt};
    return last;
}

}  // namespace

Report report_of(Turn& turn, const Team& team, Instant from, Instant until, const Common& common) {
    const auto words = store::request_words(turn.db, team.id, from, until, read_max);
    return {from, until, figures_of(turn, team, from, until), topics_of(turn, words, common)};
}

Baseline baseline_of(Turn& turn, const Team& team, int weeks, const Common& common) {
    Baseline baseline;
    const auto silence = last_silence(turn, team);
    if (!silence) return baseline;
    const auto longest = week * weeks;
    const Instant end = silence->until.value_or(turn.now + until_now);
    baseline.before = report_of(turn, team, std::max(silence->from, end - longest), end, common);
    if (silence->until)
        baseline.since = report_of(turn, team, std::max(*silence->until, turn.now - longest),
                                   turn.now + until_now, common);
    return baseline;
}

}  // namespace qm::desk

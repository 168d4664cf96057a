// What the store knows of the catalog beyond its entries.
// SPDX-License-Identifier: Apache-2.0
#include "desk/stores.hpp"

#include "catalog/entry_json.hpp"
#include "catalog/words.hpp"
#include "core/calendar.hpp"
#include "desk/audience.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::desk {
namespace {

constexpr std::size_t sources_max = 100;
constexpr int problems_max = 20;
constexpr int missing_max = 100;

bool holds(const std::string& name, std::string_view words) {
    return catalog::fold(name).find(catalog::fold(words)) != std::string::npos;
}

// A source is as open as what is in it.
bool sees(const Setup& setup, const std::vector<std::string>& groups, const store::SourceRow& row) {
    Entry any;
    any.repo = row.name;
    any.visibility = row.visibility;
    const auto seers = seen_by(setup.teams, any);
    return seers.empty() || std::any_of(seers.begin(), seers.end(), [&](const std::string& group) {
               return std::find(groups.begin(), groups.end(), group) != groups.end();
           });
}

std::vector<Habit> habits(const std::vector<store::HabitRow>& rows) {
    std::vector<Habit> all;
    for (const store::HabitRow& row : rows) {
        const auto day = core::read_date(row.day);
        all.push_back({row.words, row.entry, row.times, day ? *day : Date{}});
    }
    return all;
}

}  // namespace

std::vector<SourceState> DeskStores::sources(std::string_view words) const {
    std::vector<SourceState> found;
    const auto groups = viewer_of(turn_.setup, event_).groups;
    for (const store::SourceRow& row : store::sources(turn_.db)) {
        if (row.gone || !holds(row.name, words) || !sees(turn_.setup, groups, row)) continue;
        if (found.size() == sources_max) break;
        SourceState state{row.name, std::nullopt, row.error, row.entries, {}};
        if (row.synced != Instant{}) state.synced = row.synced;
        for (const auto& problem : store::problems_of(turn_.db, row.name, problems_max))
            state.problems.push_back(
                {problem.path, static_cast<int>(problem.line), problem.reason});
        found.push_back(std::move(state));
    }
    return found;
}

std::vector<Searched> DeskStores::missing(int limit) const {
    std::vector<Searched> found;
    for (auto& row : store::searches_in_vain(turn_.db, std::clamp(limit, 1, missing_max)))
        found.push_back({std::move(row.words), row.times, row.last});
    return found;
}

std::vector<Habit> DeskStores::unopened(int limit) const {
    constexpr std::int64_t often = 3;  // the first hit is shown whole: once or twice says nothing
    return habits(store::unopened_habits(turn_.db, often, std::clamp(limit, 1, missing_max)));
}

std::vector<Habit> DeskStores::unwanted(int limit) const {
    return habits(store::unwanted_habits(turn_.db, std::clamp(limit, 1, missing_max)));
}

std::string write_release(const Entry& entry, const std::vector<std::string>& changes) {
    nlohmann::json document = {
        {"entry", catalog::write_entry(entry, entry.kind + "/" + entry.name)},
        {"changes", changes}};
    return document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<PastRelease> DeskStores::releases(const Entry& entry) const {
    std::vector<PastRelease> found;
    const store::EntryRow of{entry.repo, entry.path, entry.kind, entry.name, "", {}, {}, false, ""};
    for (const store::ReleaseRow& row : store::releases_of(turn_.db, of)) {
        const auto document = nlohmann::json::parse(row.doc, nullptr, false);
        if (!document.is_object() || !document.contains("entry")) continue;
        auto past = catalog::read_entry(document["entry"].get<std::string>());
        if (!past) continue;
        past->version = row.version;
        found.push_back(
            {std::move(*past), row.at, document.value("changes", std::vector<std::string>())});
    }
    return found;
}

result<void> DeskStores::ask_sync(std::string_view source, bool accept) {
    const auto groups = viewer_of(turn_.setup, event_).groups;
    for (const store::SourceRow& row : store::sources(turn_.db)) {
        if (row.name != source || row.gone || !sees(turn_.setup, groups, row)) continue;
        store::want_source(turn_.db, source, accept ? store::Wanted::accept : store::Wanted::read);
        turn_.sources_wanted.emplace_back(source);
        turn_.log(accept ? "sync accepted" : "sync asked", source, event_.author.id.value);
        return {};
    }
    return Error{errc::not_found, "There is no source " + std::string(source) + "."};
}

bool DeskStores::may_look_inside() const {
    return stays_inside(turn_.setup, event_) &&
           std::any_of(turn_.setup.teams.begin(), turn_.setup.teams.end(), [&](const Team& team) {
               return std::any_of(team.members.begin(), team.members.end(),
                                  [&](const Member& each) {
                                      return each.person.username == event_.author.username;
                                  });
           });
}

const Team* DeskStores::answering(const Entry& entry) const {
    return answering_team(turn_.setup.teams, entry);
}

}  // namespace qm::desk

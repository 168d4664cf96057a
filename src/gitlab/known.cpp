// What is known of one group.
// SPDX-License-Identifier: Apache-2.0
#include "gitlab/known.hpp"

#include <nlohmann/json.hpp>

#include <set>

namespace qm::gitlab {
namespace {

using nlohmann::json;

constexpr int misses_needed = 2;
constexpr int mass_misses_needed = 12;
constexpr std::size_t mass_min = 4;  // of a small group, one or two may go at once
constexpr int mass_share = 5;        // more than one in so many
constexpr std::size_t text_max = 64u << 20;
constexpr int version = 1;

}  // namespace

bool Known::wants_full(Instant now, std::chrono::seconds full_every) const {
    return full_ == Instant{} || now < listed_ || now - full_ >= full_every || !missing_.empty();
}

std::string Known::since() const {
    return since_text(listed_ - activity_margin);
}

int Known::count_missing(const std::vector<Project>& listed) {
    std::set<std::int64_t> named;
    for (const Project& project : listed)
        named.insert(project.id);
    std::erase_if(missing_, [&](const auto& one) { return named.contains(one.first); });
    for (const auto& [id, project] : projects_) {
        if (!named.contains(id)) ++missing_[id];
    }
    return static_cast<int>(missing_.size());
}

void Known::drop_missing(int needed, Change& change) {
    for (auto at = missing_.begin(); at != missing_.end();) {
        if (at->second < needed) {
            ++change.held;
            ++at;
            continue;
        }
        change.gone += static_cast<int>(projects_.erase(at->first));
        at = missing_.erase(at);
    }
}

Change Known::take(std::vector<Project> listed, bool full, Instant asked) {
    Change change;
    if (full) {
        const auto missing = static_cast<std::size_t>(count_missing(listed));
        change.mass = missing >= mass_min && missing * mass_share > projects_.size();
        drop_missing(change.mass ? mass_misses_needed : misses_needed, change);
        full_ = asked;
    }
    for (Project& project : listed) {
        const std::int64_t id = project.id;
        const auto known = projects_.find(id);
        missing_.erase(id);
        if (!project.wanted()) {
            change.gone += static_cast<int>(projects_.erase(id));
        } else if (known != projects_.end()) {
            change.renamed += known->second.path == project.path ? 0 : 1;
            known->second = std::move(project);
        } else if (projects_.size() < projects_max) {
            ++change.added;
            projects_.emplace(id, std::move(project));
        }
    }
    busy_since_ = full || listed_ == Instant{} ? Instant{} : listed_ - activity_margin;
    listed_ = asked;
    return change;
}

bool Known::quiet(const Project& project) const {
    const auto active = read_instant(project.last_activity_at);
    return active && busy_since_ != Instant{} && *active < busy_since_;
}

std::string Known::write() const {
    std::vector<Project> all;
    for (const auto& [id, project] : projects_)
        all.push_back(project);
    // `missing_` is not kept: after a restart somebody has to be missing twice again.
    const json head{{"version", version}, {"listed", to_unix(listed_)}, {"full", to_unix(full_)}};
    return head.dump() + "\n" + write_projects(all) + "\n";
}

result<Known> Known::read(std::string_view text) {
    const Error wrong{errc::invalid, "this is no list of projects that we wrote"};
    const auto end = text.find('\n');
    if (end == text.npos || text.size() > text_max) return wrong;
    const json head =
        json::parse(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(end), nullptr, false);
    if (!head.is_object() || !head.contains("version") || head["version"] != version ||
        !head.contains("listed") || !head["listed"].is_number_integer() || !head.contains("full") ||
        !head["full"].is_number_integer())
        return wrong;
    auto page = read_projects(text.substr(end + 1), text_max);
    if (!page) return page.error();
    Known known;
    known.listed_ = from_unix(head["listed"].get<std::int64_t>());
    known.full_ = from_unix(head["full"].get<std::int64_t>());
    for (Project& project : page->projects)
        if (project.wanted()) known.projects_.emplace(project.id, std::move(project));
    return known;
}

}  // namespace qm::gitlab

// One listing of a group's projects, page by page. Pure: says what to ask, takes the answers.
// SPDX-License-Identifier: Apache-2.0
//
// Ordered by id, so that what is new comes last. GitLab counts pages by offset here, and a project
// that goes meanwhile moves the rest by one: who concludes from a listing that a project is gone
// asks twice (see Known).
#pragma once

#include <quartermaster/time.hpp>

#include "gitlab/gitlab_json.hpp"

#include <chrono>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace qm::gitlab {

constexpr int pages_max = 200;
constexpr int failures_max = 3;                      // of one page
constexpr int waits_max = 5;                         // asked of us for one page
constexpr std::chrono::seconds wait_max{20};         // at once; longer is for the next round
constexpr std::chrono::seconds all_waits_max{300};   // in one listing
constexpr std::chrono::seconds patience_max{3'600};  // that a peer may ask of us

struct Answer {
    int status = 0;  // 0: none came, and `body` says why
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

class Listing {
public:
    enum class State { ask, wait, done, failed };

    // group: its path or number. since: as since_text writes it, or "" for all.
    Listing(std::string group, const std::string& since);

    State state() const { return state_; }
    const std::string& target() const { return target_; }        // ask: GET this
    std::chrono::seconds wait() const { return wait_; }          // wait: so long, then waited()
    const Error& error() const { return error_; }                // failed
    std::chrono::seconds patience() const { return patience_; }  // failed: ask no sooner

    void take(const Answer& answer, Instant now);
    void waited() { state_ = State::ask; }
    // done: each project once.
    std::vector<Project>& projects() { return projects_; }
    const std::vector<std::string>& left_out() const { return left_out_; }

private:
    void take_page(const Answer& answer);
    void go_on(const std::string& query);
    void later(std::chrono::seconds wait, bool too_often, Error why);
    void fail(Error error);

    std::string group_;
    std::string path_;   // of the request, without its query
    std::string query_;  // of the first page
    std::string target_;
    State state_ = State::ask;
    std::chrono::seconds wait_{0};
    std::chrono::seconds patience_{0};
    Error error_{errc::unavailable, ""};
    std::vector<Project> projects_;
    std::vector<std::string> left_out_;
    std::set<std::int64_t> seen_;  // at most projects_max
    std::set<std::string> asked_;  // queries, at most pages_max
    int waits_ = 0;                // these two: for this page
    int failures_ = 0;
    std::chrono::seconds all_waits_{0};
};

std::string since_text(Instant at);  // "2026-10-01T08:30:00Z"
// Of GitLab's times: "2026-10-01T08:30:00.123Z", "…+02:00". Error: `invalid`.
result<Instant> read_instant(std::string_view text);

}  // namespace qm::gitlab

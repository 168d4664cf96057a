// GitLab's JSON and nobody else's: pages of projects and the bodies of push webhooks, as values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qm::gitlab {

constexpr std::size_t projects_max = 20'000;  // of one group

struct Project {
    std::int64_t id = 0;  // what stays when it is renamed or moved
    std::string path;     // path_with_namespace: "sre/charts"
    std::string http_url;
    std::string ssh_url;
    std::string web_url;
    std::string default_branch;
    std::string visibility;   // "public", "internal", "private"; "" when it is not told
    std::string description;  // cut at 1,000 bytes
    std::string last_activity_at;
    bool archived = false;
    bool leaving = false;        // marked for deletion
    bool empty = false;          // nothing was pushed yet
    bool no_repository = false;  // the repository is switched off

    // Whether there is something to read, and will be tomorrow.
    bool wanted() const { return !archived && !leaving && !empty && !no_repository; }
};

struct ProjectPage {
    std::vector<Project> projects;
    std::vector<std::string> left_out;  // why one could not be read, at most 20
};

// Errors: `invalid` for what is no list of projects, `too_large` over `bytes_max`.
result<ProjectPage> read_projects(std::string_view body, std::size_t bytes_max = 8u << 20);
// In GitLab's own shape, so that read_projects reads it.
std::string write_projects(const std::vector<Project>& projects);

struct Push {
    std::int64_t project = 0;
    std::string path;
    std::string http_url;
    std::string ssh_url;
    std::string web_url;
    std::string ref;  // "refs/heads/main", "refs/tags/v1"
    bool tag = false;
};

// The body of a push or tag_push webhook. Errors: `invalid`, `too_large`.
result<Push> read_push(std::string_view body);

// What GitLab says about a refusal, one printable line of at most 200 bytes; may be empty.
std::string read_refusal(std::string_view body);

}  // namespace qm::gitlab

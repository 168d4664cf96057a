// GitLab's JSON: projects and pushes, and what is hostile in them.
// SPDX-License-Identifier: Apache-2.0
#include "gitlab/gitlab_json.hpp"

#include <gtest/gtest.h>

namespace qm::gitlab {
namespace {

const std::string project = R"({
  "id": 12, "description": "Charts", "name": "charts", "path_with_namespace": "sre/k8s/charts",
  "default_branch": "main", "ssh_url_to_repo": "git@gitlab.example:sre/k8s/charts.git",
  "http_url_to_repo": "https://gitlab.example/sre/k8s/charts.git",
  "web_url": "https://gitlab.example/sre/k8s/charts",
  "last_activity_at": "2026-09-30T10:11:12.345Z",
  "archived": false, "empty_repo": false, "visibility": "internal",
  "marked_for_deletion_at": null, "marked_for_deletion_on": null,
  "repository_access_level": "enabled", "namespace": {"full_path": "sre/k8s"}})";

Project read_one(const std::string& text) {
    const auto page = read_projects("[" + text + "]");
    EXPECT_TRUE(page) << (page ? "" : page.error().what);
    if (!page || page->projects.empty()) return {};
    return page->projects.front();
}

std::string with(const std::string& from, const std::string& to) {
    std::string text = project;
    const auto at = text.find(from);
    EXPECT_NE(at, text.npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(Projects, are_read) {
    const Project one = read_one(project);
    EXPECT_EQ(one.id, 12);
    EXPECT_EQ(one.path, "sre/k8s/charts");
    EXPECT_EQ(one.http_url, "https://gitlab.example/sre/k8s/charts.git");
    EXPECT_EQ(one.ssh_url, "git@gitlab.example:sre/k8s/charts.git");
    EXPECT_EQ(one.web_url, "https://gitlab.example/sre/k8s/charts");
    EXPECT_EQ(one.default_branch, "main");
    EXPECT_EQ(one.visibility, "internal");
    EXPECT_EQ(one.description, "Charts");
    EXPECT_TRUE(one.wanted());
}

TEST(Projects, that_end_or_have_nothing_are_not_wanted) {
    EXPECT_FALSE(read_one(with(R"("archived": false)", R"("archived": true)")).wanted());
    EXPECT_FALSE(read_one(with(R"("empty_repo": false)", R"("empty_repo": true)")).wanted());
    EXPECT_FALSE(read_one(with(R"("marked_for_deletion_at": null)",
                               R"("marked_for_deletion_at": "2026-10-08")"))
                     .wanted());
    EXPECT_FALSE(read_one(with(R"("marked_for_deletion_on": null)",
                               R"("marked_for_deletion_on": "2026-10-08")"))
                     .wanted());
    EXPECT_FALSE(read_one(with(R"("enabled")", R"("disabled")")).wanted());
}

TEST(Projects, go_there_and_back) {
    Project one = read_one(project);
    one.leaving = true;
    one.no_repository = true;
    const auto page = read_projects(write_projects({one, read_one(project)}));
    ASSERT_TRUE(page);
    ASSERT_EQ(page->projects.size(), 2u);
    EXPECT_TRUE(page->projects[0].leaving);
    EXPECT_TRUE(page->projects[0].no_repository);
    EXPECT_TRUE(page->projects[1].wanted());
    EXPECT_EQ(page->projects[1].ssh_url, one.ssh_url);
    EXPECT_EQ(page->projects[1].last_activity_at, one.last_activity_at);
}

TEST(Projects, what_is_hostile_is_left_out_or_emptied) {
    EXPECT_EQ(
        read_one(with("https://gitlab.example/sre/k8s/charts\"", "javascript:alert(1)\"")).web_url,
        "");
    EXPECT_EQ(read_one(with("\"internal\"", "\"everybody\"")).visibility, "");
    EXPECT_EQ(read_one(with("\"sre/k8s/charts\",", "\"sre/ k8s\\n\",")).id, 0)
        << "a line in a path";
    EXPECT_EQ(read_one(with("\"id\": 12", "\"id\": 18446744073709551615")).id, 0);
    EXPECT_EQ(read_one(with("\"id\": 12", "\"id\": -3")).id, 0);
    const std::string accents(999, 'a');
    EXPECT_EQ(read_one(with("\"Charts\"", "\"" + accents + "\u00e9\"")).description, accents)
        << "not cut through a letter";
    EXPECT_FALSE(read_projects("[" + std::string(40, '[') + std::string(40, ']') + "]"));
    EXPECT_FALSE(read_projects("[\"\xff\"]"));
    EXPECT_FALSE(read_projects(std::string(200'000, '[')));
    EXPECT_EQ(read_projects(std::string(9u << 20, ' ')).error().code, errc::too_large);
}

const std::string push = R"({
  "object_kind": "push", "event_name": "push", "ref": "refs/heads/main", "project_id": 12,
  "project": {"id": 12, "path_with_namespace": "sre/k8s/charts",
    "web_url": "https://gitlab.example/sre/k8s/charts",
    "git_ssh_url": "git@gitlab.example:sre/k8s/charts.git",
    "git_http_url": "https://gitlab.example/sre/k8s/charts.git"},
  "commits": [{"added": ["a"]}], "total_commits_count": 1})";

TEST(Pushes, are_read) {
    const auto read = read_push(push);
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_EQ(read->project, 12);
    EXPECT_EQ(read->path, "sre/k8s/charts");
    EXPECT_EQ(read->http_url, "https://gitlab.example/sre/k8s/charts.git");
    EXPECT_EQ(read->ref, "refs/heads/main");
    EXPECT_FALSE(read->tag);
    std::string tag = push;
    tag.replace(tag.find("push"), 4, "tag_push");
    EXPECT_TRUE(read_push(tag).value().tag);
}

TEST(Pushes, what_is_none_is_refused) {
    for (const char* body : {"", "[]", "{}", R"({"object_kind":"push"})",
                             R"({"object_kind":"push","project_id":1,"project":{}})",
                             R"({"object_kind":"issue","project_id":1,"project":{"id":1}})",
                             R"({"object_kind":["push"],"project":7})"})
        EXPECT_FALSE(read_push(body)) << body;
}

TEST(Refusals, are_one_printable_line) {
    EXPECT_EQ(read_refusal(R"({"message":"401 Unauthorized"})"), "401 Unauthorized");
    EXPECT_EQ(read_refusal(R"({"error":"x","error_description":"a\nb\u001b[31m"})"), "a b [31m");
    EXPECT_EQ(read_refusal("<html>"), "");
    EXPECT_EQ(read_refusal(R"({"message":{"a":1}})"), "");
    EXPECT_LE(read_refusal(R"({"message":")" + std::string(5'000, 'x') + "\"}").size(), 200u);
}

}  // namespace
}  // namespace qm::gitlab

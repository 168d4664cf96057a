// Reads GitLab's JSON: bounded, checked, nothing thrown.
// SPDX-License-Identifier: Apache-2.0
#include "gitlab/gitlab_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::gitlab {
namespace {

using nlohmann::json;

constexpr std::size_t push_bytes_max = 8u << 20;
constexpr int depth_max = 32;
constexpr std::size_t address_max = 2'048;
constexpr std::size_t path_max = 1'024;
constexpr std::size_t description_max = 1'000;
constexpr std::size_t refusal_max = 200;
constexpr std::size_t left_out_max = 20;

result<json> parse(std::string_view text, const std::string& what, std::size_t most) {
    if (text.size() > most) return Error{errc::too_large, what + " is over our bound"};
    bool deep = false;
    const json::parser_callback_t guard = [&](int depth, json::parse_event_t, json&) {
        deep = deep || depth > depth_max;
        return depth <= depth_max;
    };
    json value = json::parse(text.begin(), text.end(), guard, false);
    if (deep) return Error{errc::invalid, what + " is nested over 32 levels"};
    if (value.is_discarded()) return Error{errc::invalid, what + " is no JSON, or cut off"};
    return result<json>(boost::system::in_place_value, std::move(value));
}

// A text of one line without blanks: an address, a path, a word. "" when it is anything else.
std::string line(const json& object, const char* key, std::size_t most) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return "";
    const auto& text = found->get_ref<const std::string&>();
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != 0x7F;
    });
    return plain && text.size() <= most ? text : "";
}

std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0u) == 0x80u)
        --most;  // not through a letter
    text.resize(most);
    return text;
}

std::string words(const json& object, const char* key, std::size_t most) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_string()) return "";
    return cut(found->get<std::string>(), most);
}

bool flag(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_boolean() && found->get<bool>();
}

bool told(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && !found->is_null() && *found != "" && *found != false;
}

std::int64_t number(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_integer()) return 0;
    if (found->is_number_unsigned() && found->get<std::uint64_t>() > INT64_MAX) return 0;
    return found->get<std::int64_t>();
}

std::string web_address(const json& object) {
    const std::string url = line(object, "web_url", address_max);
    return url.starts_with("https://") || url.starts_with("http://") ? url : "";
}

Project project_of(const json& object) {
    Project project;
    project.id = number(object, "id");
    project.path = line(object, "path_with_namespace", path_max);
    project.http_url = line(object, "http_url_to_repo", address_max);
    project.ssh_url = line(object, "ssh_url_to_repo", address_max);
    project.web_url = web_address(object);
    project.default_branch = line(object, "default_branch", path_max);
    const std::string visibility = line(object, "visibility", 20);
    if (visibility == "public" || visibility == "internal" || visibility == "private")
        project.visibility = visibility;
    project.description = words(object, "description", description_max);
    project.last_activity_at = line(object, "last_activity_at", 40);
    project.archived = flag(object, "archived");
    // GitLab renamed it in 18, and answers with both for a while.
    project.leaving = told(object, "marked_for_deletion_at") ||
                      told(object, "marked_for_deletion_on") || flag(object, "pending_delete");
    project.empty = flag(object, "empty_repo");
    project.no_repository = line(object, "repository_access_level", 20) == "disabled";
    return project;
}

std::string lack_of(const Project& project) {
    if (project.id <= 0) return "a project without an id";
    const std::string name = "project " + std::to_string(project.id);
    if (project.path.empty()) return name + " has no path that can be used";
    if (project.http_url.empty() && project.ssh_url.empty())
        return name + " has no address to fetch from";
    return "";
}

}  // namespace

result<ProjectPage> read_projects(std::string_view body, std::size_t bytes_max) {
    const auto value = parse(body, "a page of projects", bytes_max);
    if (!value) return value.error();
    if (!value->is_array() || value->size() > projects_max)
        return Error{errc::invalid, "the answer is no list of projects: is this a GitLab?"};
    ProjectPage page;
    for (const json& item : *value) {
        Project project = item.is_object() ? project_of(item) : Project{};
        std::string lack = lack_of(project);
        if (lack.empty())
            page.projects.push_back(std::move(project));
        else if (page.left_out.size() < left_out_max)
            page.left_out.push_back(std::move(lack));
    }
    return page;
}

std::string write_projects(const std::vector<Project>& projects) {
    json list = json::array();
    for (const Project& project : projects) {
        json one{{"id", project.id},
                 {"path_with_namespace", project.path},
                 {"http_url_to_repo", project.http_url},
                 {"ssh_url_to_repo", project.ssh_url},
                 {"web_url", project.web_url},
                 {"default_branch", project.default_branch},
                 {"visibility", project.visibility},
                 {"description", project.description},
                 {"last_activity_at", project.last_activity_at},
                 {"archived", project.archived},
                 {"pending_delete", project.leaving},
                 {"empty_repo", project.empty}};
        if (project.no_repository) one["repository_access_level"] = "disabled";
        list.push_back(std::move(one));
    }
    return list.dump(-1, ' ', false, json::error_handler_t::replace);
}

result<Push> read_push(std::string_view body) {
    const auto value = parse(body, "a push", push_bytes_max);
    if (!value) return value.error();
    if (!value->is_object()) return Error{errc::invalid, "a push is an object"};
    const std::string kind = line(*value, "object_kind", 40);
    const auto project = value->find("project");
    if ((kind != "push" && kind != "tag_push") || project == value->end() || !project->is_object())
        return Error{errc::invalid, "this is no push: choose push and tag push events only"};
    Push push;
    push.tag = kind == "tag_push";
    push.project = number(*value, "project_id");
    if (push.project == 0) push.project = number(*project, "id");
    push.path = line(*project, "path_with_namespace", path_max);
    push.http_url = line(*project, "git_http_url", address_max);
    push.ssh_url = line(*project, "git_ssh_url", address_max);
    push.web_url = web_address(*project);
    push.ref = line(*value, "ref", path_max);
    if (push.project <= 0 || push.path.empty())
        return Error{errc::invalid, "a push names its project by id and path"};
    return push;
}

std::string read_refusal(std::string_view body) {
    const auto value = parse(body, "a refusal", 64u << 10);
    if (!value || !value->is_object()) return "";
    std::string text;
    for (const char* key : {"message", "error_description", "error"}) {
        if (text.empty()) text = words(*value, key, refusal_max);
    }
    for (char& c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    return text;
}

}  // namespace qm::gitlab

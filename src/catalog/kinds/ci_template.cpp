// GitLab CI/CD components and templates that other projects include.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/ci_yaml.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/remote.hpp"
#include "catalog/successor.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

namespace qm {
namespace {

using namespace catalog;

bool is_yaml(std::string_view path) {
    return path.ends_with(".yml") || path.ends_with(".yaml");
}

bool is_ci_name(std::string_view path) {
    return path.ends_with(".gitlab-ci.yml") || path.ends_with(".gitlab-ci.yaml");
}

// "templates/<name>.yml" and "templates/<name>/template.yml": the places of components.
bool is_component_place(std::string_view path) {
    if (!path.starts_with("templates/") || !is_yaml(path)) return false;
    const auto rest = path.substr(10);
    const auto slash = rest.find('/');
    if (slash == rest.npos) return true;
    const auto file = rest.substr(slash + 1);
    return file == "template.yml" || file == "template.yaml";
}

// A repository whose name says that it holds pipelines for others.
bool is_ci_repository(const Tree& tree) {
    const auto repo = lower(tree.repo());
    if (contains(repo, "gitlab-ci") || contains(repo, "ci-templates") ||
        contains(repo, "ci-components") || contains(repo, "ci-library"))
        return true;
    return has_word(repo, "ci") &&
           (contains(repo, "template") || contains(repo, "component") || contains(repo, "catalog"));
}

std::string name_of(std::string_view path) {
    auto base = base_of(path);
    if (base == "template.yml" || base == "template.yaml")
        return std::string(base_of(dir_of(path)));
    for (const std::string_view end : {".gitlab-ci.yml", ".gitlab-ci.yaml", ".yml", ".yaml"})
        if (base.ends_with(end)) {
            base.remove_suffix(end.size());
            break;
        }
    return std::string(base);
}

// Folders that hold jobs for others whatever the repository is called.
bool is_ci_folder(std::string_view path) {
    return path.starts_with("jobs/") || path.starts_with("ci-templates/") ||
           path.starts_with("ci-components/") || path.starts_with("gitlab-ci/");
}

// Worth parsing: it could hold jobs. Templates of charts and playbooks never could.
bool may_be_template(const Tree& tree, std::string_view path, bool ci_repository) {
    if (ignored(path) || base_of(path) == ".gitlab-ci.yml" || base_of(path).starts_with('.'))
        return false;
    if (is_ci_name(path)) return true;
    if (!is_yaml(path) || (!ci_repository && !is_component_place(path) && !is_ci_folder(path)))
        return false;
    const auto above = dir_of(path);
    if (base_of(above) == "templates" && has(tree, in_dir(dir_of(above), "Chart.yaml")))
        return false;
    const auto text = bytes_at(tree, path);
    return contains(text, "script:") || contains(text, "spec:") || contains(text, "extends:") ||
           contains(text, "trigger:") || contains(text, "include:");
}

// A page beside the template: README.md of its own folder, or <name>.md.
std::string page_of(const Tree& tree, std::string_view path, const std::string& name) {
    const auto dir = dir_of(path);
    if (base_of(path).starts_with("template.")) return readme_path(tree, dir);
    auto beside = first_of(tree, dir, {name + ".md", name + ".gitlab-ci.md"});
    if (beside.empty()) beside = first_of(tree, "docs", {name + ".md"});
    if (beside.empty() && base_of(dir) == name) beside = readme_path(tree, dir);
    return beside;
}

void add_inputs(const Entry& entry, const Choices& choices, std::string& out) {
    const auto inputs = mandatory(entry);
    if (!inputs.empty()) out += "\n    inputs:";
    for (const auto* input : inputs)
        out += "\n      " + input->name + ": " + yaml_value(*input, choices);
}

// The project's path at its host; the source's name where the host is not known.
std::string project_of(const Tree& tree) {
    const auto web = remote_of(tree).web;
    const auto host = web.find("://");
    if (host == web.npos) return std::string(tree.repo());
    const auto slash = web.find('/', host + 3);
    return slash == web.npos ? std::string(tree.repo()) : web.substr(slash + 1);
}

std::string snippet_of(const Tree& tree, const Entry& entry, const CiFile& ci,
                       const std::string& tag) {
    const bool component = ci.has_spec && is_component_place(entry.path);
    std::string out = "include:\n";
    if (component) {
        out += "  - component: $CI_SERVER_FQDN/" + project_of(tree) + '/' + entry.name + '@' +
               (tag.empty() ? "~latest" : tag);
    } else {
        out += "  - project: " + yaml_scalar(project_of(tree));
        if (!tag.empty()) out += "\n    ref: " + yaml_scalar(tag);
        out += "\n    file: " + yaml_scalar('/' + entry.path);
    }
    add_inputs(entry, ci.choices, out);
    return out;
}

void read_template(const Tree& tree, const std::string& path, bool sure, KindResult& result) {
    std::vector<Problem> problems;
    const auto file = yaml_at(tree, path, problems);
    const auto text = clean(bytes_at(tree, path));
    const auto ci = read_ci(file, text);
    const bool parsed = !file.documents.empty();
    if (!ci.has_spec && !ci.has_jobs && (!sure || !parsed || !file.documents.back().is_map())) {
        // Elsewhere a file that is no YAML is some other program's template.
        const bool meant = sure || (is_component_place(path) && contains(text, "spec:"));
        if (meant) std::move(problems.begin(), problems.end(), std::back_inserter(result.problems));
        return;
    }
    const auto name = name_of(path);
    Entry entry = new_entry(tree, "ci-template", name, path);
    entry.deprecated = retired(path);
    const auto page = page_of(tree, path, name);
    entry.description = describe({}, tree, page, ci.description);
    if (file.root().find("spec") && !file.root().at("spec").str("description").empty())
        entry.description = ci.description;
    const auto root = readme_path(tree, "");
    if (entry.description.empty()) entry.description = section_prose(bytes_at(tree, root), name);
    entry.readme_path = page;
    entry.inputs = ci.inputs;
    entry.outputs = ci.jobs;
    entry.dependencies = ci.dependencies;
    for (const auto& stage : ci.stages)
        if (!contains(stage, "$")) add_once(entry.keywords, stage, list_max);
    const auto low = lower(entry.description);
    if (low.starts_with("deprecated") || says_deprecated(bytes_at(tree, page)))
        entry.deprecated = true;
    const auto tagged = newest_tag(tree, {name});
    entry.version = tagged.version;
    entry.snippet = snippet_of(tree, entry, ci, tagged.tag);
    entry.snippet_language = "yaml";
    entry.problems = std::move(problems);
    result.entries.push_back(std::move(entry));
}

KindResult read(const Tree& tree) {
    KindResult result;
    const bool ci_repository = is_ci_repository(tree);
    for (const auto& path : tree.paths())
        if (may_be_template(tree, path, ci_repository))
            read_template(tree, path, is_ci_name(path), result);
    // A lone template is what the repository's README is about.
    if (result.entries.size() == 1 && result.entries[0].description.empty())
        result.entries[0].description = readme_prose(tree, readme_path(tree, ""));
    return result;
}

}  // namespace

Kind ci_template() {
    return {"ci-template",
            "GitLab CI/CD template",
            {"ci", "template", "component", "pipeline", "gitlab"},
            read};
}

}  // namespace qm

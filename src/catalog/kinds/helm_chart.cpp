// Helm charts: Chart.yaml, values with their comments and schema, and what templates require.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/chart_values.hpp"
#include "catalog/commented.hpp"
#include "catalog/licence.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/remote.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

namespace qm {
namespace {

using namespace catalog;

// A chart below another chart's charts/ folder is a copy that belongs to it.
bool is_vendored(const Tree& tree, std::string_view dir) {
    for (auto at = dir.rfind("charts/"); at != dir.npos && (at == 0 || dir[at - 1] == '/');
         at = at == 0 ? dir.npos : dir.rfind("charts/", at - 1)) {
        const auto above = at == 0 ? std::string_view{} : dir.substr(0, at - 1);
        if (has(tree, in_dir(above, "Chart.yaml"))) return true;
    }
    return false;
}

// Dependencies of apiVersion v1 stand in a file of their own.
void add_dependencies(const Tree& tree, const Value& chart, std::string_view dir, Entry& entry) {
    const auto add = [&](const Value& list) {
        for (const auto& item : list.items)
            add_once(entry.dependencies, item.str("name"), list_max);
    };
    add(chart.at("dependencies"));
    const auto old = in_dir(dir, "requirements.yaml");
    if (entry.dependencies.empty() && has(tree, old))
        add(yaml_at(tree, old, entry.problems).root().at("dependencies"));
}

std::string licence_of(const Value& chart) {
    const auto& notes = chart.at("annotations");
    for (const auto* key : {"artifacthub.io/license", "licenses", "license"})
        if (const auto text = notes.str(key); !text.empty()) return spdx(text);
    return {};
}

bool ends_token(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '`' || c == '"' || c == '\'' || c == ')' ||
           c == '>' || c == '\\' || c == '<' || c == '\r' || c == ']' || c == '|';
}

std::string token(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && !ends_token(text[end]))
        ++end;
    return std::string(text.substr(0, end));
}

// Where the README says the chart is published: "oci://…/<name>", or the URL of a repository.
struct Published {
    std::string oci;
    std::string repository;
};

Published published(std::string_view readme, std::string_view name) {
    Published out;
    for (auto at = readme.find("oci://"); at != readme.npos; at = readme.find("oci://", at + 6)) {
        auto found = token(readme.substr(at));
        while (found.ends_with('.') || found.ends_with(','))
            found.pop_back();
        if (base_of(found) == name && found.find_first_of("{}$*") == found.npos) {
            out.oci = found;
            break;
        }
    }
    const auto add = readme.find("helm repo add ");
    if (add == readme.npos) return out;
    const auto line = readme.substr(add, readme.find('\n', add) - add);
    if (const auto url = line.find("http"); url != line.npos)
        out.repository = token(line.substr(url));
    if (out.repository.find_first_of("{}$*") != std::string::npos) out.repository.clear();
    return out;
}

Published published(const Tree& tree, const Entry& entry, const std::string& readme) {
    auto out = published(bytes_at(tree, readme), entry.name);
    if (!out.oci.empty() || !out.repository.empty() || entry.path.empty()) return out;
    return published(bytes_at(tree, readme_path(tree, "")), entry.name);
}

// Mandatory values on the command line, quoted for the shell.
std::string settings(const Entry& entry) {
    std::string out;
    for (const auto* input : mandatory(entry)) {
        auto value = yaml_placeholder(input->type);
        const bool structured = value == "[]" || value == "{}";
        out += " \\\n  " + std::string(structured ? "--set-json '" : "--set '") + input->name +
               '=' + value + '\'';
    }
    return out;
}

void add_library_snippet(Entry& entry, const Published& where, const std::string& clone) {
    std::string repository = where.repository;
    if (!where.oci.empty()) repository = dir_of(where.oci);
    if (repository.empty()) repository = "file://../" + std::string(base_of(entry.path));
    entry.snippet = "dependencies:";
    if (where.oci.empty() && where.repository.empty()) entry.snippet += "  # from " + clone;
    entry.snippet += "\n  - name: " + entry.name + "\n    version: " + yaml_scalar(entry.version) +
                     "\n    repository: " + yaml_scalar(repository);
    entry.snippet_language = "yaml";
}

void add_snippet(const Tree& tree, Entry& entry, const std::string& readme, bool library) {
    const auto where = published(tree, entry, readme);
    const auto clone = remote_of(tree).clone;
    if (library) return add_library_snippet(entry, where, clone);
    const std::string install = "helm upgrade --install " + entry.name + ' ';
    const std::string version = " --version " + entry.version;
    entry.snippet_language = "sh";
    if (!where.oci.empty()) {
        entry.snippet = install + where.oci + version + settings(entry);
        return;
    }
    if (!where.repository.empty()) {
        entry.snippet =
            install + entry.name + " --repo " + where.repository + version + settings(entry);
        return;
    }
    const auto tag = tag_of(tree, entry.name, entry.version);
    const std::string folder(repo_base(tree));
    entry.snippet = "git clone --depth 1 " + (tag.empty() ? "" : "--branch " + tag + ' ') + clone +
                    ' ' + folder + '\n' + install + "./" + in_dir(folder, entry.path) +
                    (entry.dependencies.empty() ? "" : " --dependency-update") + settings(entry);
}

void read_chart(const Tree& tree, const std::string& path, KindResult& result) {
    std::vector<Problem> problems;
    const auto file = yaml_at(tree, path, problems);
    const auto& chart = file.root();
    const auto name = chart.str("name");
    const auto version = chart.str("version");
    if (name.empty() || version.empty()) {
        if (problems.empty())
            problems.push_back({path, 0, name.empty() ? "has no name" : "has no version"});
        std::move(problems.begin(), problems.end(), std::back_inserter(result.problems));
        return;
    }
    const auto dir = dir_of(path);
    Entry entry = new_entry(tree, "helm-chart", name, dir);
    entry.problems = std::move(problems);
    if (chart.str("apiVersion").empty()) entry.problems.push_back({path, 0, "has no apiVersion"});
    entry.version = version;
    const auto readme = readme_path(tree, dir);
    const auto* values = tree.read(in_dir(dir, "values.yaml"));
    entry.description = describe(chart.str("description"), tree, readme,
                                 values ? leading_comment(*values, "#") : std::string{});
    for (const auto& word : chart.at("keywords").strings())
        add_once(entry.keywords, word, list_max);
    if (const auto kube = chart.str("kubeVersion"); !kube.empty())
        entry.platforms.push_back("Kubernetes " + kube);
    entry.owner = people(chart.at("maintainers"));
    entry.licence = licence_of(chart);
    entry.deprecated = entry.deprecated || chart.flag("deprecated") ||
                       one_line(chart.str("description")).starts_with("DEPRECATED");
    add_dependencies(tree, chart, dir, entry);
    entry.inputs = chart_values(tree, dir, entry.problems);
    add_snippet(tree, entry, readme, chart.str("type") == "library");
    result.entries.push_back(std::move(entry));
}

KindResult read(const Tree& tree) {
    KindResult result;
    for (const auto& path : tree.paths()) {
        if (base_of(path) != "Chart.yaml" || ignored(path)) continue;
        if (!is_vendored(tree, dir_of(path))) read_chart(tree, path, result);
    }
    return result;
}

}  // namespace

Kind helm_chart() {
    return {"helm-chart", "Helm chart", {"helm", "chart"}, read};
}

}  // namespace qm

// Prometheus exporters: told from other programs by several signals, none of them enough alone.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/dockerfile.hpp"
#include "catalog/exporter_source.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/successor.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace qm {
namespace {

using namespace catalog;

constexpr std::size_t files_max = 800;
constexpr std::size_t bytes_max = 8 * 1024 * 1024;
constexpr int enough = 3;

// They speak the same libraries and are something else.
constexpr std::array<std::string_view, 14> not_exporters = {
    "prometheus", "alertmanager", "pushgateway",      "client_golang", "client_python", "common",
    "thanos",     "mimir",        "exporter-toolkit", "cortex",        "loki",          "promlens",
    "grafana",    "procfs"};

bool named_exporter(std::string_view name) {
    const auto low = lower(name);
    return low.ends_with("_exporter") || low.ends_with("-exporter") || low.ends_with("_prober") ||
           low.ends_with("-exporters") || low.ends_with("_exporters") || low.ends_with("-prober");
}

std::string strip_major(std::string_view module) {
    const auto base = base_of(module);
    if (base.size() > 1 && base[0] == 'v' && base.find_first_not_of("0123456789", 1) == base.npos)
        module = dir_of(module);
    return std::string(base_of(module));
}

struct Program {
    std::string name;
    std::string dir;   // of the entry
    std::string main;  // of its main package
};

struct Project {
    std::string dir;
    std::vector<SourceFile> files;
    std::vector<Program> programs;
    int score = 0;
};

// Files of one language under a folder, without tests and without other projects below it.
std::vector<SourceFile> sources(const Tree& tree, std::string_view dir, std::string_view end,
                                const std::set<std::string, std::less<>>& others) {
    std::vector<SourceFile> files;
    std::size_t bytes = 0;
    for (const auto& path : under(tree, dir)) {
        if (!path.ends_with(end) || path.ends_with("_test.go") || ignored(path)) continue;
        auto above = dir_of(path);
        while (above.size() > dir.size() && !others.contains(above))
            above = dir_of(above);
        if (above != dir) continue;
        const auto text = bytes_at(tree, path);
        bytes += text.size();
        if (files.size() >= files_max || bytes > bytes_max) break;
        files.push_back({path, text});
    }
    return files;
}

// The programs that .promu.yml, cmd/ or the module's own path name.
std::vector<Program> go_programs(const Tree& tree, const std::string& dir,
                                 const std::vector<SourceFile>& files, const std::string& module) {
    std::vector<Program> all;
    std::vector<Problem> unused;
    const auto promu = yaml_at(tree, first_of(tree, dir, {".promu.yml", ".promu.yaml"}), unused);
    for (const auto& binary : promu.root().at("build").at("binaries").items) {
        auto path = binary.str("path");
        while (path.starts_with("./"))
            path.erase(0, 2);
        if (path == ".") path.clear();
        all.push_back({binary.str("name"), dir, in_dir(dir, path)});
    }
    if (all.empty()) {
        std::set<std::string, std::less<>> seen;
        for (const auto& file : files) {
            const auto above = dir_of(file.path);
            if (!contains(file.text, "package main") || !seen.emplace(above).second) continue;
            all.push_back(
                {above == dir ? module : std::string(base_of(above)), dir, std::string(above)});
        }
    }
    std::vector<Program> named;
    for (const auto& program : all)
        if (named_exporter(program.name)) named.push_back(program);
    if (named.size() > 1)  // several in one module: each has its own folder
        for (auto& program : named)
            program.dir = program.main;
    if (!named.empty()) return named;
    if (named_exporter(module)) return {{module, dir, dir}};
    if (dir.empty() && named_exporter(repo_base(tree)))
        return {{std::string(repo_base(tree)), dir, dir}};
    const auto main = std::find_if(all.begin(), all.end(),
                                   [&](const Program& program) { return program.name == module; });
    return {main == all.end() ? Program{module, dir, dir} : *main};
}

Project go_project(const Tree& tree, const std::string& dir,
                   const std::set<std::string, std::less<>>& modules) {
    Project project{dir, {}, {}, 0};
    const auto mod = bytes_at(tree, in_dir(dir, "go.mod"));
    const auto at = mod.find("module ");
    const auto path =
        at == mod.npos ? std::string_view{} : trim(mod.substr(at + 7, mod.find('\n', at) - at - 7));
    auto module = path.empty() ? std::string(repo_base(tree)) : strip_major(path);
    if (std::find(not_exporters.begin(), not_exporters.end(), module) != not_exporters.end())
        return project;
    const bool client = contains(mod, "prometheus/client_golang");
    const bool toolkit = contains(mod, "prometheus/exporter-toolkit");
    if (!client && !toolkit && !named_exporter(module)) return project;  // nothing to look for
    project.files = sources(tree, dir, ".go", modules);
    project.programs = go_programs(tree, dir, project.files, module);
    const bool named = named_exporter(project.programs.front().name);
    project.score = (named ? 2 : 0) + (client ? 1 : 0) + (toolkit ? 2 : 0);
    if (has(tree, in_dir(dir, ".promu.yml"))) ++project.score;
    for (const auto& other : under(tree, dir))
        if (contains(dir_of(other), "_mixin") || contains(dir_of(other), "-mixin")) {
            ++project.score;
            break;
        }
    const auto serves = [](const SourceFile& file) {
        return contains(file.text, "package main") && contains(file.text, "promhttp.");
    };
    if (std::any_of(project.files.begin(), project.files.end(), serves)) ++project.score;
    return project;
}

// EXPOSE of the folder's Dockerfile; the first port.
int exposed_port(const Tree& tree, std::string_view dir) {
    const auto path = first_of(tree, dir, {"Dockerfile", "Containerfile"});
    const auto file = read_dockerfile(bytes_at(tree, path));
    for (const auto& line : file.lines)
        if (line.name == "EXPOSE")
            return port_of(
                std::string_view(line.arguments).substr(0, line.arguments.find_first_of(" /")));
    return 0;
}

// "http://localhost:9121/metrics" in a README.
int documented_port(std::string_view readme) {
    for (auto at = readme.find("/metrics"); at != readme.npos;
         at = readme.find("/metrics", at + 1)) {
        auto start = at;
        while (start > 0 && std::isdigit(static_cast<unsigned char>(readme[start - 1])))
            --start;
        if (start < at && start > 0 && readme[start - 1] == ':')
            if (const auto port = port_of(readme.substr(start, at - start))) return port;
    }
    return 0;
}

std::string job_name(std::string_view name) {
    auto low = lower(name);
    for (const std::string_view end : {"_exporter", "-exporter"})
        if (low.ends_with(end)) low.resize(low.size() - end.size());
    if (low.starts_with("prometheus-") && low.size() > 11) low.erase(0, 11);
    return low;
}

void add_version(const Tree& tree, std::string_view dir, Entry& entry) {
    entry.releases = releases_of(tree, {entry.name, std::string(dir), entry.path});
    const auto file = trim(bytes_at(tree, in_dir(dir, "VERSION")));
    if (read_version(file)) {
        entry.version = file.starts_with('v') ? file.substr(1) : file;
        return;
    }
    entry.version = newest_tag(tree, {entry.name, std::string(dir), entry.path}).version;
}

void add_entry(const Tree& tree, const Program& program, const ExporterFacts& facts,
               std::string_view dir, KindResult& result) {
    Entry entry = new_entry(tree, "prometheus-exporter", program.name, program.dir);
    auto readme = readme_path(tree, program.dir);
    if (readme.empty()) readme = readme_path(tree, dir);
    const auto page = bytes_at(tree, readme);
    entry.description = describe({}, tree, readme, {});
    entry.deprecated = entry.deprecated || says_deprecated(page);
    add_version(tree, dir, entry);
    entry.inputs = facts.flags;
    entry.outputs = facts.metrics;
    entry.metric_prefix = facts.prefix;
    while (entry.metric_prefix.ends_with('_'))
        entry.metric_prefix.pop_back();
    entry.port = facts.port;
    if (entry.port == 0) entry.port = exposed_port(tree, program.main);
    if (entry.port == 0) entry.port = exposed_port(tree, dir);
    if (entry.port == 0) entry.port = documented_port(page);
    const auto job = job_name(program.name);
    entry.keywords = {"prometheus", "exporter", "metrics"};
    add_once(entry.keywords, job, list_max);
    add_once(entry.keywords, entry.metric_prefix, list_max);
    const auto target = "localhost:" + std::to_string(entry.port > 0 ? entry.port : 9100);
    entry.snippet = "scrape_configs:\n  - job_name: " + yaml_scalar(job) + '\n';
    for (const auto& flag : facts.flags)
        if (flag.name == "web.telemetry-path" && flag.default_text &&
            *flag.default_text != "/metrics")
            entry.snippet += "    metrics_path: " + yaml_scalar(*flag.default_text) + '\n';
    entry.snippet += "    static_configs:\n      - targets: [\"" + target + "\"]";
    if (entry.port == 0) entry.snippet += "  # its port is not known: set it";
    entry.snippet_language = "yaml";
    result.entries.push_back(std::move(entry));
}

void read_go_modules(const Tree& tree, KindResult& result) {
    std::set<std::string, std::less<>> modules;
    for (const auto& path : tree.paths())
        if (base_of(path) == "go.mod" && !ignored(path)) modules.emplace(dir_of(path));
    for (const auto& dir : modules) {
        const auto project = go_project(tree, dir, modules);
        if (project.score < enough) continue;
        const auto facts = read_go(project.files);
        const bool named = named_exporter(project.programs.front().name);
        if (!named && (!facts.collects || !facts.serves)) continue;
        for (const auto& program : project.programs) {
            if (project.programs.size() == 1) {
                add_entry(tree, program, facts, dir, result);
                continue;
            }
            std::vector<SourceFile> own;  // its main package and what all share
            for (const auto& file : project.files) {
                const auto other = std::any_of(
                    project.programs.begin(), project.programs.end(), [&](const Program& one) {
                        return one.main != program.main && (dir_of(file.path) == one.main ||
                                                            file.path.starts_with(one.main + '/'));
                    });
                if (!other) own.push_back(file);
            }
            add_entry(tree, program, read_go(own), dir, result);
        }
    }
}

// The folder that holds the project of a Python file.
std::string python_project(const Tree& tree, std::string_view path) {
    for (auto dir = dir_of(path);; dir = dir_of(dir)) {
        if (!first_of(tree, dir,
                      {"pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Dockerfile"})
                 .empty())
            return std::string(dir);
        if (dir.empty()) return std::string(dir_of(path));
    }
}

void read_python_projects(const Tree& tree, KindResult& result) {
    std::map<std::string, std::string> mains;  // project → the file that serves
    for (const auto& path : tree.paths()) {
        if (!path.ends_with(".py") || ignored(path)) continue;
        const auto text = bytes_at(tree, path);
        if (contains(text, "prometheus_client") && contains(text, "start_http_server"))
            mains.emplace(python_project(tree, path), path);
    }
    for (const auto& [dir, path] : mains) {
        // The library's own repository speaks of itself.
        if (has(tree, in_dir(dir, "prometheus_client/__init__.py"))) continue;
        const std::string base(dir.empty() ? repo_base(tree) : base_of(dir));
        const auto stem = std::string(base_of(path).substr(0, base_of(path).rfind('.')));
        const auto name = named_exporter(base) || !named_exporter(stem) ? base : stem;
        const auto& refused = not_exporters;
        if (std::find(refused.begin(), refused.end(), name) != refused.end()) continue;
        const auto facts = read_python(sources(tree, dir, ".py", {}));
        const int score = 2 + (named_exporter(name) ? 2 : 0) + (facts.metrics.size() > 2 ? 1 : 0);
        if (score >= enough) add_entry(tree, {name, dir, dir}, facts, dir, result);
    }
}

// Other languages: the name, a build file, and a README that speaks of /metrics.
void read_other(const Tree& tree, KindResult& result) {
    const std::string name(repo_base(tree));
    const auto build = first_of(
        tree, "",
        {"Cargo.toml", "pom.xml", "build.gradle", "build.gradle.kts", "package.json", "Gemfile"});
    if (!result.entries.empty() || !named_exporter(name) || build.empty()) return;
    if (!contains(bytes_at(tree, readme_path(tree, "")), "/metrics")) return;
    add_entry(tree, {name, "", ""}, {}, "", result);
}

KindResult read(const Tree& tree) {
    KindResult result;
    read_go_modules(tree, result);
    read_python_projects(tree, result);
    read_other(tree, result);
    return result;
}

}  // namespace

Kind prometheus_exporter() {
    return {"prometheus-exporter", "Prometheus exporter", {"exporter", "prometheus"}, read};
}

}  // namespace qm

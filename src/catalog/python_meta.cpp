// Metadata of Python packages from pyproject.toml, setup.cfg and setup.py, running nothing.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/python_meta.hpp"

#include "catalog/licence.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/source_calls.hpp"
#include "catalog/text.hpp"
#include "catalog/toml_read.hpp"

#include <algorithm>
#include <map>

namespace qm::catalog {
namespace {

void take(std::string& into, std::string text) {
    if (into.empty()) into = one_line(text);
}

void take_names(std::vector<std::string>& into, const std::vector<std::string>& requirements) {
    for (const auto& text : requirements)
        add_once(into, requirement_name(text), list_max);
}

// `name = "literal"` at the start of a line.
std::string assigned(std::string_view text, std::string_view name) {
    for (const auto line : lines_of(text)) {
        if (!line.starts_with(name)) continue;
        auto rest = trim(line.substr(name.size()));
        if (rest.starts_with(':')) rest = rest.substr(std::min(rest.find('='), rest.size()));
        if (!rest.starts_with('=') || rest.starts_with("==")) continue;
        rest = trim(rest.substr(1));
        if (const auto comment = rest.find(" #"); comment != rest.npos)
            rest = rest.substr(0, comment);
        std::string out;
        if (string_literal(rest, out)) return out;
    }
    return {};
}

// "pkg.module.__version__" → what the module assigns, in the folder or below src/.
std::string attribute(const Tree& tree, std::string_view dir, std::string_view path) {
    const auto dot = path.rfind('.');
    if (dot == path.npos) return {};
    std::string module(path.substr(0, dot));
    for (char& c : module)
        if (c == '.') c = '/';
    for (const std::string_view root : {"", "src/"}) {
        const auto base = in_dir(dir, std::string(root) + module);
        const auto file = has(tree, base + ".py") ? base + ".py" : base + "/__init__.py";
        if (auto found = assigned(bytes_at(tree, file), path.substr(dot + 1)); !found.empty())
            return found;
    }
    return {};
}

std::string dynamic_version(const Tree& tree, std::string_view dir, const Value& source) {
    if (const auto path = source.str("attr"); !path.empty()) return attribute(tree, dir, path);
    const auto files = source.at("file").strings();
    for (const auto& file : files) {
        const auto text = trim(bytes_at(tree, in_dir(dir, file)));
        if (!text.empty() && text.size() < 40) return std::string(text);
    }
    if (const auto path = source.str("path"); !path.empty()) {  // hatch
        const auto text = bytes_at(tree, in_dir(dir, path));
        for (const auto* name : {"__version__", "VERSION", "version"})
            if (auto found = assigned(text, name); !found.empty()) return found;
    }
    return {};
}

// A requirements file: a name a line; options, hashes and other files are passed over.
void read_requirements(const Tree& tree, std::string_view dir, PythonMeta& meta) {
    for (const auto& file : meta.requirements)
        for (auto line : lines_of(bytes_at(tree, in_dir(dir, file)))) {
            line = trim(line);
            if (line.empty() || line.front() == '#' || line.front() == '-') continue;
            if (contains(line.substr(0, line.find(' ')), "://")) continue;
            add_once(meta.dependencies, requirement_name(line), list_max);
        }
}

bool is_dynamic(const Value& project, std::string_view field) {
    const auto fields = project.at("dynamic").strings();
    return std::find(fields.begin(), fields.end(), field) != fields.end();
}

std::string licence_of(const Value& value) {
    if (value.is_scalar()) return spdx(value.text);
    const auto text = value.str("text");
    return text.size() < 80 ? spdx(text) : std::string{};
}

void read_project(const Tree& tree, std::string_view dir, const Value& root, PythonMeta& meta) {
    const auto& project = root.at("project");
    const auto& tool = root.at("tool");
    take(meta.name, project.str("name"));
    take(meta.version, project.str("version"));
    take(meta.description, project.str("description"));
    const auto& readme = project.at("readme");
    take(meta.readme, readme.is_scalar() ? readme.text : readme.str("file"));
    take(meta.licence, licence_of(project.at("license")));
    take(meta.owner, people(project.at("maintainers")));
    take(meta.owner, people(project.at("authors")));
    take(meta.python, project.str("requires-python"));
    for (const auto& word : project.at("keywords").strings())
        add_once(meta.keywords, word, list_max);
    for (const auto& word : project.at("classifiers").strings())
        add_once(meta.classifiers, word, 200);
    std::vector<std::string> requirements;
    for (const auto& item : project.at("dependencies").items)
        requirements.push_back(item.text);
    take_names(meta.dependencies, requirements);
    if (is_dynamic(project, "dependencies")) {
        const auto& source = tool.at("setuptools").at("dynamic").at("dependencies");
        meta.requirements = source.at("file").strings();
        if (meta.requirements.empty()) meta.requirements = {"requirements.txt"};
    }
    for (const auto& member : project.at("optional-dependencies").members)
        add_once(meta.extras, member.key, list_max);
    for (const auto& member : project.at("scripts").members)
        add_once(meta.commands, member.key, list_max);
    if (meta.version.empty())
        meta.version =
            dynamic_version(tree, dir, tool.at("setuptools").at("dynamic").at("version"));
    if (meta.version.empty())
        meta.version = dynamic_version(tree, dir, tool.at("hatch").at("version"));
}

void read_poetry(const Value& poetry, PythonMeta& meta) {
    take(meta.name, poetry.str("name"));
    if (poetry.str("version") != "0.0.0") take(meta.version, poetry.str("version"));
    take(meta.description, poetry.str("description"));
    take(meta.readme, poetry.str("readme"));
    take(meta.licence, spdx(poetry.str("license")));
    take(meta.owner, people(poetry.at("maintainers")));
    take(meta.owner, people(poetry.at("authors")));
    for (const auto& word : poetry.at("keywords").strings())
        add_once(meta.keywords, word, list_max);
    for (const auto& word : poetry.at("classifiers").strings())
        add_once(meta.classifiers, word, 200);
    for (const auto& member : poetry.at("dependencies").members) {
        if (member.key == "python")
            take(meta.python, member.value.text);
        else
            add_once(meta.dependencies, member.key, list_max);
    }
    for (const auto& member : poetry.at("extras").members)
        add_once(meta.extras, member.key, list_max);
    for (const auto& member : poetry.at("scripts").members)
        add_once(meta.commands, member.key, list_max);
}

// INI: section → key → value; folded lines are joined by newlines.
using Ini = std::map<std::string, std::map<std::string, std::string>>;

Ini read_ini(std::string_view text) {
    Ini out;
    std::string section;
    std::string key;
    for (const auto line : lines_of(text)) {
        const auto words = trim(line);
        if (words.empty() || words.front() == '#' || words.front() == ';') continue;
        if (line.front() == '[') {
            section = lower(words.substr(1, words.find(']') - 1));
            key.clear();
        } else if ((line.front() == ' ' || line.front() == '\t') && !key.empty()) {
            (out[section][key] += '\n') += words;
        } else if (const auto equals = words.find_first_of("=:"); equals != words.npos) {
            key = lower(trim(words.substr(0, equals)));
            for (char& c : key)
                if (c == '-') c = '_';
            out[section][key] = trim(words.substr(equals + 1));
        }
    }
    return out;
}

void read_setup_cfg(const Tree& tree, std::string_view dir, PythonMeta& meta) {
    auto ini = read_ini(clean(bytes_at(tree, in_dir(dir, "setup.cfg"))));
    auto& data = ini["metadata"];
    take(meta.name, data["name"]);
    const auto version = data["version"];
    if (version.starts_with("attr:"))
        take(meta.version, attribute(tree, dir, trim(std::string_view(version).substr(5))));
    else if (version.starts_with("file:"))
        take(meta.version, std::string(trim(bytes_at(
                               tree, in_dir(dir, trim(std::string_view(version).substr(5)))))));
    else
        take(meta.version, version);
    take(meta.description, data["summary"].empty() ? data["description"] : data["summary"]);
    if (meta.description.starts_with("file:")) meta.description.clear();
    if (std::string plain; string_literal(meta.description, plain)) meta.description = plain;
    take(meta.licence, spdx(data["license"]));
    take(meta.owner, data["maintainer"].empty() ? data["author"] : data["maintainer"]);
    auto& options = ini["options"];
    take(meta.python,
         options["python_requires"].empty() ? data["python_requires"] : options["python_requires"]);
    take(meta.python, data["requires_python"]);
    for (const auto& word : split(data["keywords"], ",\n"))
        add_once(meta.keywords, word, list_max);
    for (const auto& word : split(data["classifiers"] + data["classifier"], "\n"))
        add_once(meta.classifiers, word, 200);
    const std::string_view needs = options["install_requires"];
    if (needs.starts_with("file:"))
        meta.requirements = split(needs.substr(5), ", \n");
    else
        take_names(meta.dependencies, split(needs, "\n"));
    for (const auto& [extra, list] : ini["options.extras_require"])
        add_once(meta.extras, extra, 60);
    for (const auto& line : split(ini["options.entry_points"]["console_scripts"] + '\n' +
                                      ini["entry_points"]["console_scripts"],
                                  "\n"))
        add_once(meta.commands, std::string_view(line).substr(0, line.find_first_of(" =")), 60);
}

std::vector<std::string> literal_list(std::string_view expression) {
    std::vector<std::string> out;
    expression = trim(expression);
    if (!expression.starts_with('[') || !expression.ends_with(']')) return out;
    const auto call = calls_of("f" + std::string(expression), "f", '[');
    if (call.empty()) return out;
    for (const auto& argument : call[0].arguments) {
        std::string text;
        if (string_literal(argument, text)) out.push_back(text);
    }
    return out;
}

// Literal keyword arguments of setup(…), and names the same file assigns literals to.
void read_setup_py(const Tree& tree, std::string_view dir, PythonMeta& meta,
                   std::vector<Problem>& problems) {
    const auto path = in_dir(dir, "setup.py");
    const auto text = clean(bytes_at(tree, path));
    const auto calls = calls_of(text, "setup");
    if (calls.empty()) return;
    meta.claims = true;
    const auto& call = calls.front();
    const auto value = [&](std::string_view key) {
        std::string out;
        const auto expression = call.keyword(key);
        if (expression.empty() || string_literal(expression, out)) return out;
        return assigned(text, expression);
    };
    take(meta.name, value("name"));
    take(meta.version, value("version"));
    take(meta.description, value("description"));
    take(meta.licence, spdx(value("license")));
    take(meta.owner, value("maintainer"));
    take(meta.owner, value("author"));
    take(meta.python, value("python_requires"));
    for (const auto& word : split(value("keywords"), ", "))
        add_once(meta.keywords, word, list_max);
    for (const auto& word : literal_list(call.keyword("keywords")))
        add_once(meta.keywords, word, list_max);
    for (const auto& word : literal_list(call.keyword("classifiers")))
        add_once(meta.classifiers, word, 200);
    take_names(meta.dependencies, literal_list(call.keyword("install_requires")));
    const auto expression = call.keyword("install_requires");
    const auto needs = trim(expression);
    const bool computed = !needs.empty() && !needs.starts_with('[');
    if (call.keyword("pbr") == "True" || (computed && contains(text, "requirements.txt")))
        meta.requirements = {"requirements.txt"};
    for (const auto& script : literal_list(call.keyword("scripts")))
        add_once(meta.commands, base_of(script), list_max);
    const auto scripts = call.keyword("entry_points");
    if (const auto at = scripts.find("console_scripts"); at != std::string::npos) {
        const auto list =
            std::string_view(scripts).substr(std::min(scripts.find('[', at), scripts.size()));
        for (const auto& line : literal_list(list.substr(0, list.find(']') + 1)))
            add_once(meta.commands, trim(std::string_view(line).substr(0, line.find('='))), 60);
    }
    if (meta.name.empty() && !call.keyword("name").empty())
        problems.push_back({path, 0, "its name is computed: not read"});
}

}  // namespace

std::string requirement_name(std::string_view requirement) {
    requirement = trim(requirement);
    const auto end = requirement.find_first_of(" <>=!~;[(@,");
    return std::string(requirement.substr(0, end));
}

PythonMeta python_meta(const Tree& tree, std::string_view dir, std::vector<Problem>& problems) {
    PythonMeta meta;
    const auto path = in_dir(dir, "pyproject.toml");
    if (const auto text = bytes_at(tree, path); !text.empty()) {
        const auto file = read_toml(text);
        if (file.error) problems.push_back({path, file.error->line, file.error->reason});
        meta.claims = file.root.find("project") || file.root.at("tool").find("poetry");
        read_project(tree, dir, file.root, meta);
        read_poetry(file.root.at("tool").at("poetry"), meta);
    }
    if (has(tree, in_dir(dir, "setup.cfg"))) read_setup_cfg(tree, dir, meta);
    if (has(tree, in_dir(dir, "setup.py"))) read_setup_py(tree, dir, meta, problems);
    if (meta.dependencies.empty()) read_requirements(tree, dir, meta);
    return meta;
}

}  // namespace qm::catalog

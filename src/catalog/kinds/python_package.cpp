// Python packages: what pyproject.toml, setup.cfg or setup.py declare.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/paths.hpp"
#include "catalog/python_meta.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/remote.hpp"
#include "catalog/successor.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

#include <set>

namespace qm {
namespace {

using namespace catalog;

void add_classifiers(const PythonMeta& meta, Entry& entry) {
    if (!meta.python.empty()) add_once(entry.platforms, "Python " + meta.python, list_max);
    for (const std::string_view text : meta.classifiers) {
        const auto last = text.substr(text.rfind("::") == text.npos ? 0 : text.rfind("::") + 2);
        if (text.starts_with("Operating System ::")) add_once(entry.platforms, last, list_max);
        if (text.starts_with("Topic ::")) add_once(entry.keywords, last, list_max);
        if (text.starts_with("License ::") && entry.licence.empty() && trim(last) != "OSI Approved")
            entry.licence = trim(last);
        if (contains(text, "7 - Inactive")) entry.deprecated = true;
    }
}

std::string snippet_of(const Tree& tree, const Entry& entry, const std::string& tag) {
    std::string out = "pip install \"" + entry.name + " @ " + remote_of(tree).ansible();
    if (!tag.empty()) out += '@' + tag;
    if (!entry.path.empty()) out += "#subdirectory=" + entry.path;
    return out + '"';
}

void read_package(const Tree& tree, const std::string& dir, KindResult& result) {
    std::vector<Problem> problems;
    const auto meta = python_meta(tree, dir, problems);
    if (meta.name.empty()) {
        if (meta.claims && problems.empty())
            problems.push_back(
                {in_dir(dir, "pyproject.toml"), 0, "declares a package without a name"});
        std::move(problems.begin(), problems.end(), std::back_inserter(result.problems));
        return;
    }
    Entry entry = new_entry(tree, "python-package", meta.name, dir);
    auto readme = meta.readme.empty() ? std::string{} : in_dir(dir, meta.readme);
    if (!has(tree, readme)) readme = readme_path(tree, dir);
    entry.description = describe(meta.description, tree, readme, {});
    entry.readme_path = readme;
    entry.owner = meta.owner;
    entry.licence = meta.licence;
    entry.keywords = meta.keywords;
    entry.dependencies = meta.dependencies;
    add_classifiers(meta, entry);
    for (const auto& extra : meta.extras)
        entry.inputs.push_back({extra, "extra", std::nullopt, false, {}});
    for (const auto& command : meta.commands)
        entry.outputs.push_back({command, "command", std::nullopt, false, {}});
    if (says_deprecated(bytes_at(tree, readme))) entry.deprecated = true;
    const auto tagged = newest_tag(tree, {entry.name, dir});
    entry.version = meta.version.empty() ? tagged.version : meta.version;
    const auto exact = tag_of(tree, entry.name, entry.version);
    entry.snippet = snippet_of(tree, entry, exact.empty() ? tagged.tag : exact);
    entry.snippet_language = "sh";
    entry.problems = std::move(problems);
    result.entries.push_back(std::move(entry));
}

KindResult read(const Tree& tree) {
    std::set<std::string> folders;
    for (const auto& path : tree.paths()) {
        const auto base = base_of(path);
        if ((base == "pyproject.toml" || base == "setup.py" || base == "setup.cfg") &&
            !ignored(path))
            folders.emplace(dir_of(path));
    }
    KindResult result;
    for (const auto& dir : folders)
        read_package(tree, dir, result);
    return result;
}

}  // namespace

Kind python_package() {
    return {"python-package", "Python package", {"python", "package", "library", "pip"}, read};
}

}  // namespace qm

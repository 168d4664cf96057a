// One commit of a repository in, entries and problems of every kind out.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/load.hpp"

#include "catalog/codeowners.hpp"
#include "catalog/licence.hpp"
#include "catalog/maintainers.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/remote.hpp"
#include "catalog/secrets.hpp"
#include "catalog/successor.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace qm::catalog {
namespace {

constexpr std::size_t entries_max = 5000;  // of one repository
constexpr std::size_t problems_max = 50;   // of one entry
constexpr std::size_t words_max = 500;     // bytes of a description
constexpr std::size_t default_max = 300;
constexpr std::size_t snippet_max = 4000;

// Valid text without secrets, within a bound.
void tidy(std::string& text, std::size_t bytes) {
    text = cap(mask_secrets(clean(text)), bytes);
}

void tidy(std::vector<std::string>& list) {
    if (list.size() > list_max) list.resize(list_max);
    for (auto& text : list)
        tidy(text, 200);
}

void tidy(std::vector<Variable>& list) {
    if (list.size() > inputs_max) list.resize(inputs_max);
    for (auto& variable : list) {
        tidy(variable.name, 200);
        tidy(variable.type, 200);
        variable.type = one_line(variable.type);
        tidy(variable.description, words_max);
        if (!variable.default_text) continue;
        variable.default_text = mask_value(variable.name, *variable.default_text);
        tidy(*variable.default_text, default_max);
    }
}

}  // namespace

void tidy(Entry& entry) {
    tidy(entry.name, 200);
    tidy(entry.version, 100);
    tidy(entry.description, words_max);
    tidy(entry.owner, 200);
    tidy(entry.licence, 100);
    tidy(entry.snippet, snippet_max);
    tidy(entry.metric_prefix, 60);
    tidy(entry.successor, 200);
    tidy(entry.keywords);
    tidy(entry.platforms);
    tidy(entry.dependencies);
    tidy(entry.inputs);
    tidy(entry.outputs);
    if (entry.problems.size() > problems_max) entry.problems.resize(problems_max);
    for (auto& problem : entry.problems)
        tidy(problem.reason, 300);
}

namespace {

// CODEOWNERS, then what the manifest said, then the repository's maintainers, then the group that
// holds it.
class Owners {
public:
    explicit Owners(const Tree& tree)
        : tree_(tree),
          codeowners_(clean(bytes_at(tree, codeowners_path(tree)))),
          maintainers_(maintainers_of(tree)) {}

    std::string of(const Entry& entry) const {
        const auto file = has(tree_, entry.path) ? entry.path : in_dir(entry.path, "manifest");
        auto names = codeowners_.owners(file);
        if (names.size() > 3) names.resize(3);
        if (!names.empty()) return join(names, ", ");
        if (!entry.owner.empty()) return entry.owner;
        if (!maintainers_.empty()) return maintainers_;
        return std::string(dir_of(tree_.repo()));
    }

private:
    const Tree& tree_;
    Codeowners codeowners_;
    std::string maintainers_;
};

std::string folder_of(const Tree& tree, const Entry& entry) {
    return has(tree, entry.path) ? std::string(dir_of(entry.path)) : entry.path;
}

// Its page, its history, and what replaces it.
void add_past(const Tree& tree, Entry& entry) {
    const auto folder = folder_of(tree, entry);
    if (entry.readme_path.empty()) entry.readme_path = nearest_readme(tree, folder);
    if (entry.releases.empty()) {
        std::vector<std::string> names = {entry.name, entry.path};
        if (entry.path.empty()) names.emplace_back(repo_base(tree));
        entry.releases = releases_of(tree, names);
    }
    entry.authors = tree.authors(entry.path);
    if (!entry.deprecated || !entry.successor.empty()) return;
    entry.successor = successor_in(entry.description);
    const bool own = dir_of(entry.readme_path) == folder;  // a page above speaks of other things
    if (entry.successor.empty() && own)
        entry.successor = successor_in(clean(bytes_at(tree, entry.readme_path)));
}

// Licence files are looked for once a folder.
class Licences {
public:
    explicit Licences(const Tree& tree) : tree_(tree) {}

    const std::string& of(const Entry& entry) {
        const auto dir = folder_of(tree_, entry);
        const auto [place, fresh] = known_.try_emplace(dir);
        if (fresh) place->second = licence_file(tree_, dir);
        return place->second;
    }

private:
    const Tree& tree_;
    std::map<std::string, std::string> known_;
};

KindResult read(const Tree& tree, const Kind& kind) {
    try {
        return kind.read(tree);
    } catch (const std::exception& error) {  // our own mistake: the other kinds go on
        return {{}, {{"", 0, kind.name + " could not be read: " + error.what()}}};
    }
}

}  // namespace

KindResult load(const Tree& given, const std::vector<Kind>& kinds) {
    const TaggedTree tree(given);
    KindResult all;
    const Owners owners(tree);
    Licences licences(tree);
    const auto remote = remote_of(tree);
    for (const auto& kind : kinds) {
        auto some = read(tree, kind);
        for (auto& entry : some.entries) {
            if (all.entries.size() >= entries_max) {
                all.problems.push_back({"", 0, "more than 5000 entries: the rest was left out"});
                break;
            }
            entry.owner = owners.of(entry);
            if (entry.licence.empty()) entry.licence = licences.of(entry);
            add_past(tree, entry);
            entry.updated = tree.updated(entry.path);
            if (entry.url.empty()) entry.url = remote.page(entry.path);
            tidy(entry);
            all.entries.push_back(std::move(entry));
        }
        for (auto& problem : some.problems) {
            tidy(problem.reason, 300);
            all.problems.push_back(std::move(problem));
        }
    }
    std::stable_sort(all.entries.begin(), all.entries.end(), [](const Entry& a, const Entry& b) {
        return std::tie(a.kind, a.name, a.path) < std::tie(b.kind, b.name, b.path);
    });
    return all;
}

}  // namespace qm::catalog

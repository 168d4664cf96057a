// Paths of a tree: their parts, what lies under a folder, and which folders are never entries.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/paths.hpp"

#include <algorithm>
#include <array>

namespace qm::catalog {
namespace {

constexpr std::array<std::string_view, 27> never = {
    "examples", "example", "test", "tests", "testdata", "molecule", "fixtures", "vendor",
    "vendored", "node_modules", "wrappers", "site-packages", "testing", "third_party",
    "__pycache__",
    // "rt-tests" is a tool; these are somebody's tests.
    "e2e", "e2e-tests", "unit-tests", "integration-tests", "integration_tests", "functional-tests",
    "regression-tests", "acceptance-tests", "system-tests", "smoke-tests", "chart-tests",
    "helm-tests"};
constexpr std::array<std::string_view, 4> past = {"deprecated", "archive", "archived", "attic"};

// Whether any folder of the path (not the file itself) is one for which `rule` holds.
template <class Rule>
bool any_folder(std::string_view path, Rule rule) {
    for (auto end = path.find('/'); end != std::string_view::npos; end = path.find('/')) {
        if (rule(path.substr(0, end))) return true;
        path.remove_prefix(end + 1);
    }
    return false;
}

}  // namespace

std::string_view dir_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

std::string_view base_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string in_dir(std::string_view dir, std::string_view name) {
    if (dir.empty()) return std::string(name);
    std::string out(dir);
    out += '/';
    return out += name;
}

bool has(const Tree& tree, std::string_view path) {
    const auto& paths = tree.paths();
    const auto found = std::lower_bound(paths.begin(), paths.end(), path);
    return found != paths.end() && *found == path;
}

std::span<const std::string> under(const Tree& tree, std::string_view dir) {
    const auto& paths = tree.paths();
    if (dir.empty()) return paths;
    const std::string prefix = std::string(dir) + '/';
    const auto first = std::lower_bound(paths.begin(), paths.end(), prefix);
    auto last = first;
    while (last != paths.end() && last->starts_with(prefix))
        ++last;
    return {first, last};
}

std::string first_of(const Tree& tree, std::string_view dir,
                     std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
        auto path = in_dir(dir, name);
        if (has(tree, path)) return path;
    }
    return {};
}

bool ignored(std::string_view path) {
    return any_folder(path, [](std::string_view folder) {
        return folder.starts_with('.') || folder.ends_with("-fixture") ||
               folder.ends_with("-fixtures") ||
               std::find(never.begin(), never.end(), folder) != never.end();
    });
}

bool retired(std::string_view path) {
    return any_folder(path, [](std::string_view folder) {
        return std::find(past.begin(), past.end(), folder) != past.end();
    });
}

std::string_view repo_base(const Tree& tree) {
    auto repo = tree.repo();
    while (repo.ends_with('/'))
        repo.remove_suffix(1);
    repo = base_of(repo);
    if (repo.ends_with(".git")) repo.remove_suffix(4);
    return repo;
}

}  // namespace qm::catalog

// Debian packages: every binary package of debian/control, and what nfpm builds.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/control.hpp"
#include "catalog/licence.hpp"
#include "catalog/paths.hpp"
#include "catalog/read.hpp"
#include "catalog/readme.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <array>

namespace qm {
namespace {

using namespace catalog;

// Releases in order: where a package is kept for several, the newest speaks.
constexpr std::array<std::string_view, 14> releases = {
    "jessie", "stretch",  "xenial", "buster", "bionic", "focal",    "bullseye",
    "jammy",  "bookworm", "noble",  "trixie", "forky",  "unstable", "sid"};

int release_rank(std::string_view path) {
    int rank = -1;
    for (std::size_t i = 0; i < releases.size(); ++i)
        if (contains(path, releases[i])) rank = static_cast<int>(i);
    return rank;
}

// "debian/control", "packaging/debian-bookworm/control", "pkg/DEBIAN/control".
bool is_control(const Tree& tree, std::string_view path) {
    const auto base = base_of(path);
    if (base != "control" && base != "control.in") return false;
    if (base == "control.in" && has(tree, path.substr(0, path.size() - 3))) return false;
    const auto dir = '/' + lower(dir_of(path));
    return !ignored(path) && (contains(dir, "/debian") || contains(dir, "/deb"));
}

std::string person(std::string_view text) {
    auto name = trim(text.substr(0, text.find('<')));
    while (name.starts_with('"'))
        name.remove_prefix(1);
    while (name.ends_with('"') || name.ends_with(' '))
        name.remove_suffix(1);
    return std::string(name);
}

// Questions of debconf: "Template: pkg/name", with type, default and a line of description.
void add_debconf(std::string_view templates, Entry& entry) {
    for (const auto& stanza : read_control(templates)) {
        const auto name = stanza.get("Template");
        if (name.empty() || entry.inputs.size() >= inputs_max) continue;
        const auto type = stanza.get("Type");
        if (type == "note" || type == "title" || type == "error" || type == "text") continue;
        Variable input{std::string(name), std::string(type), std::nullopt, false, {}};
        if (const auto value = stanza.get("Default"); !value.empty()) input.default_text = value;
        auto words = stanza.get("Description");
        if (words.empty()) words = stanza.get("_Description");
        input.description = trim(words.substr(0, words.find('\n')));
        entry.inputs.push_back(std::move(input));
    }
}

// NAME="value" lines of debian/<package>.default, with the comment above.
void add_defaults(std::string_view file, Entry& entry) {
    std::string comment;
    for (const auto line : lines_of(file)) {
        const auto text = trim(line);
        if (text.starts_with('#')) {
            if (comment.size() < 300) comment += std::string(trim(text.substr(1))) + ' ';
            continue;
        }
        const auto equals = text.find('=');
        if (equals != text.npos && equals > 0 &&
            text.substr(0, equals).find_first_of(" \t$({[\"'") == text.npos &&
            entry.inputs.size() < inputs_max)
            entry.inputs.push_back({std::string(text.substr(0, equals)), "string",
                                    std::string(text.substr(equals + 1)), false,
                                    one_line(comment)});
        comment.clear();
    }
}

void add_description(std::string_view field, Entry& entry) {
    const auto end = field.find('\n');
    entry.description = one_line(field.substr(0, end));
    if (entry.description.empty() && end != field.npos) {
        const auto body = trim(field.substr(end));
        entry.description = one_line(body.substr(0, body.find("\n\n")));
    }
    const auto low = lower(entry.description);
    if (contains(low, "transitional") || contains(low, "dummy package")) entry.deprecated = true;
}

struct Source {
    std::string dir;  // that holds control
    Stanza stanza;
    ChangelogHead head;
    std::string tagged;  // upstream's version where the changelog is made at build time
    std::string licence;
    std::vector<Release> releases;
};

Entry read_binary(const Tree& tree, const Source& source, const Stanza& stanza, bool only) {
    Entry entry = new_entry(tree, "debian-package", stanza.get("Package"), source.dir);
    const auto either = [&](std::string_view name) {
        const auto own = stanza.get(name);
        return own.empty() ? source.stanza.get(name) : own;
    };
    add_description(stanza.get("Description"), entry);
    entry.owner = person(either("Maintainer"));
    const auto section = either("Section");
    if (contains(section, "oldlibs")) entry.deprecated = true;
    add_once(entry.keywords, section.substr(section.rfind('/') + 1), list_max);
    if (source.stanza.get("Source") != entry.name)
        add_once(entry.keywords, source.stanza.get("Source"), list_max);
    for (const auto& name : package_names(stanza.get("Provides")))
        add_once(entry.keywords, name, list_max);
    for (const auto& name : split(stanza.get("Architecture"), " \n"))
        add_once(entry.platforms, name, list_max);
    if (!source.head.distribution.empty() && source.head.distribution != "UNRELEASED")
        add_once(entry.platforms, source.head.distribution, list_max);
    for (const auto* field : {"Depends", "Pre-Depends"})
        for (const auto& name : package_names(stanza.get(field)))
            add_once(entry.dependencies, name, list_max);
    // A transitional package is there to pull in the one that replaces it.
    if (contains(lower(entry.description), "transition") && entry.dependencies.size() == 1)
        entry.successor = entry.dependencies.front();
    entry.licence = source.licence;
    entry.releases = source.releases;
    const std::string own(stanza.get("Version"));
    entry.version = !own.empty() ? own : source.head.version;
    entry.snippet = "apt install " + entry.name;
    if (!entry.version.empty()) entry.snippet += '=' + entry.version;
    if (entry.version.empty()) entry.version = source.tagged;
    entry.snippet_language = "sh";
    const auto file = [&](std::string_view end) {
        const auto named = bytes_at(tree, in_dir(source.dir, entry.name + '.' + std::string(end)));
        return named.empty() && only ? bytes_at(tree, in_dir(source.dir, end)) : named;
    };
    add_debconf(file("templates"), entry);
    add_defaults(file("default"), entry);
    return entry;
}

// What tags of this source begin with: its name, "debian", or the product: "rec-5.1.2" for the
// folder recursor/.
std::vector<std::string> tag_names(const Tree& tree, const Source& source) {
    std::vector<std::string> names = {std::string(source.stanza.get("Source")), "debian"};
    for (const auto& word : tag_prefixes(tree)) {
        if (word.size() < 3 || contains(word, "-")) continue;
        for (const auto& folder : split(source.dir, "/"))
            if (folder.starts_with(word)) add_once(names, word, 20);
        if (names.front().ends_with('-' + word)) add_once(names, word, 20);
    }
    return names;
}

void read_file(const Tree& tree, const std::string& path, KindResult& result) {
    const auto* text = tree.read(path);
    if (!text) return result.problems.push_back({path, 0, "too large to be read"});
    const auto stanzas = read_control(clean(*text));
    const bool built = base_of(dir_of(path)) == "DEBIAN";  // dpkg-deb's own: no source stanza
    if (stanzas.empty() || (stanzas[0].get("Source").empty() && !built)) {
        const bool tests = stanzas.empty() || stanzas[0].get("Package").empty();
        if (!tests) result.problems.push_back({path, stanzas[0].line, "has no Source"});
        return;
    }
    Source source{std::string(dir_of(path)), stanzas[0], {}, {}, {}, {}};
    source.head = read_changelog(bytes_at(tree, in_dir(source.dir, "changelog")));
    const auto names = tag_names(tree, source);
    if (source.head.version.empty()) source.tagged = newest_tag(tree, names).version;
    source.releases = releases_of(tree, names);
    source.licence = dep5_licence(bytes_at(tree, in_dir(source.dir, "copyright")));
    int binaries = 0;
    for (const auto& stanza : stanzas)
        binaries += stanza.get("Package").empty() ? 0 : 1;
    for (const auto& stanza : stanzas)
        if (!stanza.get("Package").empty())
            result.entries.push_back(read_binary(tree, source, stanza, binaries == 1));
    if (binaries == 0)
        result.problems.push_back({path, stanzas[0].line, "has no Package after its Source"});
}

// nfpm.yaml, or the list "nfpms" of goreleaser: one package each.
void read_nfpm(const Tree& tree, const std::string& path, KindResult& result) {
    std::vector<Problem> problems;
    const auto file = yaml_at(tree, path, problems);
    const auto& root = file.root();
    std::vector<const Value*> packages;
    for (const auto& item : root.at("nfpms").items)
        packages.push_back(&item);
    if (packages.empty() && root.find("name")) packages.push_back(&root);
    for (const auto* package : packages) {
        auto name = package->str("package_name");
        if (name.empty()) name = package->str("name");
        if (name.empty()) name = root.str("project_name");
        if (name.empty()) name = repo_base(tree);
        if (contains(name, "{{")) name = repo_base(tree);
        Entry entry = new_entry(tree, "debian-package", name, dir_of(path));
        entry.version = package->str("version");
        if (entry.version.find_first_of("${") != std::string::npos) entry.version.clear();
        entry.snippet = "apt install " + name;
        if (entry.version.empty()) entry.version = newest_tag(tree, {name}).version;
        entry.snippet_language = "sh";
        entry.description =
            describe(package->str("description"), tree, readme_path(tree, entry.path), {});
        entry.owner = person(package->str("maintainer"));
        entry.licence = spdx(package->str("license"));
        add_once(entry.keywords, package->str("section"), list_max);
        add_once(entry.platforms, package->str("arch"), list_max);
        auto depends = package->at("depends").strings();
        if (depends.empty()) depends = package->at("dependencies").strings();
        for (const auto& relation : depends)
            for (const auto& one : package_names(relation))
                add_once(entry.dependencies, one, list_max);
        entry.problems = problems;
        result.entries.push_back(std::move(entry));
    }
    if (packages.empty())
        std::move(problems.begin(), problems.end(), std::back_inserter(result.problems));
}

bool is_nfpm(std::string_view path) {
    const auto base = base_of(path);
    return base == "nfpm.yaml" || base == "nfpm.yml" || base == ".goreleaser.yml" ||
           base == ".goreleaser.yaml" || base == "goreleaser.yml" || base == "goreleaser.yaml";
}

// One package kept in a folder a release is one entry: the newest release's, on all platforms.
void merge_releases(std::vector<Entry>& entries) {
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
        if (a.name != b.name) return a.name < b.name;
        return release_rank(a.path) > release_rank(b.path);
    });
    std::vector<Entry> kept;
    for (auto& entry : entries) {
        const bool same = !kept.empty() && kept.back().name == entry.name &&
                          dir_of(kept.back().path) == dir_of(entry.path);
        if (same) {
            for (const auto& platform : entry.platforms)
                add_once(kept.back().platforms, platform, list_max);
        } else {
            kept.push_back(std::move(entry));
        }
        const int rank = release_rank(same ? entry.path : kept.back().path);
        if (rank >= 0)
            add_once(kept.back().platforms, releases[static_cast<std::size_t>(rank)], list_max);
    }
    entries = std::move(kept);
}

KindResult read(const Tree& tree) {
    KindResult result;
    for (const auto& path : tree.paths()) {
        if (is_control(tree, path)) read_file(tree, path, result);
        if (is_nfpm(path) && !ignored(path)) read_nfpm(tree, path, result);
    }
    merge_releases(result.entries);
    return result;
}

}  // namespace

Kind debian_package() {
    return {"debian-package", "Debian package", {"debian", "deb", "package", "apt"}, read};
}

}  // namespace qm

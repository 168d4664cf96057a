// Which Dockerfiles of a repository make one image: variants, version folders, generic folders.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/images.hpp"

#include "catalog/paths.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace qm::catalog {
namespace {

constexpr std::array<std::string_view, 14> generic = {
    "docker", "build", "package", "deploy", "container",   "containers", "images",
    "image",  "src",   "app",     "ci",     "dockerfiles", "dockerfile", "packaging"};
constexpr std::array<std::string_view, 24> distributions = {
    "alpine", "bookworm", "bullseye",   "buster",     "trixie", "stretch", "sid",    "slim",
    "debian", "ubuntu",   "jammy",      "noble",      "focal",  "centos",  "rocky",  "fedora",
    "ubi",    "windows",  "nanoserver", "distroless", "perl",   "otel",    "oracle", "management"};
constexpr std::array<std::string_view, 6> channels = {"mainline", "stable",  "latest",
                                                      "edge",     "nightly", "lts"};
constexpr std::array<std::string_view, 5> previews = {"alpha", "beta", "dev", "rc", "unstable"};

template <std::size_t N>
bool is_one(const std::array<std::string_view, N>& list, std::string_view word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_version(std::string_view word) {
    if (is_one(channels, word)) return true;
    if (word.starts_with('v')) word.remove_prefix(1);
    if (word.empty() || word[0] < '0' || word[0] > '9') return false;
    const auto end = word.find_first_not_of("0123456789.x");
    return end == word.npos || word[end] == '-';  // "8.2-rc", "17-alpine"; not "1password"
}

bool is_distribution(std::string_view word) {
    return std::any_of(distributions.begin(), distributions.end(),
                       [&](std::string_view name) { return word.starts_with(name); });
}

std::vector<std::string> folders_of(std::string_view dir) {
    return split(dir, "/");
}

bool is_channel(std::string_view word) {
    return is_one(channels, word) || is_one(previews, word);
}

// How many leading folders name the image; the rest are versions and distributions.
std::size_t name_length(const std::vector<std::string>& folders) {
    for (std::size_t i = 0; i < folders.size(); ++i) {
        if (!is_version(folders[i])) continue;
        const bool rest = std::all_of(
            folders.begin() + static_cast<std::ptrdiff_t>(i) + 1, folders.end(),
            [](const std::string& word) { return is_version(word) || is_distribution(word); });
        if (rest) return i;
    }
    return folders.size();
}

enum class Form { none, plain, named };  // "Dockerfile[.x]", "x.Dockerfile"

Form form_of(std::string_view path) {
    const auto base = base_of(path);
    const auto low = lower(base);
    for (const std::string_view end : {".template", ".j2", ".jinja2", ".tmpl", ".tpl", ".erb",
                                       ".dockerignore", ".md", ".in", ".sh", ".py", ".go", ".orig"})
        if (low.ends_with(end)) return Form::none;
    if (base == "Dockerfile" || base == "Containerfile" || base.starts_with("Dockerfile.") ||
        base.starts_with("Dockerfile-") || base.starts_with("Containerfile."))
        return Form::plain;
    return low.ends_with(".dockerfile") && low.size() > 11 ? Form::named : Form::none;
}

std::string name_of(const Tree& tree, std::string_view dir) {
    while (!dir.empty() && is_one(generic, lower(base_of(dir))))
        dir = dir_of(dir);
    return std::string(dir.empty() ? repo_base(tree) : base_of(dir));
}

// Version folders at the root are versions of the repository's image only when nothing else is
// there: "2048/" among many images is a game.
bool root_is_versions(const std::vector<std::string>& files) {
    return std::all_of(files.begin(), files.end(), [](const std::string& path) {
        const auto folders = folders_of(dir_of(path));
        return folders.empty() || name_length(folders) == 0 || is_one(generic, folders[0]);
    });
}

std::string version_in(std::string_view tag) {
    const auto word = tag.substr(0, tag.find('/'));
    return is_version(word) && !is_one(channels, word) ? std::string(word) : std::string{};
}

// The plain Dockerfile of the newest version speaks for the image.
bool speaks_before(const std::string& a, const std::string& b) {
    const auto plain = [](const std::string& path) {
        const auto base = base_of(path);
        return base == "Dockerfile" || base == "Containerfile";
    };
    const auto version = [](const std::string& path) {
        Version best;
        for (const auto& folder : folders_of(dir_of(path)))
            if (is_version(folder) && !is_one(channels, folder))
                if (auto read = read_version('v' + folder.substr(folder.starts_with('v') ? 1 : 0)))
                    best = *read;
        return best;
    };
    if (const int by = version(a).compare(version(b)); by != 0) return by > 0;
    if (plain(a) != plain(b)) return plain(a);
    return a.size() != b.size() ? a.size() < b.size() : a < b;
}

}  // namespace

std::vector<ImageFiles> image_files(const Tree& tree) {
    std::vector<std::string> plain;
    std::vector<ImageFiles> images;
    for (const auto& path : tree.paths()) {
        if (ignored(path)) continue;
        const auto form = form_of(path);
        if (form == Form::plain) plain.push_back(path);
        if (form != Form::named) continue;
        const auto base = base_of(path);
        images.push_back({std::string(base.substr(0, base.size() - 11)), path, path, {}, {}});
    }
    const bool versions = root_is_versions(plain);
    std::map<std::string, std::vector<std::string>> groups;
    for (const auto& path : plain) {
        const auto folders = folders_of(dir_of(path));
        auto length = name_length(folders);
        if (length == 0 && !folders.empty() && !versions) length = folders.size();
        std::string dir;
        for (std::size_t i = 0; i < length; ++i)
            dir = in_dir(dir, folders[i]);
        // "firefox/alpine" beside "firefox/Dockerfile" is a variant of firefox.
        const auto above = std::string(dir_of(dir));
        if (!above.empty() && (is_distribution(base_of(dir)) || is_channel(base_of(dir))) &&
            has(tree, in_dir(above, "Dockerfile")))
            dir = above;
        groups[dir].push_back(path);
    }
    for (auto& [dir, files] : groups) {
        std::sort(files.begin(), files.end(), speaks_before);
        ImageFiles image{name_of(tree, dir), dir, files.front(), {}, {}};
        for (const auto& path : files) {
            std::string tag(dir_of(path).substr(
                std::min(dir.size() + (dir.empty() ? 0 : 1), dir_of(path).size())));
            const auto base = base_of(path);
            if (const auto at = base.find_first_of(".-"); at != base.npos)
                tag = in_dir(tag, base.substr(at + 1));
            add_once(image.tags, tag, 60);
        }
        for (const auto& tag : image.tags)
            if (image.version.empty()) image.version = version_in(tag);
        images.push_back(std::move(image));
    }
    return images;
}

}  // namespace qm::catalog

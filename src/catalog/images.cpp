// Which Dockerfiles of a repository make one image: variants, version folders, generic folders.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/images.hpp"

#include "catalog/paths.hpp"
#include "catalog/tag.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <utility>

namespace qm::catalog {
namespace {

constexpr std::array<std::string_view, 19> generic = {
    "rootfs",      "docker",     "build",     "package",      "deploy",        "container",
    "containers",  "images",     "image",     "src",          "app",           "ci",
    "dockerfiles", "dockerfile", "packaging", "docker-image", "docker-images", "container-images",
    "scripts"};
constexpr std::array<std::string_view, 35> distributions = {
    "alpine",     "bookworm",  "bullseye", "buster",      "trixie",
    "stretch",    "sid",       "slim",     "debian",      "ubuntu",
    "jammy",      "noble",     "focal",    "centos",      "rocky",
    "fedora",     "ubi",       "windows",  "nanoserver",  "distroless",
    "perl",       "otel",      "oracle",   "management",  "windowsservercore",
    "el",         "rhel",      "amazon",   "amazonlinux", "oraclelinux",
    "rockylinux", "almalinux", "opensuse", "raspbian",    "debiansid"};
constexpr std::array<std::string_view, 6> channels = {"mainline", "stable",  "latest",
                                                      "edge",     "nightly", "lts"};
constexpr std::array<std::string_view, 5> previews = {"alpha", "beta", "dev", "rc", "unstable"};

// Ways to build one image, not images.
constexpr std::array<std::string_view, 28> ways = {
    "dev",      "development", "devel",     "prod",  "production", "release", "local",
    "test",     "tests",       "debug",     "base",  "build",      "builder", "root",
    "rootless", "multi",       "multiarch", "amd64", "arm64",      "arm",     "armv7",
    "s390x",    "ppc64le",     "cuda",      "gpu",   "minimal",    "full",    "x86_64"};

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

// "debian", "alpine3.22", "slim-bookworm"; not "sidecar".
bool is_distribution(std::string_view word) {
    return std::any_of(distributions.begin(), distributions.end(), [&](std::string_view name) {
        return word.starts_with(name) &&
               (word.size() == name.size() ||
                !std::isalpha(static_cast<unsigned char>(word[name.size()])));
    });
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
    for (const std::string_view end :
         {".template", ".j2", ".jinja2", ".tmpl", ".tpl", ".erb", ".dockerignore", ".md", ".in",
          ".sh", ".py", ".go", ".orig", ".m4"})
        if (low.ends_with(end)) return Form::none;
    if (base == "Dockerfile" || base == "Containerfile" || base.starts_with("Dockerfile.") ||
        base.starts_with("Dockerfile-") || base.starts_with("Containerfile."))
        return Form::plain;
    return low.ends_with(".dockerfile") && low.size() > 11 ? Form::named : Form::none;
}

std::string image_name(const Tree& tree, std::string_view dir) {
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

// "Dockerfile-auth" → "auth"; "" for the ways and systems that one image is built for:
// "Dockerfile.debian-12", "Dockerfile.dev".
std::string image_word(std::string_view base) {
    const auto at = base.find_first_of(".-");
    if (at == base.npos) return {};
    std::string word;
    for (const auto& part : split(base.substr(at + 1), ".-_")) {
        const auto low = lower(part);
        if (is_distribution(low) || is_version(low)) break;
        if (is_one(ways, low)) continue;
        (word += word.empty() ? "" : "-") += part;
    }
    return word;
}

// "Dockerfile-auth" of pdns is pdns-auth; "Dockerfile-pdns" is pdns.
std::string named_after(const std::string& folder, const std::string& word) {
    if (lower(word).starts_with(lower(folder))) return word;
    return folder + '-' + word;
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

using Groups = std::map<std::string, std::vector<std::string>>;
using Words = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

// The folder that names the image of a Dockerfile; `versions`: version folders may stand at the
// root.
std::string image_folder(const Tree& tree, std::string_view path, bool versions) {
    const auto folders = folders_of(dir_of(path));
    auto length = name_length(folders);
    // "18/trixie", "stable/alpine": a version and a system are of one image even at the root.
    if (length == 0 && folders.size() == 1 && !versions) length = 1;
    std::string dir;
    for (std::size_t i = 0; i < length; ++i)
        dir = in_dir(dir, folders[i]);
    // "firefox/alpine" beside "firefox/Dockerfile" is a variant of firefox; "chrome/beta" is one of
    // chrome in any case.
    auto above = std::string(dir_of(dir));
    if (above.empty()) return dir;
    const auto last = base_of(dir);
    const bool beside = has(tree, in_dir(above, "Dockerfile"));
    if (beside ? is_distribution(last) || is_channel(last)
               : is_channel(last) && !is_one(generic, lower(base_of(above))))
        return above;
    return dir;
}

ImageFiles image_of(const Tree& tree, const std::string& dir, std::vector<std::string>& files) {
    std::sort(files.begin(), files.end(), speaks_before);
    ImageFiles image{image_name(tree, dir), dir, files.front(), {}, {}, {}};
    for (const auto& path : files) {
        std::string tag(
            dir_of(path).substr(std::min(dir.size() + (dir.empty() ? 0 : 1), dir_of(path).size())));
        const auto base = base_of(path);
        if (const auto at = base.find_first_of(".-"); at != base.npos)
            tag = in_dir(tag, base.substr(at + 1));
        add_once(image.tags, tag, 60);
    }
    for (const auto& tag : image.tags)
        if (image.version.empty()) image.version = version_in(tag);
    return image;
}

// Of "Dockerfile-<word>" in a folder, and in the folders of distributions below it.
ImageFiles image_of(const Tree& tree, const std::string& dir, const std::string& word,
                    std::vector<std::string>& files) {
    std::sort(files.begin(), files.end(), speaks_before);
    const auto& main = files.front();
    ImageFiles image{named_after(image_name(tree, dir), word), main, main, {}, {}, word};
    const auto inside = dir.empty() ? 0 : dir.size() + 1;
    for (const auto& path : files)
        if (files.size() > 1) add_once(image.tags, path.substr(inside), 60);
    return image;
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
        images.push_back({std::string(base.substr(0, base.size() - 11)), path, path, {}, {}, {}});
    }
    const bool versions = root_is_versions(plain);
    Groups groups;
    Words words;
    for (const auto& path : plain) {
        auto dir = dir_of(path);
        auto word = image_word(base_of(path));
        // Beside a plain Dockerfile the others are its variants; alone each is what it is called.
        if (word.empty() || !first_of(tree, dir, {"Dockerfile", "Containerfile"}).empty()) {
            groups[image_folder(tree, path, versions)].push_back(path);
            continue;
        }
        if (is_distribution(base_of(dir))) dir = dir_of(dir);
        words[{std::string(dir), std::move(word)}].push_back(path);
    }
    for (auto& [dir, files] : groups)
        images.push_back(image_of(tree, dir, files));
    for (auto& [key, files] : words)
        images.push_back(image_of(tree, key.first, key.second, files));
    return images;
}

}  // namespace qm::catalog

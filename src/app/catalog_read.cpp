// Reading sources: which repositories, what is in them, and the index made of all.
// SPDX-License-Identifier: Apache-2.0
#include "embedded.hpp"

#include "app/catalog_sync.hpp"
#include "catalog/load.hpp"
#include "core/seal.hpp"
#include "git/mirror.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t repositories_max = 20'000;

bool is_local(const std::string& url) {
    return url.starts_with('/') || url.starts_with('.');
}

}  // namespace

std::vector<Source> repositories(const std::vector<Source>& sources) {
    std::vector<Source> all;
    for (const Source& source : sources) {
        if (source.gitlab) continue;  // opened up before (Discovery)
        if (!source.folder) {
            all.push_back(source);
            continue;
        }
        std::error_code code;
        std::vector<Source> found;
        for (const auto& entry : fs::directory_iterator(source.url, code)) {
            if (!entry.is_directory(code) || found.size() >= repositories_max) continue;
            const fs::path& path = entry.path();
            if (!fs::exists(path / "HEAD", code) && !fs::exists(path / ".git", code)) continue;
            Source one;
            one.url = path.string();
            one.name = path.stem().string();
            one.web = source.web.empty() ? "" : source.web + "/" + one.name;
            found.push_back(std::move(one));
        }
        std::sort(found.begin(), found.end(),
                  [](const Source& a, const Source& b) { return a.name < b.name; });
        for (Source& one : found)
            all.push_back(std::move(one));
    }
    return all;
}

SourceRead read_source(const Source& source, const std::string& known_head, const std::string& data,
                       const std::string& self) {
    SourceRead read;
    read.name = source.name;
    read.url = source.url;
    std::string folder = source.url;
    if (!is_local(source.url)) {
        folder = data + "/mirrors/" +
                 core::key_of({source.identity.empty() ? source.url : source.identity}) + ".git";
        std::error_code code;
        fs::create_directories(data + "/mirrors", code);
        git::FetchTask task;
        task.url = source.url;
        task.folder = folder;
        task.token = source.token;
        task.allow_local = source.allow_local;
        if (const auto fetched = git::fetch(self, task); !fetched) {
            read.error = fetched.error().what;
            return read;
        }
    }
    const auto head = git::head_commit(folder);
    if (!head) {
        read.error = head.error().what;
        return read;
    }
    read.head = *head;
    if (*head == known_head) return read;
    const auto tree = git::open_tree(folder, source.name, source.web);
    if (!tree) {
        read.error = tree.error().what;
        return read;
    }
    static const std::vector<Kind> kinds = all_kinds();
    read.read = catalog::load(**tree, kinds);
    read.changed = true;
    return read;
}

std::shared_ptr<const catalog::Index> build_index(std::vector<Entry> entries,
                                                  const std::string& dictionary_file) {
    std::vector<std::string_view> files;
    for (const embedded::File& file : embedded::words())
        files.push_back(file.bytes);
    std::string own;
    if (!dictionary_file.empty()) {
        std::ifstream in(dictionary_file);
        std::stringstream bytes;
        bytes << in.rdbuf();
        own = bytes.str();
        files.push_back(own);
    }
    return std::make_shared<const catalog::Index>(std::move(entries), all_kinds(),
                                                  catalog::read_dictionary(files));
}

}  // namespace qm::app

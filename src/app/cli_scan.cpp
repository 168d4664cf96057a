// `catalog scan`: reads repositories without a bot and prints an object an entry.
// SPDX-License-Identifier: Apache-2.0
#include "app/catalog_sync.hpp"
#include "app/cli.hpp"
#include "catalog/entry_json.hpp"
#include "core/seal.hpp"

#include <cstdio>
#include <filesystem>
#include <unistd.h>

namespace qm::app {
namespace {

namespace fs = std::filesystem;

bool is_remote(const std::string& path) {
    return path.find("://") != std::string::npos || path.starts_with("git@");
}

bool is_repository(const fs::path& path) {
    std::error_code code;
    return fs::exists(path / ".git", code) ||
           (fs::exists(path / "HEAD", code) && fs::exists(path / "objects", code));
}

// "." and "repo/.git" are called as the folder that they are.
std::string place_of(const std::string& path) {
    std::error_code code;
    fs::path place = fs::canonical(path, code);
    if (code) place = fs::absolute(path).lexically_normal();
    if (place.filename() == ".git") place = place.parent_path();
    return place.string();
}

// A repository, a folder of them, or a URL.
std::vector<Source> sources_of(const std::vector<std::string>& paths) {
    std::vector<Source> sources;
    for (std::string path : paths) {
        if (path.starts_with("file://")) path.erase(0, 7);
        while (path.size() > 1 && path.ends_with('/'))
            path.pop_back();
        Source source;
        source.url = is_remote(path) ? path : place_of(path);
        const fs::path name = fs::path(source.url).filename();
        source.name = name.extension() == ".git" ? name.stem().string() : name.string();
        source.folder = !is_remote(path) && !is_repository(source.url);
        sources.push_back(std::move(source));
    }
    return repositories(sources);
}

}  // namespace

int cli_scan(const std::vector<std::string>& paths, const std::string& self) {
    const std::vector<Source> sources = sources_of(paths);
    const std::string scratch =
        (fs::temp_directory_path() / ("quartermaster-scan-" + core::random_hex(6))).string();
    SourceReader reader(scratch, self);
    const bool terminal = ::isatty(STDERR_FILENO) != 0;
    std::vector<Entry> entries;
    int failed = sources.empty() ? 1 : 0;
    if (sources.empty()) std::fprintf(stderr, "quartermaster: there is no repository\n");
    std::size_t at = 0;
    for (const Source& source : sources) {
        if (terminal)
            std::fprintf(stderr, "\r\033[K%zu/%zu %s", ++at, sources.size(), source.name.c_str());
        SourceRead read = reader.fetch_and_read(source, {});
        if (terminal) std::fprintf(stderr, "\r\033[K");
        if (!read.error.empty()) {
            ++failed;
            std::fprintf(stderr, "%s: %s\n", source.name.c_str(), read.error.c_str());
        }
        for (const Problem& problem : read.read.problems)
            std::fprintf(stderr, "%s: %s:%d: %s\n", source.name.c_str(), problem.path.c_str(),
                         problem.line, problem.reason.c_str());
        for (Entry& entry : read.read.entries)
            entries.push_back(std::move(entry));
    }
    std::error_code code;
    fs::remove_all(scratch, code);
    const std::vector<std::string> ids = catalog::unique_ids(entries);
    for (std::size_t i = 0; i < entries.size(); ++i)
        std::printf("%s\n", catalog::write_entry(entries[i], ids[i]).c_str());
    return failed == 0 ? 0 : 1;
}

}  // namespace qm::app

// Whether a repository may have changed, from the names and dates of a few files.
// SPDX-License-Identifier: Apache-2.0
#include "git/handle.hpp"
#include "git/mirror.hpp"
#include "git/names.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <sys/stat.h>

namespace qm::git {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t loose_max = 20'000;
constexpr std::size_t pointer_bytes_max = path_bytes_max + 64;
constexpr std::size_t depth_max = 16;

// The first line of a small file; empty when there is none.
std::string first_line(const fs::path& file) {
    std::array<char, pointer_bytes_max> bytes{};
    std::ifstream in(file, std::ios::binary);
    in.read(bytes.data(), bytes.size());
    const std::string_view text(bytes.data(), static_cast<std::size_t>(in.gcount()));
    return std::string(text.substr(0, text.find('\n')));
}

struct Places {
    fs::path head;    // has HEAD
    fs::path common;  // has branches and tags: another one for a second work tree
};

Places places_of(const fs::path& folder) {
    Places places{folder, folder};
    std::error_code none;
    if (fs::is_directory(folder / ".git", none)) {
        places.head = folder / ".git";
    } else if (const std::string line = first_line(folder / ".git"); line.starts_with("gitdir: ")) {
        places.head = folder / line.substr(8);
    }
    const std::string common = first_line(places.head / "commondir");
    places.common = common.empty() ? places.head : places.head / common;
    return places;
}

class Notes {
public:
    // Git and libgit2 replace a file by renaming another over it, so that its number changes even
    // where two writes have one date and one size. What is not there is noted as that.
    bool note(const fs::path& path) {
        struct stat seen {};
        text_ += path.filename().native();
        if (lstat(path.c_str(), &seen) < 0) {
            text_ += " none\n";
            return false;
        }
        for (const long long number :
             {static_cast<long long>(seen.st_ino), static_cast<long long>(seen.st_size),
              static_cast<long long>(seen.st_mtim.tv_sec),
              static_cast<long long>(seen.st_mtim.tv_nsec)})
            text_ += " " + std::to_string(number);
        text_ += "\n";
        return S_ISDIR(seen.st_mode);
    }

    // All below; false where there is more than the bound.
    bool note_below(const fs::path& folder, std::size_t depth) {
        if (!note(folder)) return true;
        if (depth >= depth_max) return false;
        std::vector<fs::path> inside;
        std::error_code none;
        for (fs::directory_iterator at(folder, none), end; !none && at != end; at.increment(none)) {
            if (++seen_ > loose_max) return false;
            inside.push_back(at->path());
        }
        std::sort(inside.begin(), inside.end());
        return std::all_of(inside.begin(), inside.end(),
                           [&](const fs::path& path) { return note_below(path, depth + 1); });
    }

    void say(const std::string& text) { text_ += text + "\n"; }
    const std::string& text() const { return text_; }

private:
    std::string text_;
    std::size_t seen_ = 0;
};

}  // namespace

result<std::string> stamp(const std::string& folder) {
    use_library();
    const Places places = places_of(folder);
    Notes notes;
    const std::string head = first_line(places.head / "HEAD");
    if (head.empty())
        return Error{errc::not_found, folder + " is no git repository: check the path"};
    notes.say(head);
    if (const std::string branch = head.starts_with("ref: ") ? head.substr(5) : "";
        branch.starts_with("refs/") && acceptable_path(branch))
        notes.say(first_line(places.common / branch));
    notes.note(places.common / "packed-refs");
    for (const char* kind : {"refs/heads", "refs/tags"})
        if (!notes.note_below(places.common / kind, 0))
            return Error{errc::too_large,
                         folder +
                             " has more than 20,000 loose branches and tags, or some in more "
                             "than 16 folders: run git pack-refs --all there"};
    git_oid oid;
    if (git_odb_hash(&oid, notes.text().data(), notes.text().size(), GIT_OBJECT_BLOB) < 0)
        return Error{errc::invalid, folder + " cannot be told from others: " + last_error()};
    return std::string(git_oid_tostr_s(&oid));
}

}  // namespace qm::git

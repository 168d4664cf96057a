// A folder that goes away, and repositories in it.
// SPDX-License-Identifier: Apache-2.0
#include "git/support/repos.hpp"

#include <algorithm>
#include <stdexcept>
#include <stdlib.h>

namespace qm::git::support {
namespace {

void expect_done(int error) {
    if (error < 0) throw std::runtime_error(last_error());
}

}  // namespace

Folder::Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "qm-git-XXXXXX").string();
    if (!mkdtemp(name.data())) throw std::runtime_error("no folder for the test");
    path_ = name;
}

Folder::~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Instant hour(int hours) {
    return from_unix(1'790'812'800) + std::chrono::hours{hours};
}

Step step(int hours, std::map<std::string, std::string> write, std::vector<std::string> remove,
          std::string tag) {
    return {"Change " + std::to_string(hours),
            "Noor Haddad <noor@example.org>",
            hour(hours),
            std::move(write),
            std::move(remove),
            std::move(tag)};
}

Step by(const std::string& author, Step step) {
    step.author = author;
    return step;
}

std::string self() {
    return std::filesystem::read_symlink("/proc/self/exe").string();
}

FetchTask task(const std::string& url, const std::string& folder) {
    FetchTask made;
    made.url = url;
    made.folder = folder;
    made.allow_local = true;
    made.limits.deadline = std::chrono::seconds{60};
    return made;
}

Raw::Raw(const std::string& folder) {
    use_library();
    git_repository_init_options options = GIT_REPOSITORY_INIT_OPTIONS_INIT;
    options.flags = GIT_REPOSITORY_INIT_BARE | GIT_REPOSITORY_INIT_MKPATH;
    options.initial_head = "main";
    expect_done(git_repository_init_ext(out(repository_), folder.c_str(), &options));
    expect_done(git_repository_odb(out(odb_), repository_.get()));
}

git_oid Raw::write(const std::string& bytes, git_object_t type) {
    git_oid oid;
    expect_done(git_odb_write(&oid, odb_.get(), bytes.data(), bytes.size(), type));
    return oid;
}

git_oid Raw::blob(const std::string& bytes) {
    return write(bytes, GIT_OBJECT_BLOB);
}

git_oid Raw::tree(const std::vector<Entry>& entries) {
    std::string bytes;
    for (const Entry& entry : entries) {
        bytes += entry.mode + " " + entry.name;
        bytes.push_back('\0');
        bytes.append(reinterpret_cast<const char*>(entry.oid.id), GIT_OID_RAWSZ);
    }
    return write(bytes, GIT_OBJECT_TREE);
}

git_oid Raw::commit(const git_oid& tree, int hours, const std::vector<git_oid>& parents,
                    const std::string& author, const std::string& message) {
    std::string text = "tree " + std::string(git_oid_tostr_s(&tree)) + "\n";
    for (const git_oid& parent : parents)
        text += "parent " + std::string(git_oid_tostr_s(&parent)) + "\n";
    const std::string who = author + " " + std::to_string(to_unix(hour(hours))) + " +0200\n";
    return write(text + "author " + who + "committer " + who + "\n" + message, GIT_OBJECT_COMMIT);
}

void Raw::ref(const std::string& name, const git_oid& commit) {
    Reference made;
    expect_done(
        git_reference_create(out(made), repository_.get(), name.c_str(), &commit, 1, nullptr));
}

git_oid Raw::annotated_tag(const std::string& name, const git_oid& commit) {
    const git_oid oid =
        write("object " + std::string(git_oid_tostr_s(&commit)) + "\ntype commit\ntag " + name +
                  "\ntagger Noor Haddad <noor@example.org> 1790812800 +0000\n\n" + name + "\n",
              GIT_OBJECT_TAG);
    ref("refs/tags/" + name, oid);
    return oid;
}

git_oid tree_of(Raw& raw, const std::map<std::string, std::string>& files) {
    std::map<std::string, std::map<std::string, std::string>> folders;
    std::vector<Raw::Entry> entries;
    for (const auto& [path, bytes] : files) {
        const std::size_t slash = path.find('/');
        if (slash == std::string::npos) {
            entries.push_back({"100644", path, raw.blob(bytes)});
        } else {
            folders[path.substr(0, slash)][path.substr(slash + 1)] = bytes;
        }
    }
    for (const auto& [name, inside] : folders)
        entries.push_back({"40000", name, tree_of(raw, inside)});
    std::sort(entries.begin(), entries.end(), [](const Raw::Entry& a, const Raw::Entry& b) {
        const auto key = [](const Raw::Entry& e) {
            return e.mode == "40000" ? e.name + "/" : e.name;
        };
        return key(a) < key(b);
    });
    return raw.tree(entries);
}

}  // namespace qm::git::support

// Who made a commit, as the repository's own .mailmap has it.
// SPDX-License-Identifier: Apache-2.0
#include "git/people.hpp"

#include "git/text.hpp"

#include <algorithm>
#include <string_view>

namespace qm::git {
namespace {

constexpr std::size_t mailmap_bytes_max = 256u << 10;
constexpr std::size_t name_bytes_max = 100;
constexpr std::size_t known_max = 10'000;

std::string lower(std::string_view text) {
    std::string made(text);
    for (char& c : made)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return made;
}

// git compares without case, libgit2 does not in every release. The proper name before the first
// mail is all that comes out of a line, so that the rest of it may be lowered.
std::string without_case(std::string_view text) {
    std::string made;
    made.reserve(text.size());
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
        const std::string_view line = text.substr(0, end);
        const std::size_t mail = std::min(line.find('<'), line.size());
        made += line.substr(0, mail);
        made += lower(line.substr(mail));
        text.remove_prefix(end);
    }
    return made;
}

std::string mailmap_of(git_repository* repository, const git_commit* commit) {
    TreeObject tree;
    Odb odb;
    OdbObject object;
    std::size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_commit_tree(out(tree), commit) < 0 || git_repository_odb(out(odb), repository) < 0)
        return "";
    const git_tree_entry* entry = git_tree_entry_byname(tree.get(), ".mailmap");
    if (!entry || git_tree_entry_filemode(entry) != GIT_FILEMODE_BLOB) return "";
    if (git_odb_read_header(&size, &type, odb.get(), git_tree_entry_id(entry)) < 0 ||
        type != GIT_OBJECT_BLOB || size > mailmap_bytes_max ||
        git_odb_read(out(object), odb.get(), git_tree_entry_id(entry)) < 0)
        return "";
    return std::string(static_cast<const char*>(git_odb_object_data(object.get())),
                       git_odb_object_size(object.get()));
}

bool is_bot(std::string_view name) {
    return lower(name).ends_with("[bot]");
}

}  // namespace

People::People(git_repository* repository, const git_commit* commit) {
    const std::string text = without_case(mailmap_of(repository, commit));
    if (!text.empty()) git_mailmap_from_buffer(out(mailmap_), text.data(), text.size());
}

const Person& People::person(const git_signature& signature) {
    const std::string name = signature.name ? signature.name : "";
    const std::string mail = signature.email ? signature.email : "";
    if (known_.size() >= known_max) known_.clear();
    const auto [place, fresh] = known_.try_emplace(name + "<" + mail);
    if (fresh) place->second = resolve(name, mail);
    return place->second;
}

Person People::resolve(const std::string& name, const std::string& mail) const {
    const std::string plain_name = lower(name);
    const std::string plain_mail = lower(mail);
    const char* proper = nullptr;
    const char* proper_mail = nullptr;
    std::string made = name;
    if (mailmap_ &&
        git_mailmap_resolve(&proper, &proper_mail, mailmap_.get(), plain_name.c_str(),
                            plain_mail.c_str()) == 0 &&
        proper != plain_name.c_str())
        made = proper;
    return {clean_line(made, name_bytes_max), is_bot(name) || is_bot(made)};
}

}  // namespace qm::git

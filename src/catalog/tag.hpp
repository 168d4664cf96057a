// Which tag is a version of which entry: "v1.2.3", "<name>-1.2.3", "<name>/1.2.3", "debian/1.2-3".
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

struct Version {
    std::vector<long> numbers;
    std::string before;  // pre-release: "rc.1"; sorts before the version without one

    // Newer is greater; pre-releases compare by their parts, digits as numbers.
    int compare(const Version& other) const;
};

// "v1.2.3-rc.1+build", "1.2", "v3"; nothing for what is no version ("latest", "20240101", "3").
std::optional<Version> read_version(std::string_view text);

struct Tagged {
    std::string tag;      // as it is in git
    std::string version;  // without prefix and "v"
};

// The tags of a repository by what stands before their version, read once: there may be thirty
// thousand tags and thousands of entries.
class Tags {
public:
    explicit Tags(const std::vector<std::string>& tags);

    // The newest version among the tags that belong to one of the names; if no tag names any, among
    // the tags that are nothing but a version. A release is preferred to any pre-release.
    Tagged newest(const std::vector<std::string>& names) const;

    // Those tags, the highest version first, each version once.
    std::vector<Tagged> versions(const std::vector<std::string>& names, std::size_t most) const;

    // The tag that stands for exactly this version of that name; "" when there is none.
    std::string of(std::string_view name, std::string_view version) const;

    // What stands before a version, with its sign cut: "redis" of "redis-1.2.0".
    std::vector<std::string> prefixes() const;

private:
    struct Line {
        Version version;
        Tagged tagged;
    };
    using Lines = std::vector<Line>;  // the highest first

    void add(const std::string& tag, std::string_view prefix, std::string_view text);
    std::vector<const Lines*> of(const std::vector<std::string>& names) const;

    std::map<std::string, Lines, std::less<>> lines_;  // by prefix; "": nothing but a version
    std::vector<std::string> sorted_;
};

// A tree that keeps its tags read: what the kinds are given.
class TaggedTree : public Tree {
public:
    explicit TaggedTree(const Tree& tree) : tree_(tree), known_(tree.tags()) {}

    const Tags& known() const { return known_; }

    std::string_view repo() const override { return tree_.repo(); }
    std::string_view url() const override { return tree_.url(); }
    const std::vector<std::string>& paths() const override { return tree_.paths(); }
    const std::string* read(std::string_view path) const override { return tree_.read(path); }
    const std::vector<std::string>& tags() const override { return tree_.tags(); }
    std::string updated(std::string_view path) const override { return tree_.updated(path); }
    std::string tagged_at(std::string_view tag) const override;
    std::vector<Author> authors(std::string_view path) const override {
        return tree_.authors(path);
    }

private:
    const Tree& tree_;
    Tags known_;
    mutable std::map<std::string, std::string, std::less<>> at_;  // many entries share a tag
};

// Of a tree whose tags are not kept they are read each time.
Tagged newest_tag(const Tree& tree, const std::vector<std::string>& names);
std::string tag_of(const Tree& tree, std::string_view name, std::string_view version);
std::vector<std::string> tag_prefixes(const Tree& tree);

// The versions that belong to one of the names, the highest first, at most ten, with their times.
std::vector<Release> releases_of(const Tree& tree, const std::vector<std::string>& names);

}  // namespace qm::catalog

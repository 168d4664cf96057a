// A tree seen through a few folders: what a change of their files can touch, and no more.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

// The folders of entries, deepest first for a path: where a changed file belongs.
class Units {
public:
    explicit Units(const std::vector<Entry>& entries);
    // The deepest entry's folder that holds the path; nothing for files of the whole repository.
    const std::string* of(std::string_view path) const;

private:
    std::vector<std::string> folders_;  // sorted, each once, without the root
};

// Shows the files below some folders and those that lie directly in the folders above them.
class Focus : public Tree {
public:
    Focus(const Tree& whole, std::vector<std::string> folders);

    std::string_view repo() const override { return whole_.repo(); }
    std::string_view url() const override { return whole_.url(); }
    const std::vector<std::string>& paths() const override { return paths_; }
    const std::string* read(std::string_view path) const override { return whole_.read(path); }
    const std::vector<std::string>& tags() const override { return whole_.tags(); }
    std::string updated(std::string_view path) const override { return whole_.updated(path); }
    std::string tagged_at(std::string_view tag) const override { return whole_.tagged_at(tag); }
    std::vector<Author> authors(std::string_view path) const override {
        return whole_.authors(path);
    }

private:
    const Tree& whole_;
    std::vector<std::string> paths_;
};

// Whether a path lies below a folder, or is it; everything lies below "".
bool below(std::string_view path, std::string_view folder);

}  // namespace qm::catalog

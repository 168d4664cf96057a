// A repository written in a test: paths and bytes, tags, nothing on disk.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qm::support {

class MemoryTree : public Tree {
public:
    using Files = std::initializer_list<std::pair<const std::string, std::string>>;

    explicit MemoryTree(Files files, std::string repo = "sre/things")
        : repo_(std::move(repo)), url_("https://git.example/" + repo_), files_(files) {
        index();
    }

    MemoryTree& tags(std::vector<std::string> tags) { return tags_ = std::move(tags), *this; }
    MemoryTree& url(std::string url) { return url_ = std::move(url), *this; }
    MemoryTree& file(std::string path, std::string text) {
        files_[std::move(path)] = std::move(text);
        index();
        return *this;
    }
    // Listed, but over the size bound: read() gives nothing.
    MemoryTree& huge(std::string path) {
        paths_.clear();
        files_[path] = "";
        huge_ = std::move(path);
        index();
        return *this;
    }

    std::string_view repo() const override { return repo_; }
    std::string_view url() const override { return url_; }
    const std::vector<std::string>& paths() const override { return paths_; }
    const std::string* read(std::string_view path) const override {
        const auto found = files_.find(path);
        return found == files_.end() || path == huge_ ? nullptr : &found->second;
    }
    const std::vector<std::string>& tags() const override { return tags_; }
    std::string updated(std::string_view path) const override {
        return path.empty() ? "2026-01-01T00:00:00Z" : "2026-02-02T00:00:00Z";
    }

    std::string tagged_at(std::string_view tag) const override {
        return "2026-03-03T00:00:00Z " + std::string(tag);
    }
    std::vector<Author> authors(std::string_view path) const override {
        return {{"Ann of " + std::string(path), 3, "2026-02-02T00:00:00Z"}};
    }

private:
    void index() {
        paths_.clear();
        for (const auto& [path, text] : files_)
            paths_.push_back(path);
    }

    std::string repo_;
    std::string url_;
    std::map<std::string, std::string, std::less<>> files_;
    std::vector<std::string> paths_;
    std::vector<std::string> tags_;
    std::string huge_;
};

}  // namespace qm::support

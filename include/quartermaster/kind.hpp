// A kind of catalog entry: the paths it claims and how the entries there are read. Pure: a tree of
// files goes in, entries and problems come out; nothing is run and nothing throws.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/entry.hpp>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace qm {

// One commit of a repository. Paths use '/', have no leading one, and are valid UTF-8.
class Tree {
public:
    virtual ~Tree() = default;
    virtual std::string_view repo() const = 0;                  // "sre/helm-charts"
    virtual std::string_view url() const = 0;                   // may be empty
    virtual const std::vector<std::string>& paths() const = 0;  // sorted, files only
    // The bytes, or nothing when there is no such file or it is over the size bound.
    virtual const std::string* read(std::string_view path) const = 0;
    virtual const std::vector<std::string>& tags() const = 0;  // newest commit first
    // RFC 3339 UTC of the last commit that touched a path ("" for the whole repository).
    virtual std::string updated(std::string_view path) const = 0;
    // RFC 3339 UTC of the commit a tag stands for; "" when there is no such tag.
    virtual std::string tagged_at(std::string_view) const { return ""; }
    // Who touched a file or what is below a folder in the twelve months before this commit, most
    // commits first, at most five.
    virtual std::vector<Author> authors(std::string_view) const { return {}; }
};

struct KindResult {
    std::vector<Entry> entries;
    std::vector<Problem> problems;
};

struct Kind {
    std::string name;                // "helm-chart"
    std::string title;               // "Helm chart"
    std::vector<std::string> words;  // what people call it: "chart", "helm"
    KindResult (*read)(const Tree&);
};

// All nine, in the order of their names. Generated from the file names in catalog/kinds/.
std::vector<Kind> all_kinds();

}  // namespace qm

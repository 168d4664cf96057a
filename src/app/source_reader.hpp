// Reads one source: fetches where it is remote, reads what changed since it was read last.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include "app/config.hpp"
#include "store/rows.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace qm::app {

// Where a source stood when it was stored; empty: never read.
struct KnownSource {
    std::string head;
    std::string stamp;
};

struct SourceRead {
    std::string name;
    std::string url;
    std::string visibility;
    std::string head;
    std::string stamp;
    std::string error;
    bool changed = false;
    bool whole = true;  // else `read.entries` are those that changed
    KindResult read;
};

// The sources of the configuration, folders opened up: one a repository. Blocking.
std::vector<Source> repositories(const std::vector<Source>& sources);

// All but `fetch` is one thread's: git, files and what was read before. Keeps the trees of large
// repositories in mind, so that a change of a few files costs no reading of all the others.
class SourceReader {
public:
    // `self`: this program's file, which the fetch child is run from.
    SourceReader(std::string data, std::string self)
        : data_(std::move(data)), self_(std::move(self)) {}

    // Brings what is remote into its mirror; any thread, one call a source at a time.
    result<void> fetch(const Source& source) const;
    // What was fetched.
    SourceRead read(const Source& source, const KnownSource& known);
    // Both, one after the other.
    SourceRead fetch_and_read(const Source& source, const KnownSource& known);
    // Of `entries`, as they were at releases that the store does not have yet; at most `most`.
    std::vector<store::ReleaseRow> releases(const Source& source, const std::vector<Entry>& entries,
                                            const std::vector<store::ReleaseRow>& known,
                                            std::size_t most);

private:
    struct Kept {
        std::string head;
        std::vector<std::string> paths;
        std::vector<std::string> tags;       // newest first, those that are commits
        std::vector<std::string> tag_names;  // all, sorted: another one means another release
        KindResult read;
        std::uint64_t used = 0;  // the oldest goes first
    };
    std::string folder_of(const Source& source) const;
    void read_tree(const Source& source, const std::string& folder, SourceRead& read);
    bool read_changes(const Source& source, const std::string& folder, SourceRead& read);
    void keep(const std::string& folder, const Tree& tree, const SourceRead& read);

    std::string data_;
    std::string self_;
    std::map<std::string, Kept> kept_;
    std::uint64_t uses_ = 0;
};

bool is_local(const std::string& url);  // a folder of this machine

std::string address_of(const Source& source);  // for people: its page, else where we read it

// For one that could not be fetched.
SourceRead failed_read(const Source& source, const std::string& why);

// A file of entries, one JSON object a line; lines that cannot be read are problems.
SourceRead read_lines(const Source& source, const KnownSource& known);

}  // namespace qm::app

// The index made of what is stored.
// SPDX-License-Identifier: Apache-2.0
#include "embedded.hpp"

#include "app/catalog_sync.hpp"
#include "desk/audience.hpp"

#include <fstream>
#include <sstream>

namespace qm::app {

std::vector<Entry> entries_for_index(store::Db& db, const std::vector<Team>& teams,
                                     const std::string& source) {
    auto entries = desk::stored_entries(db, source);
    for (Entry& entry : entries)
        entry.seen_by = desk::seen_by(teams, entry);
    return entries;
}

catalog::Dictionary read_words(const std::string& dictionary_file) {
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
    return catalog::read_dictionary(files);
}

std::shared_ptr<const catalog::Index> build_index(const std::vector<Entry>& entries,
                                                  const std::string& dictionary_file) {
    return std::make_shared<const catalog::Index>(entries, all_kinds(),
                                                  read_words(dictionary_file));
}

}  // namespace qm::app

// Ranking pages, to be read: tests/golden/search.txt holds queries over the demo's catalog, the
// first five of each, and what somebody wants to see by which place. QM_REWRITE_GOLDEN=1 rewrites
// the pages; what is wanted stays as it is and is checked all the same.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/index.hpp"
#include "catalog/load.hpp"
#include "catalog/support/demo_repos.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace qm::catalog {
namespace {

const std::string golden = QM_SOURCE_DIR "/tests/golden/search.txt";

Index demo_index() {
    std::vector<Entry> entries;
    for (const auto& [name, repo] : support::demo_repos()) {
        const auto read = load(support::tip(name, repo), all_kinds());
        entries.insert(entries.end(), read.entries.begin(), read.entries.end());
    }
    std::vector<std::string_view> words;
    for (const auto& file : embedded::words())
        words.push_back(file.bytes);
    return Index(entries, all_kinds(), read_dictionary(words));
}

std::vector<std::string> page(const Index& index, const std::string& query) {
    std::vector<std::string> lines;
    for (const Hit& hit : index.search({query, "", 5, 0}).hits)
        lines.push_back("  " + hit.entry.kind + " " + hit.entry.name);
    if (lines.empty()) lines.push_back("  nothing");
    return lines;
}

// "want ansible-role nginx by 2" → the place of that line on the page, or 0.
void check_want(const std::string& query, const std::string& want,
                const std::vector<std::string>& lines) {
    std::istringstream parts(want);
    std::string word, kind, name, by;
    std::size_t most = 0;
    parts >> word >> kind >> name >> by >> most;
    const std::string wanted = kind == "nothing" ? "  nothing" : "  " + kind + " " + name;
    const auto found = std::find(lines.begin(), lines.end(), wanted);
    const auto place = static_cast<std::size_t>(found - lines.begin()) + 1;
    EXPECT_TRUE(found != lines.end() && (kind == "nothing" || place <= most))
        << query << ": " << want;
}

TEST(Golden, PagesReadLikeWhatAnEngineerExpects) {
    const Index index = demo_index();
    std::ifstream in(golden);
    ASSERT_TRUE(in) << golden;
    std::string before, after, line, query;
    std::vector<std::string> lines;
    while (std::getline(in, line)) {
        before += line + "\n";
        if (line.starts_with("  ")) continue;
        if (line.starts_with("want ")) {
            check_want(query, line, lines);
            continue;
        }
        after += line + "\n";
        if (!line.starts_with("? ")) continue;
        query = line.substr(2);
        lines = page(index, query);
        // What is wanted stands between the query and its page.
        while (in.peek() == 'w' && std::getline(in, line)) {
            before += line + "\n";
            after += line + "\n";
            check_want(query, line, lines);
        }
        for (const auto& hit : lines)
            after += hit + "\n";
    }
    if (std::getenv("QM_REWRITE_GOLDEN") != nullptr) {
        std::ofstream(golden) << after;
        return;
    }
    EXPECT_EQ(after, before) << "QM_REWRITE_GOLDEN=1 rewrites the pages; read the difference";
}

}  // namespace
}  // namespace qm::catalog

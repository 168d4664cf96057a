// A second opinion on Mattermost's Markdown: what a reader sees, whom the server notifies, what is
// a link. Written from the server's sources, on purpose apart from the code under test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qm::chat::test {

struct Seen {
    std::string text;                   // as shown, code and quote marks taken off
    std::vector<std::string> mentions;  // every @word that the server would look up
    std::vector<std::string> links;     // targets of links, images and bare addresses
    std::vector<std::string> blocks;    // block elements: "title", "list", "rule", "quote", "fence"
};

Seen read_markdown(std::string_view markdown);

}  // namespace qm::chat::test

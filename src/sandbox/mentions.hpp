// Who a message mentions, by Mattermost's rules.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qm::sandbox {

// A Markdown text without its code spans, fenced and indented code blocks.
std::string without_code(std::string_view markdown);

// The words after an @ that starts a word, in lower case, in order, without repetition; each
// with its trailing ".-_:" and, after it, without: "@bob." gives "bob." and "bob".
std::vector<std::string> at_words(std::string_view markdown);
// The same for ~channel.
std::vector<std::string> tilde_words(std::string_view text);

}  // namespace qm::sandbox

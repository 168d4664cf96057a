// Outside text as Mattermost must show it: as typed, summoning nobody, linking nowhere. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace qm::chat {

// `line` has no line breaks and is cleaned. Escapes Markdown, parts @ from names and the Slack
// forms that Mattermost expands; addresses become code, so that they can be copied and neither
// link nor unfurl.
std::string escape_markdown(std::string_view line);

// The same for what stands behind other words of its line.
std::string escape_inside(std::string_view line);

// Something in it would become a link.
bool has_address(std::string_view line);

// Without the code for addresses: for the label of a link of our own.
std::string escape_label(std::string_view line);

// In one or two ticks, whatever is inside. `line` has no line breaks. Empty stays empty.
std::string code_span(std::string_view line);

}  // namespace qm::chat

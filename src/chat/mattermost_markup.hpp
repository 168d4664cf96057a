// Mattermost's Markdown: the only place where outside text becomes a message.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/say.hpp"

namespace qm::chat {

class MattermostMarkup final : public core::Markup {
public:
    std::string plain(std::string_view text) const override;  // one line
    std::string marked(const std::vector<Piece>& pieces) const override;
    std::string code(std::string_view text) const override;
    std::string quote(std::string_view text, bool whole) const override;  // "> " each line; capped
    std::string snippet(std::string_view language, std::string_view text) const override;
    std::string mention(std::string_view username) const override;
    std::string channel(std::string_view name) const override;
    // http and https only; anything else is shown, not linked.
    std::string link(std::string_view url, std::string_view label) const override;
    std::string post_link(std::string_view channel, std::string_view post,
                          std::string_view label) const override;
};

}  // namespace qm::chat

// How sentences are written on a terminal, where no platform renders them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/say.hpp"

#include <string>
#include <string_view>

namespace qm::app {

class TerminalMarkup final : public core::Markup {
public:
    std::string plain(std::string_view text) const override;  // control characters are blanks
    std::string code(std::string_view text) const override { return plain(text); }
    std::string quote(std::string_view text, bool) const override { return "> " + plain(text); }
    std::string snippet(std::string_view, std::string_view text) const override {
        return std::string(text);
    }
    std::string mention(std::string_view username) const override { return plain(username); }
    std::string channel(std::string_view name) const override { return "~" + plain(name); }
    std::string link(std::string_view url, std::string_view label) const override {
        return plain(label) + " <" + plain(url) + ">";
    }
    std::string post_link(std::string_view, std::string_view,
                          std::string_view label) const override {
        return plain(label);
    }
};

// Our own sentences' bold and code ticks mean nothing on a terminal.
std::string without_marks(std::string text);

// Of $LC_ALL, $LC_MESSAGES, $LANG: "fr", else "en".
std::string terminal_locale();

}  // namespace qm::app

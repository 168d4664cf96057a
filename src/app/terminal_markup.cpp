// Sentences on a terminal.
// SPDX-License-Identifier: Apache-2.0
#include "app/terminal_markup.hpp"

#include <cstdlib>

namespace qm::app {

std::string TerminalMarkup::plain(std::string_view text) const {
    std::string out;
    for (const char c : text)
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
    return out;
}

std::string without_marks(std::string text) {
    for (auto at = text.find("**"); at != std::string::npos; at = text.find("**", at))
        text.erase(at, 2);
    std::erase(text, '`');
    return text;
}

std::string terminal_locale() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == 0) continue;
        return std::string_view(value).starts_with("fr") ? "fr" : "en";
    }
    return "en";
}

}  // namespace qm::app

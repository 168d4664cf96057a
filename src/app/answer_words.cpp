// Renders an answer for a terminal.
// SPDX-License-Identifier: Apache-2.0
#include "app/answer_words.hpp"

#include "desk/desk_context.hpp"
#include "desk/route.hpp"

#include <cstdlib>
#include <variant>

namespace qm::app {
namespace {

class TerminalMarkup final : public core::Markup {
public:
    std::string plain(std::string_view text) const override {
        std::string out;
        for (const char c : text)
            out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
        return out;
    }
    std::string code(std::string_view text) const override { return plain(text); }
    std::string quote(std::string_view text) const override { return "> " + plain(text); }
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
std::string without_marks(std::string text) {
    for (auto at = text.find("**"); at != std::string::npos; at = text.find("**", at))
        text.erase(at, 2);
    std::erase(text, '`');
    return text;
}

}  // namespace

std::string answer_words(const desk::Setup& setup, const CatalogView& catalog,
                         const core::Texts& texts, Instant now, const std::string& line,
                         const std::string& locale) {
    Event event;
    event.kind = EventKind::slash;
    event.text = line;
    const desk::Routed routed = desk::route(setup, event);
    if (!routed.matched) return routed.complaint;
    if (routed.lane != Lane::index) return {};
    desk::IndexContext context(setup, event, catalog, now);
    const auto reply = routed.matched->command->run(routed.matched->given, context);
    if (!reply) return reply.error().what;
    const TerminalMarkup markup;
    const core::Saying saying{texts, markup, locale, "UTC", now};
    std::string words;
    for (const Block& block : reply->message.blocks) {
        if (!words.empty()) words += '\n';
        if (const auto* said = std::get_if<Line>(&block))
            words += without_marks(core::render(said->text, saying));
        else if (const auto* snippet = std::get_if<Snippet>(&block))
            words += snippet->text;
    }
    return words;
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

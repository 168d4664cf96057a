// Renders an answer for a terminal.
// SPDX-License-Identifier: Apache-2.0
#include "app/answer_words.hpp"

#include "app/terminal_markup.hpp"
#include "desk/desk_context.hpp"
#include "desk/route.hpp"

#include <variant>

namespace qm::app {
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

}  // namespace qm::app

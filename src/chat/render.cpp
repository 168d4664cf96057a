// Blocks to text: each kept whole, or cut where no markup can break open.
// SPDX-License-Identifier: Apache-2.0
#include "chat/render.hpp"

#include "chat/utf8.hpp"

#include <algorithm>

namespace qm::chat {

namespace {

constexpr std::string_view ellipsis = "…";
constexpr std::size_t bare_points_max = 500;

std::string capped(std::string_view text, std::size_t points_max) {
    const std::string_view first = first_points(text, points_max);
    if (first.size() == text.size()) return std::string(text);
    return std::string(first_points(text, points_max - 1)).append(ellipsis);
}

std::string block_text(const Block& block, const core::Saying& saying) {
    if (const auto* line = std::get_if<Line>(&block)) return core::render(line->text, saying);
    if (const auto* quote = std::get_if<Quote>(&block))
        return saying.markup.quote(quote->text, quote->whole);
    const auto& snippet = std::get<Snippet>(block);
    return saying.markup.snippet(snippet.language, snippet.text);
}

// Lists, tables and quotes swallow the line after them unless an empty one stands between.
char opening(const Block& block, std::string_view text) {
    if (std::holds_alternative<Quote>(block)) return '>';
    if (!std::holds_alternative<Line>(block)) return 0;
    const std::size_t last = text.rfind('\n');
    const std::string_view line = last == std::string_view::npos ? text : text.substr(last + 1);
    if (line.starts_with("- ") || line.starts_with("* ")) return '-';
    return line.starts_with("|") ? '|' : '\0';
}

// A first block that is too long by itself. A cut inside code or a link would let its inside come
// alive, so the source is shortened, never the markup.
std::string shortened(const Block& block, const core::Saying& saying, std::size_t points_max) {
    if (const auto* snippet = std::get_if<Snippet>(&block)) {
        const std::size_t frame = 2 * count_points(saying.markup.snippet(snippet->language, ""));
        const std::size_t room = points_max > frame ? points_max - frame : 0;
        const std::string cut = saying.markup.snippet(
            snippet->language, std::string(first_points(snippet->text, room / 4)));
        return count_points(cut) <= points_max ? cut : std::string();
    }
    const std::string whole = block_text(block, saying);
    // Escaping makes at most three code points of one, and code ticks two more for an address.
    std::string cut = saying.markup.plain(first_points(whole, points_max / 4));
    if (count_points(cut) > points_max) cut.clear();
    return cut;
}

std::string join(const Message& message, const core::Saying& saying, std::size_t points_max) {
    constexpr std::size_t reserve = 3;  // line break, ellipsis, and one to spare
    std::string out;
    std::size_t points = 0;
    char before = 0;
    for (const Block& block : message.blocks) {
        std::string text = block_text(block, saying);
        const char kind = opening(block, text);
        const bool parted = before != 0 && before != kind;
        if (!out.empty()) text.insert(0, parted ? "\n\n" : "\n");
        const std::size_t more = count_points(text);
        if (points + more + reserve > points_max) {
            if (out.empty()) out = shortened(block, saying, points_max - reserve);
            return out.append("\n").append(ellipsis);
        }
        out += text;
        points += more;
        before = kind;
    }
    return out;
}

std::string routable(std::string_view id, std::size_t position) {
    std::string out;
    for (const char c : id) {
        const bool fits =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (fits) out += c;
    }
    return out.empty() ? "c" + std::to_string(position) : out;
}

RenderedControl control_of(const Control& control, std::size_t position, const core::Saying& saying,
                           const RenderBounds& bounds) {
    RenderedControl out;
    out.id = routable(control.id, position);
    out.label = render_label(control.label, saying, bounds.label_points_max);
    out.command = control.command;
    out.primary = control.primary;
    for (const Choice& choice : control.choices) {
        if (out.choices.size() == bounds.choices_max) break;
        out.choices.push_back(
            {render_label(choice.label, saying, bounds.label_points_max), choice.value});
    }
    return out;
}

}  // namespace

std::string render_label(const Text& text, const core::Saying& saying, std::size_t points_max) {
    return capped(cleaned(core::render_bare(text, saying), Breaks::fold), points_max);
}

std::string render_bare(const Message& message, const core::Saying& saying) {
    std::string out;
    for (const Block& block : message.blocks) {
        const auto* line = std::get_if<Line>(&block);
        if (line == nullptr) continue;
        if (!out.empty()) out += '\n';
        out += cleaned(core::render_bare(line->text, saying), Breaks::fold);
    }
    return capped(out, bare_points_max);
}

Rendered render(const Message& message, const core::Saying& saying, const RenderBounds& bounds) {
    Rendered out;
    out.text = join(message, saying, bounds.text_points_max);
    for (const Control& control : message.controls) {
        if (out.controls.size() == bounds.controls_max) break;
        out.controls.push_back(control_of(control, out.controls.size(), saying, bounds));
    }
    return out;
}

}  // namespace qm::chat

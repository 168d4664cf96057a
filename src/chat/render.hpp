// A message of ours in somebody's language, zone and markup, within a platform's bounds. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/reply.hpp>

#include "core/say.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace qm::chat {

struct RenderedChoice {
    std::string label;
    std::string value;
};

struct RenderedControl {
    std::string id;  // [A-Za-z0-9]+
    std::string label;
    std::string command;
    std::vector<RenderedChoice> choices;
    bool primary = false;
};

struct Rendered {
    std::string text;
    std::vector<RenderedControl> controls;
    bool empty() const { return text.empty() && controls.empty(); }
};

struct RenderBounds {
    std::size_t text_points_max = 16'383;
    std::size_t controls_max = 20;
    std::size_t choices_max = 100;
    std::size_t label_points_max = 75;
};

// What does not fit is cut between blocks, with an ellipsis. Controls whose id could not be routed
// keep only the characters that can.
Rendered render(const Message& message, const core::Saying& saying,
                const RenderBounds& bounds = {});

// For a form's complaint, which shows neither markup nor buttons: nothing is escaped.
std::string render_bare(const Message& message, const core::Saying& saying);

// Labels and titles: one line, nothing escaped, at most `points_max` code points.
std::string render_label(const Text& text, const core::Saying& saying, std::size_t points_max);

}  // namespace qm::chat

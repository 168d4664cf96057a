// What an event asks for.
// SPDX-License-Identifier: Apache-2.0
#include "desk/route.hpp"

#include <algorithm>
#include <cctype>

namespace qm::desk {
namespace {

// "?", "hello?" and not "help", which alone asks us for help.
bool is_nudge(const Event& event, const Routed& routed) {
    if (!routed.matched || routed.matched->command->path != "quartermaster help") return false;
    std::string text = event.text;
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text.find("help") == text.npos && text.find("aide") == text.npos;
}

}  // namespace

Routed route(const Setup& setup, const Event& event) {
    Routed routed;
    switch (event.kind) {
        case EventKind::slash:
        case EventKind::press: {
            auto matched = core::match(setup.commands, event.text, !event.root.empty());
            if (!matched) {
                routed.lane = Lane::index;  // the complaint needs nothing
                routed.complaint = matched.error().what;
                routed.said = matched.error().said;
                return routed;
            }
            routed.lane = matched->command->lane;
            routed.matched = std::move(*matched);
            return routed;
        }
        case EventKind::message: {
            if (!event.to_us) return routed;
            if (event.text.empty()) {  // our name alone: somebody wonders what we are
                if (auto help = core::match(setup.commands, "quartermaster help"))
                    routed.matched = std::move(*help);
                if (routed.matched) routed.lane = routed.matched->command->lane;
                return routed;
            }
            // State words need a thread; whether it is a request's is known in the transaction,
            // and they are all `writes`.
            const bool in_thread = !event.root.empty();
            routed.matched = core::match_mention(setup.commands, event.text, in_thread);
            if (routed.matched) routed.lane = routed.matched->command->lane;
            routed.nudges = in_thread && is_nudge(event, routed);
            if (routed.nudges) routed.lane = Lane::writes;
            return routed;
        }
        case EventKind::reaction:
        case EventKind::own_post:
        case EventKind::changed:
        case EventKind::gone:
        case EventKind::joined:
        case EventKind::directory:
            return routed;
    }
    return routed;
}

}  // namespace qm::desk

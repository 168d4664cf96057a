// What an event asks for, before anything is read or written: a command and its lane, or words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/event.hpp>

#include "core/spec.hpp"
#include "desk/setup.hpp"

#include <optional>
#include <string>

namespace qm::desk {

struct Routed {
    Lane lane = Lane::writes;
    std::optional<core::Matched> matched;  // nothing: a request, a comment, or housekeeping
    std::string complaint;                 // a slash command that does not parse: why
    std::shared_ptr<const Text> said;      // the same for whoever reads it in chat
    bool nudges = false;                   // in a request's thread these words are for its owner
};

Routed route(const Setup& setup, const Event& event);

}  // namespace qm::desk

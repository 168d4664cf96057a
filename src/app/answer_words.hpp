// A command's answer as plain words, for the command line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include "core/say.hpp"
#include "desk/setup.hpp"

#include <string>

namespace qm::app {

// What "/LINE" says to somebody who may find all there is; only for commands of the index lane.
std::string answer_words(const desk::Setup& setup, const CatalogView& catalog,
                         const core::Texts& texts, Instant now, const std::string& line,
                         const std::string& locale);

}  // namespace qm::app

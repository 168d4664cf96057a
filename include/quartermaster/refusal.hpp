// A "no" that a person in chat reads in their language.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/text.hpp>

#include <memory>
#include <string>
#include <utility>

namespace qm {

inline Error refusal(errc code, std::string what, Text said) {
    return {code, std::move(what), std::make_shared<const Text>(std::move(said))};
}

}  // namespace qm

// Secrets of fixed shape that people left in defaults and READMEs: never indexed, never shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace qm::catalog {

// Tokens of GitLab, GitHub, Slack and AWS, private keys, and passwords inside URLs become
// "[masked]"; everything else is unchanged.
std::string mask_secrets(std::string_view text);

}  // namespace qm::catalog

// A post's props: put in Mattermost's own shape, shown without integrations, actions looked up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/json_text.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace qm::sandbox {

// Props as the server keeps them: keys sorted, attachments with all their fields in Go's order,
// an id for every action that has none. What is no attachment is dropped.
std::string normal_props(const nlohmann::json& props);

// Props as readers see them: no `integration`. With `seal`, an action that had one carries what
// seal(integration) gives as `cookie` instead (ephemeral posts).
using Seal = std::function<std::string(const std::string& integration)>;
nlohmann::ordered_json shown_props(const std::string& props, const Seal& seal = {});
bool has_attachments(const std::string& props);

struct Integration {
    std::string url, type, data_source;
    std::string context = "null";  // JSON text
};
std::optional<Integration> find_action(const std::string& props, std::string_view action_id);
std::optional<Integration> read_integration(std::string_view json_text);

// <http://x|y> → [y](http://x), <!channel> → @channel: done to answers of integrations.
std::string slack_text(std::string_view text);

}  // namespace qm::sandbox

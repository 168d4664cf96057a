// GitLab's push webhook: who may call, what it says, and which sources it means.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.hpp"
#include "gitlab/gitlab_json.hpp"
#include "net/http_server.hpp"

#include <functional>
#include <string>
#include <vector>

namespace qm::app {

constexpr std::size_t push_body_max = 1u << 20;  // a larger push waits for the next round

struct PushAnswer {
    int status = 200;
    std::string text;
};

// 404 without a token of ours, 401 for a wrong one, 400 for what cannot be read. What we do not
// want to know is 200 as well: GitLab switches a webhook off that fails.
PushAnswer answer_push(const net::ServerRequest& request, const std::string& token,
                       const std::function<bool(const gitlab::Push&)>& pushed);

// The names of the sources that a push is about: by the project's id, or by any of its addresses.
std::vector<std::string> names_of_push(const std::vector<Source>& sources,
                                       const gitlab::Push& push);

}  // namespace qm::app

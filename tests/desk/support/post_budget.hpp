// The bot's own posts about each request, counted as the platform got them, against what
// shared/product.md allows: a status, a duty card, "solved", and a line more only for a reason.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/post.hpp>

#include "store/db.hpp"

#include <map>
#include <string>
#include <vector>

namespace qm::tests {

class PostBudget {
public:
    // Sent now, for the first time; direct messages to people and what people say are not counted.
    void saw(store::Db& db, const Post& post);
    // What was more than it may be, by request.
    std::vector<std::string> broken(store::Db& db) const;
    // Over all requests: "status", "duty", "solved.line" …
    std::map<std::string, int> sums() const;

private:
    std::map<std::string, std::map<std::string, int>> said_;
};

}  // namespace qm::tests

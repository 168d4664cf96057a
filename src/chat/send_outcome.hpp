// What an answer to a post means: exactly sent, refused, unknown or later. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/post.hpp>

#include "chat/mattermost_rest.hpp"

namespace qm::chat {

// `user` is ours; `key` must be in the props of what came back: `pending_post_id` may return
// somebody else's post.
SendOutcome outcome_of_create(const result<Answer>& answer, const UserId& user,
                              const std::string& key);
// Edits, removals and opening a direct channel may be done twice: what is ambiguous is `later`.
SendOutcome outcome_of_edit(const result<Answer>& answer);
SendOutcome outcome_of_remove(const result<Answer>& answer);

}  // namespace qm::chat

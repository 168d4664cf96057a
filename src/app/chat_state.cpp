// Whether the chat is connected, and why not.
// SPDX-License-Identifier: Apache-2.0
#include "app/chat_state.hpp"

namespace qm::app {

bool ChatState::note(bool connected, const std::string& why) {
    if (connected) {
        const bool news = !why_.empty();
        why_.clear();
        told_.clear();
        return news;
    }
    why_ = why.empty() ? "the connection ended" : why;
    return told_.size() < told_max && told_.insert(why_).second;
}

}  // namespace qm::app

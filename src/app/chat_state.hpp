// Whether the chat is connected, and why not.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <set>
#include <string>

namespace qm::app {

class ChatState {
public:
    // True: worth a line in the log. A reason is, once between two connections.
    bool note(bool connected, const std::string& why);
    bool connected() const { return why_.empty(); }
    const std::string& why() const { return why_; }  // "": it is connected

private:
    static constexpr std::size_t told_max = 20;
    std::string why_ = "not reached yet";
    std::set<std::string> told_;
};

}  // namespace qm::app

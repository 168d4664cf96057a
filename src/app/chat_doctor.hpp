// `/quartermaster doctor`: the doctor of the command line, run as a child beside the bot, so that
// it sees what an administrator would see and blocks nothing. One at a time; what it found goes to
// whoever asked, as a row like everything that is said.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/event.hpp>

#include "app/sender.hpp"
#include "app/store_thread.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>
#include <vector>

namespace qm::app {

class ChatDoctor {
public:
    // `program`: the doctor and its arguments. `say_soon`: something was written down.
    ChatDoctor(boost::asio::any_io_executor executor, StoreThread& store, const Clock& clock,
               Sender::SetupSource setup, std::vector<std::string> program,
               std::function<void()> say_soon);

    // Does nothing while one runs: its answer comes soon.
    void ask(const Person& who, const std::string& event);

private:
    boost::asio::awaitable<void> run(Person who, std::string event);
    boost::asio::awaitable<std::string> listen(int from);

    boost::asio::any_io_executor executor_;
    StoreThread& store_;
    const Clock& clock_;
    Sender::SetupSource setup_;
    std::vector<std::string> program_;
    std::function<void()> say_soon_;
    bool runs_ = false;
};

// What it printed, as a message: how much is well, then each finding that is not, with its mend.
Message doctor_message(const std::string& findings_json);

}  // namespace qm::app

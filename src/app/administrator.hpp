// Calls of Mattermost's API as an administrator, for `setup`. What cannot be done is thrown as one
// sentence that says what was tried, what was answered, and the mend.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/patience.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <stdexcept>
#include <string>

namespace qm::app {

struct SetupFailed : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class Administrator {
public:
    Administrator(boost::asio::any_io_executor executor, const std::string& url, std::string token);

    // `doing`: "making the bot account", for the sentence.
    boost::asio::awaitable<nlohmann::json> call(std::string method, std::string target,
                                                nlohmann::json body, std::string doing,
                                                Twice twice = Twice::harmless);
    // An object; null: Mattermost says that it is not there.
    boost::asio::awaitable<nlohmann::json> find(std::string target, std::string doing);
    // Whether Mattermost takes a token: false only when it says that it does not.
    boost::asio::awaitable<bool> is_taken(std::string token, std::string doing);

private:
    boost::asio::awaitable<net::HttpResponse> send(std::string method, std::string target,
                                                   std::string body, std::string token,
                                                   std::string doing, Twice twice);

    std::string token_;
    std::unique_ptr<PatientHttps> https_;
};

}  // namespace qm::app

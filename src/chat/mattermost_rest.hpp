// Calls of Mattermost's REST API v4 with our token; nothing it says can leak the token.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>

#include "net/https.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace qm::chat {

struct Answer {
    int status = 0;
    std::string body;
    std::chrono::seconds retry_after{1};

    bool ok() const { return status >= 200 && status < 300; }
    // "HTTP 403 api.context.permissions.app_error": never the server's sentence, which may hold a
    // token.
    std::string why() const;
};

class MattermostRest {
public:
    MattermostRest(std::unique_ptr<net::Https> https, std::string token)
        : https_(std::move(https)), token_(std::move(token)) {}

    // path: after /api/v4. Errors are those of net::Https.
    boost::asio::awaitable<result<Answer>> get(std::string path);
    boost::asio::awaitable<result<Answer>> call(std::string method, std::string path,
                                                std::string body);

    void use(std::string token) { token_ = std::move(token); }

    // How many calls failed as they do while the server is in trouble; only grows.
    std::uint64_t troubles() const { return troubles_; }

    // The token cut out of whatever is to be noted.
    std::string redacted(std::string text) const;

private:
    std::unique_ptr<net::Https> https_;
    std::string token_;
    std::uint64_t troubles_ = 0;
};

// `unauthorised` for 401, `rate_limited` for 429, `not_found` for 404, `not_allowed` for 403,
// `invalid` for other 4xx, `unavailable` for the rest.
Error failed(const Answer& answer);

}  // namespace qm::chat

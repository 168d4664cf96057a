// One client of one server.
// SPDX-License-Identifier: Apache-2.0
#include "chat/mattermost_rest.hpp"

#include "chat/mattermost_json.hpp"
#include "chat/reconnect.hpp"

namespace qm::chat {

std::string Answer::why() const {
    const std::string id = read_error_id(body);
    return "HTTP " + std::to_string(status) + (id.empty() ? "" : " " + id);
}

boost::asio::awaitable<result<Answer>> MattermostRest::get(std::string path) {
    co_return co_await call("GET", std::move(path), "");
}

boost::asio::awaitable<result<Answer>> MattermostRest::call(std::string method, std::string path,
                                                            std::string body) {
    net::HttpRequest request;
    request.method = std::move(method);
    request.target = "/api/v4" + path;
    request.headers.emplace_back("Authorization", "Bearer " + token_);
    request.headers.emplace_back("Accept", "application/json");
    if (!body.empty()) request.headers.emplace_back("Content-Type", "application/json");
    request.body = std::move(body);
    auto response = co_await https_->send(std::move(request));
    if (!response || response->status >= 500) ++troubles_;
    if (!response) {
        Error error = response.error();
        error.what = redacted(std::move(error.what));
        co_return error;
    }
    Answer answer;
    answer.status = response->status;
    answer.retry_after = retry_after(response->header("Retry-After"));
    answer.body = std::move(response->body);
    co_return answer;
}

std::string MattermostRest::redacted(std::string text) const {
    if (token_.empty()) return text;
    for (std::size_t at = 0; (at = text.find(token_, at)) != std::string::npos; at += 3)
        text.replace(at, token_.size(), "(…)");
    return text;
}

Error failed(const Answer& answer) {
    const errc code = answer.status == 401   ? errc::unauthorised
                      : answer.status == 429 ? errc::rate_limited
                      : answer.status == 404 ? errc::not_found
                      : answer.status == 403 ? errc::not_allowed
                      : answer.status >= 500 ? errc::unavailable
                      : answer.status >= 400 ? errc::invalid
                                             : errc::unavailable;
    return {code, "Mattermost answered " + answer.why() + "."};
}

}  // namespace qm::chat

// Calls of Slack's Web API with our tokens; nothing it says can leak a token.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/post.hpp>

#include "chat/slack_json.hpp"
#include "net/https.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>

namespace qm::chat {

struct SlackAnswer {
    int status = 0;
    std::string body;
    SlackReply reply;
    std::chrono::seconds retry_after{1};

    bool ok() const { return status == 200 && reply.ok; }
    std::string why() const;  // "chat.postMessage: not_in_channel", never more
};

using SlackFields = std::vector<std::pair<std::string, std::string>>;

class SlackRest {
public:
    using Steady = std::function<std::chrono::milliseconds()>;
    using Heard = std::function<void(const SlackAnswer&)>;

    // base: "https://slack.com/api"
    SlackRest(boost::asio::any_io_executor executor, std::unique_ptr<net::Https> https,
              std::string bot_token, std::string app_token, Steady steady)
        : executor_(std::move(executor)),
          https_(std::move(https)),
          bot_token_(std::move(bot_token)),
          app_token_(std::move(app_token)),
          steady_(std::move(steady)) {}

    // Methods that read want a form, those that write take JSON. Errors are those of net::Https. A
    // method that Slack made wait is not called before its time: `rate_limited` with a status 429.
    boost::asio::awaitable<result<SlackAnswer>> ask(std::string method, SlackFields fields);
    boost::asio::awaitable<result<SlackAnswer>> call(std::string method, std::string json);
    // The address of a new socket; with the app's own token.
    boost::asio::awaitable<result<SlackAnswer>> open_socket();
    // An address that Slack gave with a command or a press.
    boost::asio::awaitable<result<void>> respond(std::string url, std::string json);

    // Told of each answer to a call with the bot's token: any of them may say that it is refused.
    void hear(Heard heard) { heard_ = std::move(heard); }

    std::string redacted(std::string text) const;

private:
    boost::asio::awaitable<result<SlackAnswer>> send(std::string method, std::string token,
                                                     std::string type, std::string body);

    boost::asio::any_io_executor executor_;
    std::unique_ptr<net::Https> https_;
    std::string bot_token_;
    std::string app_token_;
    Steady steady_;
    Heard heard_;
    std::map<std::string, std::chrono::milliseconds> waits_;  // by method, a few dozen at most
};

// `unauthorised` for what somebody must mend, `rate_limited`, `not_found`, `not_allowed`,
// `unavailable` when it may work later, `invalid` for the rest.
Error failed(const SlackAnswer& answer);

SendOutcome slack_outcome_of_create(const result<SlackAnswer>& answer, const std::string& channel);
// May be done twice: what is ambiguous is `later`.
SendOutcome slack_outcome_of_edit(const result<SlackAnswer>& answer);
SendOutcome slack_outcome_of_remove(const result<SlackAnswer>& answer);

}  // namespace qm::chat

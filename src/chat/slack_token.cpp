// Who we are, and whether the bot's token is good for anything: the sockets live by another one, so
// that they may stay when it is revoked, and only the answers to calls tell.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_errors.hpp"
#include "chat/slack_room.hpp"

namespace qm::chat {

namespace asio = boost::asio;

asio::awaitable<result<void>> SlackRoom::identify() {
    SlackFields fields;
    const auto answer = co_await rest_.ask("auth.test", std::move(fields));
    if (!answer) co_return answer.error();
    if (!answer->ok()) co_return failed(*answer);
    if (me_.empty() && !named_) unnamed_since_ = options_.steady();
    me_ = read_slack_text(answer->body, "user_id");
    my_name_ = read_slack_text(answer->body, "user");
    names_.workspace = read_slack_text(answer->body, "url");
    while (names_.workspace.ends_with('/'))
        names_.workspace.pop_back();
    names_.keep_user(me_, my_name_);
    if (me_.empty() || my_name_.empty())
        co_return Error{errc::unavailable, "Slack did not say who the bot is."};
    co_return result<void>();
}

void SlackRoom::show_up() {
    if (!token_refused_) listener_.state(true, "");
}

void SlackRoom::hear_of_token(const SlackAnswer& answer) {
    const bool refused =
        answer.status == 401 || (answer.status == 200 && refuses_slack_token(answer.reply.error));
    if (stopping_ || refused == token_refused_ || (!refused && !answer.ok())) return;
    token_refused_ = refused;
    if (!refused) {
        if (up_ > 0) show_up();
        return;
    }
    listener_.state(false, rest_.redacted(failed(answer).what + std::string(token_mend)));
    // Before the first connection who we are is asked again and again as it is.
    if (!me_.empty() && !watching_) start_loop(watch_token());
}

asio::awaitable<void> SlackRoom::watch_token() {
    watching_ = true;
    while (token_refused_ && !stopping_) {
        co_await nap_.wait(options_.timings.token);
        if (stopping_ || !token_refused_) break;
        SlackFields fields;
        co_await rest_.ask("auth.test", std::move(fields));  // what it answers is heard
    }
    watching_ = false;
}

}  // namespace qm::chat

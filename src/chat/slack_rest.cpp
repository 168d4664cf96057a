// One client of the Web API, and what its answers mean.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_rest.hpp"

#include "chat/reconnect.hpp"
#include "chat/slack_errors.hpp"
#include "net/url.hpp"

namespace qm::chat {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

constexpr seconds soon_again{1};
constexpr seconds token_mended{30};

std::string form_of(const SlackFields& fields) {
    std::string out;
    for (const auto& [name, value] : fields)
        out.append(out.empty() ? "" : "&")
            .append(name)
            .append("=")
            .append(net::encode_query(value));
    return out;
}

SendOutcome with(SendState state, std::string why, seconds wait = seconds(0)) {
    SendOutcome out;
    out.state = state;
    out.why = std::move(why);
    out.wait = wait;
    return out;
}

SendOutcome slack_common(const result<SlackAnswer>& answer) {
    if (!answer) {
        const bool unsent = answer.error().code == errc::unavailable;
        if (unsent) return with(SendState::later, answer.error().what, soon_again);
        const bool never = answer.error().code == errc::invalid;
        return with(never ? SendState::refused : SendState::unknown, answer.error().what);
    }
    const Error error = failed(*answer);
    if (error.code == errc::rate_limited)
        return with(SendState::later, error.what, answer->retry_after);
    if (error.code == errc::unauthorised) return with(SendState::later, error.what, token_mended);
    if (error.code == errc::unavailable) return with(SendState::unknown, error.what);
    return with(SendState::refused, error.what);
}

SendOutcome slack_repeatable(const result<SlackAnswer>& answer) {
    if (answer && answer->ok()) return with(SendState::sent, "");
    SendOutcome out = slack_common(answer);
    if (out.state == SendState::unknown) {
        out.state = SendState::later;
        out.wait = soon_again;
    }
    return out;
}

}  // namespace

std::string SlackAnswer::why() const {
    return status == 200 ? reply.error : "HTTP " + std::to_string(status);
}

asio::awaitable<result<SlackAnswer>> SlackRest::send(std::string method, std::string token,
                                                     std::string type, std::string body) {
    const auto waits = waits_.find(method);
    if (waits != waits_.end() && waits->second > steady_()) {
        SlackAnswer later;
        later.status = 429;
        later.retry_after = std::chrono::ceil<seconds>(waits->second - steady_());
        co_return later;
    }
    net::HttpRequest request;
    request.method = "POST";
    request.target = "/" + method;
    request.headers.emplace_back("Authorization", "Bearer " + token);
    request.headers.emplace_back("Content-Type", type);
    request.body = std::move(body);
    auto response = co_await https_->send(std::move(request));
    if (!response) {
        Error error = response.error();
        error.what = redacted(std::move(error.what));
        co_return error;
    }
    SlackAnswer answer;
    answer.status = response->status;
    answer.retry_after = retry_after(response->header("Retry-After"));
    answer.body = std::move(response->body);
    const auto reply = read_slack_reply(answer.body);
    if (reply) answer.reply = *reply;
    if (answer.status == 429 || slack_errc(answer.reply.error) == errc::rate_limited) {
        answer.status = 429;
        waits_[method] = steady_() + answer.retry_after;
    }
    co_return answer;
}

asio::awaitable<result<SlackAnswer>> SlackRest::ask(std::string method, SlackFields fields) {
    std::string body = form_of(fields);
    auto answer = co_await send(std::move(method), bot_token_, "application/x-www-form-urlencoded",
                                std::move(body));
    if (answer && heard_) heard_(*answer);
    co_return answer;
}

asio::awaitable<result<SlackAnswer>> SlackRest::call(std::string method, std::string json) {
    auto answer = co_await send(std::move(method), bot_token_, "application/json; charset=utf-8",
                                std::move(json));
    if (answer && heard_) heard_(*answer);
    co_return answer;
}

asio::awaitable<result<SlackAnswer>> SlackRest::open_socket() {
    co_return co_await send("apps.connections.open", app_token_,
                            "application/x-www-form-urlencoded", "");
}

asio::awaitable<result<void>> SlackRest::respond(std::string url, std::string json) {
    const auto parsed = net::parse_url(url);
    if (!parsed) co_return Error{errc::invalid, "a response_url that is none"};
    auto https = net::make_https(executor_, parsed->base());
    if (!https) co_return https.error();
    net::HttpRequest request;
    request.method = "POST";
    request.target = parsed->target;
    request.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    request.body = std::move(json);
    const auto response = co_await (*https)->send(std::move(request));
    if (!response) co_return response.error();
    if (response->status != 200)
        co_return Error{errc::unavailable, "HTTP " + std::to_string(response->status)};
    co_return result<void>();
}

std::string SlackRest::redacted(std::string text) const {
    for (const std::string& token : {bot_token_, app_token_}) {
        if (token.empty()) continue;
        for (std::size_t at = 0; (at = text.find(token, at)) != std::string::npos; at += 3)
            text.replace(at, token.size(), "(…)");
    }
    return text;
}

Error failed(const SlackAnswer& answer) {
    const errc code = answer.status == 429   ? errc::rate_limited
                      : answer.status == 401 ? errc::unauthorised
                      : answer.status != 200 ? errc::unavailable
                                             : slack_errc(answer.reply.error);
    return {code, "Slack answered " + answer.why() + "."};
}

SendOutcome slack_outcome_of_create(const result<SlackAnswer>& answer, const std::string& channel) {
    if (!answer || !answer->ok()) {
        SendOutcome out = slack_common(answer);
        const std::string error = answer ? answer->reply.error : "";
        out.gone = error == "thread_not_found" || error == "cannot_reply_to_message";
        return out;
    }
    const std::string ts = read_slack_text(answer->body, "ts");
    std::string in = read_slack_text(answer->body, "channel");
    if (in.empty()) in = channel;
    if (slack_ms(ts) == 0) return with(SendState::unknown, "Slack answered without a ts.");
    SendOutcome out = with(SendState::sent, "");
    out.post = PostId(slack_post_id(in, ts));
    out.channel = ChannelId(in);
    return out;
}

SendOutcome slack_outcome_of_edit(const result<SlackAnswer>& answer) {
    SendOutcome out = slack_repeatable(answer);
    out.gone = answer && answer->reply.error == "message_not_found";
    return out;
}

SendOutcome slack_outcome_of_remove(const result<SlackAnswer>& answer) {
    if (answer && answer->reply.error == "message_not_found")
        return with(SendState::sent, "it was gone");
    return slack_repeatable(answer);
}

}  // namespace qm::chat

// Calls of the server to integrations: what all of them share.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/integrations.hpp"

#include "sandbox/attachments.hpp"
#include "sandbox/ids.hpp"
#include "sandbox/posting.hpp"

#include <nlohmann/json.hpp>

#include <charconv>

namespace qm::sandbox {

using boost::asio::awaitable;
using nlohmann::json;

namespace {

constexpr std::chrono::milliseconds trigger_lifetime{3'000};
constexpr std::size_t extra_max = 20;

struct Address {
    std::string base, target;
};

std::optional<Address> split_url(const std::string& url) {
    bool http = url.starts_with("http://") || url.starts_with("https://");
    std::size_t host = url.find("//");
    if (!http || url.size() > 1024 || url.find_first_of(" \r\n\t") != url.npos) return {};
    std::size_t path = url.find_first_of("/?", host + 2);
    if (path == url.npos) return Address{url, "/"};
    std::string target = url.substr(path);
    return Address{url.substr(0, path), target.front() == '?' ? "/" + target : target};
}

Failure trigger_failure(const char* name, const char* message) {
    return {400, std::string("interactive_message.decode_trigger_id.") + name, message};
}

}  // namespace

awaitable<result<net::HttpResponse>> call_integration(boost::asio::any_io_executor executor,
                                                      std::string url, std::string content_type,
                                                      std::string body, std::string authorization) {
    auto address = split_url(url);
    if (!address) co_return Error{errc::invalid, "Not a http address: " + url};
    net::HttpsOptions options;
    options.connect_timeout = std::chrono::seconds(3);
    options.request_timeout = integration_timeout;
    options.body_max = integration_answer_max;
    options.connections_max = 1;
    auto client = net::make_https(executor, address->base, options);
    if (!client) co_return client.error();
    net::HttpRequest request;
    request.method = "POST";
    request.target = address->target;
    request.headers = {{"User-Agent", "Mattermost-Bot/1.1"}, {"Accept", "application/json"}};
    if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
    request.headers.emplace_back("Content-Type", content_type);
    request.body = std::move(body);
    auto answer = co_await (*client)->send(std::move(request));
    co_return answer;
}

// base64(client part : user : time : seal); the time is of the steady clock, so that a moved
// wall clock ends no dialog.
Trigger make_trigger(const Server& server, const std::string& user_id) {
    Trigger trigger;
    trigger.client_part = new_id();
    std::string signed_part = trigger.client_part + ":" + user_id + ":" +
                              std::to_string(server.clock.steady().count()) + ":";
    trigger.whole = base64(signed_part + hmac(server.secret, signed_part));
    return trigger;
}

Outcome<TriggerOwner> open_trigger(const Server& server, const std::string& whole) {
    auto text = from_base64(whole);
    if (!text)
        return trigger_failure("base64_decode_failed",
                               "Failed to decode base64 for trigger ID for interactive dialog.");
    std::size_t first = text->find(':');
    std::size_t second = first == text->npos ? first : text->find(':', first + 1);
    std::size_t third = second == text->npos ? second : text->find(':', second + 1);
    if (third == text->npos)
        return trigger_failure("missing_data",
                               "Trigger ID missing required data for interactive dialog.");
    if (!same_secret(text->substr(third + 1), hmac(server.secret, text->substr(0, third + 1))))
        return trigger_failure("verify_signature_failed",
                               "Signature verification failed of trigger ID for interactive "
                               "dialog.");
    long long at = 0;
    std::from_chars(text->data() + second + 1, text->data() + third, at);
    if (server.clock.steady() - std::chrono::milliseconds{at} > trigger_lifetime)
        return trigger_failure("expired",
                               "Trigger ID for interactive dialog is expired. Trigger IDs live "
                               "for a maximum of 3 seconds.");
    return TriggerOwner{text->substr(0, first), text->substr(first + 1, second - first - 1)};
}

namespace {

std::optional<CommandAnswer> answer_in(const json& body, int depth) {
    if (!body.is_object()) return std::nullopt;
    for (const char* key :
         {"response_type", "text", "username", "channel_id", "type", "goto_location"})
        if (body.contains(key) && !body[key].is_string() && !body[key].is_null()) return {};
    CommandAnswer answer;
    answer.response_type = text_in(body, "response_type");
    answer.text = text_in(body, "text");
    answer.username = text_in(body, "username");
    answer.channel_id = text_in(body, "channel_id");
    answer.icon_url = text_in(body, "icon_url");
    answer.type = text_in(body, "type");
    answer.goto_location = text_in(body, "goto_location");
    answer.skip_slack_parsing = body.value("skip_slack_parsing", json()) == true;
    json attachments = body.value("attachments", json());
    if (attachments.is_null() && body.value("props", json()).is_object())
        attachments = body["props"].value("attachments", json());
    if (attachments.is_array()) answer.attachments = attachments.dump();
    for (const json& each : body.value("extra_responses", json()).is_array()
                                ? body["extra_responses"]
                                : json::array()) {
        auto extra = depth > 0 ? std::nullopt : answer_in(each, depth + 1);
        if (extra && answer.extra.size() < extra_max) answer.extra.push_back(*extra);
    }
    return answer;
}

Outcome<void> say_one(Server& server, const CommandAnswer& answer, const ResponseHook& caller) {
    json props = {{"from_webhook", "true"}};
    json attachments = json::parse(answer.attachments, nullptr, false);
    bool has_any = attachments.is_array() && !attachments.empty();
    if (has_any) props["attachments"] = attachments;
    if (answer.text.empty() && !has_any) return {};
    std::string text = answer.skip_slack_parsing ? answer.text : slack_text(answer.text);
    if (!answer.in_channel()) {
        whisper(server,
                {caller.user_id, caller.channel_id, caller.root_id, text, normal_props(props)});
        return {};
    }
    Draft draft;
    draft.user_id = caller.user_id;
    draft.channel_id = caller.channel_id;
    draft.root_id = caller.root_id;
    draft.message = text;
    draft.props = normal_props(props);
    auto made = create_post(server, draft);
    if (!made) return made.error();
    return {};
}

}  // namespace

std::optional<CommandAnswer> read_command_answer(std::string_view json_text) {
    return answer_in(read_json(json_text), 0);
}

Outcome<void> say_command_answer(Server& server, const CommandAnswer& answer,
                                 const ResponseHook& caller) {
    auto first = say_one(server, answer, caller);
    if (!first) return first;
    for (const CommandAnswer& extra : answer.extra) {
        auto more = say_one(server, extra, caller);
        if (!more) return more;
    }
    return {};
}

}  // namespace qm::sandbox

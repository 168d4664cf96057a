// The HTTP listener.
// SPDX-License-Identifier: Apache-2.0
#include "app/http_door.hpp"

#include "app/log.hpp"
#include "app/push_hook.hpp"
#include "chat/mattermost_markup.hpp"

#include <algorithm>
#include <optional>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using net::HttpResponse;
using net::ServerRequest;

HttpResponse plain(int status, std::string text) {
    HttpResponse response;
    response.status = status;
    response.headers = {{"Content-Type", "text/plain; charset=utf-8"},
                        {"Cache-Control", "no-store"}};
    response.body = std::move(text);
    return response;
}

// For whatever starts programs anew, or looks whether they are well.
HttpResponse state_of(const std::string& trouble) {
    return trouble.empty() ? plain(200, "ok\n") : plain(503, "not well: " + trouble + "\n");
}

HttpResponse as_json(std::string text) {
    HttpResponse response = plain(200, std::move(text));
    response.headers[0].second = "application/json";
    return response;
}

// What was refused, in a log line without any of the call's words.
void log_refused(const ServerRequest& request, const std::string& why) {
    log::warn("call refused", {{"path", request.path}, {"peer", request.peer}, {"why", why}});
}

HttpResponse refused(const ServerRequest& request, int status, const std::string& why) {
    log_refused(request, why);
    return plain(status, why + "\n");
}

HttpResponse refused(const ServerRequest& request, const Error& error) {
    return refused(request, error.code == errc::unauthorised ? 401 : 400, error.what);
}

// The addresses that the app's manifest gives to Slack.
std::optional<chat::SlackDoor> slack_door(std::string_view path) {
    if (path == "/slack/events") return chat::SlackDoor::events;
    if (path == "/slack/commands") return chat::SlackDoor::commands;
    if (path == "/slack/actions") return chat::SlackDoor::actions;
    return std::nullopt;
}

}  // namespace

HttpDoor::HttpDoor(DoorSettings settings, const core::Texts& texts, const Clock& clock,
                   DoorWires wires)
    : settings_(std::move(settings)), texts_(texts), clock_(clock), wires_(std::move(wires)) {}

result<void> HttpDoor::listen(asio::any_io_executor executor) {
    net::ServerOptions options;
    options.address = settings_.address;
    options.port = settings_.port;
    // A chat server calls from one address for everybody.
    options.connections_per_address_max = 0;
    // GitLab tells of twenty commits with every file in them. Only where it may call: strangers
    // could make us hold as much on every connection.
    if (!wires_.push_token().empty()) options.body_max = push_body_max;
    if (wires_.resolve) options.body_max = std::max(options.body_max, chat::mattermost_call_max);
    if (wires_.slack) options.body_max = std::max(options.body_max, chat::slack_call_max);
    auto server = net::serve_http(std::move(executor), options, [this](ServerRequest request) {
        return handle(std::move(request));
    });
    if (!server) return server.error();
    server_ = std::move(*server);
    return {};
}

void HttpDoor::stop() {
    if (server_) server_->stop();
}

asio::awaitable<HttpResponse> HttpDoor::handle(ServerRequest request) {
    const bool looks =
        request.path == "/healthz" || request.path == "/readyz" || request.path == "/metrics";
    if (looks && request.method != "GET" && request.method != "HEAD")
        co_return plain(405, "this wants GET\n");
    if (request.path == "/healthz") co_return state_of(wires_.trouble());
    if (request.path == "/readyz") {
        const std::string trouble = wires_.trouble();
        co_return state_of(trouble.empty() ? wires_.not_ready() : trouble);
    }
    if (request.path == "/metrics") co_return plain(200, wires_.metrics());
    if (request.path == "/gitlab/push") {
        const PushAnswer answer = answer_push(request, wires_.push_token(), wires_.pushed);
        co_return plain(answer.status, answer.text);
    }
    if (request.path.starts_with(calendar_path)) co_return co_await calendar(std::move(request));
    const auto door = slack_door(request.path);
    if (door && wires_.slack) co_return co_await slack(std::move(request), *door);
    const bool hook = request.path == "/mattermost/command" ||
                      request.path == "/mattermost/action" || request.path == "/mattermost/dialog";
    if (!hook || !wires_.resolve) co_return plain(404, "there is nothing here\n");
    if (request.method != "POST") co_return plain(405, "this wants POST\n");
    if (request.path == "/mattermost/command") co_return co_await command(std::move(request));
    if (request.path == "/mattermost/action") co_return co_await press(std::move(request));
    co_return co_await form(std::move(request));
}

asio::awaitable<HttpResponse> HttpDoor::slack(ServerRequest request, chat::SlackDoor door) {
    if (request.method != "POST") co_return plain(405, "this wants POST\n");
    chat::SlackCall call;
    call.door = door;
    call.body = std::move(request.body);
    call.timestamp = request.header("x-slack-request-timestamp");
    call.signature = request.header("x-slack-signature");
    chat::SlackSaid said = co_await wires_.slack(std::move(call));
    if (said.status != 200) co_return refused(request, said.status, said.why);
    if (said.body.empty()) co_return plain(200, "");
    co_return as_json(std::move(said.body));
}

asio::awaitable<HttpResponse> HttpDoor::calendar(ServerRequest request) {
    if (request.method != "GET" && request.method != "HEAD")
        co_return plain(405, "this wants GET\n");
    if (!calendar_calls_.let_in(clock_.steady_ms().count())) {
        HttpResponse later = plain(429, "too many calls, try again in a minute\n");
        later.headers.emplace_back("Retry-After", "60");
        co_return later;
    }
    const std::string token = calendar_token(request.path);
    std::string text;
    if (!token.empty()) text = co_await wires_.calendar(token);
    co_return calendar_response(request, std::move(text));
}

// For a form, which shows neither buttons nor markup.
std::string HttpDoor::bare(const Reply& reply, const Event& event) const {
    static const chat::MattermostMarkup markup;
    const core::Saying saying{texts_, markup, event.author.locale, event.author.zone,
                              clock_.wall()};
    return chat::render_bare(reply.message, saying);
}

asio::awaitable<HttpResponse> HttpDoor::command(ServerRequest request) {
    auto call = chat::read_command(request.body, request.header("authorization"), settings_.tokens,
                                   clock_.wall_ms());
    if (!call) co_return refused(request, call.error());
    Event event = std::move(call->event);
    co_await wires_.resolve(event);
    Reply reply = co_await wires_.answer(event);
    if (reply.message.blocks.empty()) co_return plain(200, "");  // Mattermost's form of silence
    co_return as_json(wires_.command_answer(reply.message, event));
}

asio::awaitable<HttpResponse> HttpDoor::press(ServerRequest request) {
    auto call = chat::read_action(request.body, settings_.secret, clock_.wall_ms());
    if (!call && call.error().code == errc::unauthorised) {
        log_refused(request, call.error().what);
        co_return as_json(
            wires_.action_answer(Reply::of(say("error.old_button")).message, Event{}));
    }
    if (!call) co_return refused(request, call.error());
    Event event = std::move(call->event);
    co_await wires_.resolve(event);
    Reply reply = co_await wires_.answer(event);
    if (!reply.form.empty()) {
        auto opened = co_await wires_.open_form(call->trigger, reply.form.front(), event);
        if (!opened) {
            log::warn("form not opened", {{"why", opened.error().what}});
            reply = Reply::of(say("error.form"));
        }
    }
    co_return as_json(wires_.action_answer(reply.message, event));
}

asio::awaitable<HttpResponse> HttpDoor::form(ServerRequest request) {
    auto event = chat::read_dialog(request.body, settings_.secret, clock_.wall_ms());
    if (!event && event.error().code == errc::already_done) co_return plain(200, "");
    if (!event && event.error().code == errc::unauthorised) {
        log_refused(request, event.error().what);
        std::map<std::string, std::string> why{
            {"", bare(Reply::of(say("error.old_form")), Event{})}};
        co_return as_json(chat::write_dialog_answer(why));
    }
    if (!event) co_return refused(request, event.error());
    Event sent = std::move(*event);
    co_await wires_.resolve(sent);
    Reply reply = co_await wires_.answer(sent);
    // A form has no place for a thank-you; a "no" keeps it open with the words in it.
    std::map<std::string, std::string> errors;
    if (reply.refusal) errors[""] = bare(reply, sent);
    co_return as_json(chat::write_dialog_answer(errors));
}

}  // namespace qm::app

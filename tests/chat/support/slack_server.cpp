// Just enough of Slack: one workspace, two channels, three people.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/slack_server.hpp"

#include "net/url.hpp"

#include <algorithm>
#include <utility>

namespace qm::chat::test {

namespace asio = boost::asio;
using nlohmann::json;

namespace {

json user_of(const std::string& id) {
    const std::string name = id == "U1BOB" ? "bob" : id == "U0ME" ? "quartermaster" : "pia";
    return {{"id", id},          {"name", name},         {"real_name", "Ms " + name},
            {"locale", "fr-FR"}, {"tz", "Europe/Paris"}, {"is_bot", id == "U0ME"}};
}

json channel_of(const std::string& id) {
    return {{"id", id}, {"name", "open"}, {"is_im", id.starts_with('D')}, {"is_member", true}};
}

}  // namespace

TinySlack::TinySlack(asio::io_context& loop) : loop_(loop) {
    net::ServerOptions options;
    options.connections_per_address_max = 0;
    options.socket_idle_timeout = std::chrono::milliseconds(0);
    auto made = net::serve_http(
        loop.get_executor(), options,
        [this](net::ServerRequest request) { return answer(std::move(request)); },
        [this](net::ServerRequest request, std::unique_ptr<net::ServerSocket> socket_of) {
            return socket(std::move(request), std::move(socket_of));
        });
    server_ = std::move(made.value());
}

std::string TinySlack::url() const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + "/api";
}

int TinySlack::count(const std::string& method) const {
    return static_cast<int>(std::count_if(calls.begin(), calls.end(),
                                          [&](const auto& call) { return call.first == method; }));
}

json TinySlack::last(const std::string& method) const {
    const auto found = std::find_if(calls.rbegin(), calls.rend(),
                                    [&](const auto& call) { return call.first == method; });
    return found == calls.rend() ? json() : found->second;
}

std::string TinySlack::post(const std::string& user, const std::string& text, bool told,
                            const std::string& thread) {
    const std::string ts = "1800000000." + std::to_string(100'000 + ++clock_);
    json message = {{"type", "message"}, {"user", user}, {"text", text}, {"ts", ts}};
    if (!thread.empty()) message["thread_ts"] = thread;
    if (keeps_history) messages.push_back(message);
    message["channel"] = "C1CHAN";
    message["channel_type"] = "channel";
    if (told) tell("events_api", {{"type", "event_callback"}, {"event", message}});
    return ts;
}

std::string TinySlack::tell(const std::string& type, const json& payload) {
    const std::string id = "e" + std::to_string(++envelopes_);
    const json frame = {{"envelope_id", id},
                        {"type", type},
                        {"payload", payload},
                        {"accepts_response_payload", type != "events_api"}};
    told_[id] = frame.dump();
    if (!open_.empty()) (void)open_.back()->write(frame.dump());
    return id;
}

int TinySlack::retell() {
    int again = 0;
    for (const auto& [id, frame] : told_) {
        ++again;
        if (!open_.empty()) (void)open_.front()->write(std::string(frame));
    }
    return again;
}

std::string TinySlack::retry(const json& payload, int attempt) {
    const std::string id = "e" + std::to_string(++envelopes_);
    const json frame = {{"envelope_id", id},        {"type", "events_api"},
                        {"payload", payload},       {"accepts_response_payload", false},
                        {"retry_attempt", attempt}, {"retry_reason", "timeout"}};
    told_[id] = frame.dump();
    if (!open_.empty()) (void)open_.back()->write(frame.dump());
    return id;
}

// Newest first, by cursors.
json TinySlack::history(const json& asked) const {
    const std::string cursor = asked.value("cursor", "");
    const std::string thread = asked.value("ts", "");  // a channel tells nothing of its threads
    std::vector<json> all;
    for (const json& message : messages) {
        const std::string root = message.value("thread_ts", "");
        if (thread.empty() ? root.empty() : root == thread || message["ts"] == thread)
            all.push_back(message);
    }
    const std::size_t from = cursor.empty() ? 0 : std::stoul(cursor);
    const std::size_t until = page == 0 ? all.size() : std::min(from + page, all.size());
    json some = json::array();
    for (std::size_t i = from; i < until; ++i)
        some.push_back(all[all.size() - 1 - i]);
    const std::string next = until < all.size() ? std::to_string(until) : "";
    return {{"ok", true}, {"messages", some}, {"response_metadata", {{"next_cursor", next}}}};
}

void TinySlack::say(const json& frame) {
    if (!open_.empty()) (void)open_.front()->write(frame.dump());
}

json TinySlack::create(const json& asked) {
    const std::string ts = "1800000000." + std::to_string(100'000 + ++clock_);
    json message = {{"type", "message"}, {"user", "U0ME"}, {"bot_id", "B0ME"}, {"ts", ts}};
    for (const char* name : {"text", "metadata", "thread_ts"}) {
        if (asked.contains(name)) message[name] = asked[name];
    }
    messages.push_back(message);
    return {{"ok", true}, {"channel", asked["channel"]}, {"ts", ts}};
}

json TinySlack::reply_to(const std::string& method, const json& asked) {
    if (!token_error.empty() && method != "apps.connections.open")
        return {{"ok", false}, {"error", token_error}};
    if (const auto found = refuse.find(method); found != refuse.end())
        return {{"ok", false}, {"error", found->second}};
    if (method == "auth.test")
        return {{"ok", true},
                {"user_id", "U0ME"},
                {"user", "quartermaster"},
                {"url", "https://acme.slack.example/"}};
    if (method == "apps.connections.open")
        return {{"ok", true},
                {"url", "ws://127.0.0.1:" +
                            std::to_string(socket_port != 0 ? socket_port : port()) + "/api/link"}};
    if (method == "users.list")
        return {{"ok", true}, {"members", {user_of("U1BOB"), user_of("U2PIA")}}};
    if (method == "users.info") return {{"ok", true}, {"user", user_of(asked["user"])}};
    if (method == "users.conversations")
        return {{"ok", true}, {"channels", {channel_of("C1CHAN")}}};
    if (method == "conversations.list") return {{"ok", true}, {"channels", json::array()}};
    if (method == "conversations.info" && outside.contains(asked["channel"]))
        return {{"ok", false}, {"error", "channel_not_found"}};
    if (method == "conversations.info")
        return {{"ok", true}, {"channel", channel_of(asked["channel"])}};
    if (method == "conversations.open") return {{"ok", true}, {"channel", channel_of("D1BOB")}};
    if (method == "chat.postMessage" && outside.contains(asked["channel"]))
        return {{"ok", false}, {"error", "channel_not_found"}};
    if (method == "chat.postMessage") return create(asked);
    if (method == "conversations.history" || method == "conversations.replies")
        return history(asked);
    if (method == "views.open" || method == "views.update")
        return {{"ok", true}, {"view", {{"id", "V1"}}}};
    return {{"ok", true}};
}

asio::awaitable<net::HttpResponse> TinySlack::answer(net::ServerRequest request) {
    net::HttpResponse response;
    response.status = 200;
    response.headers.emplace_back("Content-Type", "application/json");
    const std::string method = request.path.substr(std::string("/api/").size());
    if (request.path == "/said") {  // a response_url
        said.push_back(json::parse(request.body, nullptr, false));
        co_return response;
    }
    json asked = json::parse(request.body, nullptr, false);
    if (!asked.is_object()) {
        asked = json::object();
        for (const char* name : {"user", "channel", "ts", "oldest", "limit", "cursor"}) {
            const std::string value = net::query_parameter(request.body, name);
            if (!value.empty()) asked[name] = value;
        }
    }
    calls.emplace_back(method, asked);
    if (!scopes.empty()) response.headers.emplace_back("x-oauth-scopes", scopes);
    const auto refused = refuse.find(method);
    if (refused != refuse.end() && refused->second == "429") {
        response.status = 429;
        const int seconds = retry_after.contains(method) ? retry_after[method] : 1;
        response.headers.emplace_back("Retry-After", std::to_string(seconds));
        refuse.erase(refused);
        co_return response;
    }
    response.body = reply_to(method, asked).dump();
    if (method == "chat.postMessage" && std::exchange(loses_answer, false)) {
        response.status = 500;
        response.body = "";
    }
    co_return response;
}

asio::awaitable<void> TinySlack::socket(net::ServerRequest,
                                        std::unique_ptr<net::ServerSocket> socket) {
    ++sockets;
    open_.push_back(socket.get());
    const json hello = {{"type", "hello"},
                        {"num_connections", open()},
                        {"debug_info", {{"approximate_connection_time", 18'060}}}};
    const bool greeted = greets;
    if (greeted) (void)socket->write(hello.dump());
    while (!hangs_up) {
        const auto text = co_await socket->read();
        if (!text) break;
        const json ack = json::parse(*text);
        acks.push_back(ack["envelope_id"]);
        told_.erase(acks.back());
        if (ack.contains("payload")) answers[acks.back()] = ack["payload"];
    }
    greeted_gone += greeted ? 1 : 0;
    open_.erase(std::find(open_.begin(), open_.end(), socket.get()));
    least_open = std::min(least_open, open());
}

}  // namespace qm::chat::test

// The websockets: authentication, numbering, replies, and who is told of what.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/sockets.hpp"

#include "sandbox/ids.hpp"
#include "sandbox/mattermost_json.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace qm::sandbox {

namespace asio = boost::asio;
using asio::awaitable;
using nlohmann::json;

namespace {

constexpr std::size_t frame_max = 8u << 10;

Json broadcast_json(const Event& event) {
    Json out;
    out["omit_users"] = nullptr;
    if (!event.omit_user_id.empty()) out["omit_users"] = {{event.omit_user_id, true}};
    out["user_id"] = event.user_id;
    out["channel_id"] = event.channel_id;
    out["team_id"] = "";
    return out;
}

// An event frame up to its number: the same for everybody.
std::string head_of(const Event& event) {
    return "{\"event\":" + go_text(Json(event.name)) + ",\"data\":" + event.data +
           ",\"broadcast\":" + go_text(broadcast_json(event)) + ",\"seq\":";
}

std::string reply_text(std::int64_t seq, const Json& data) {
    Json out;
    out["status"] = "OK";
    out["seq_reply"] = seq;
    if (!data.is_null()) out["data"] = data;
    return go_text(out);
}

// `seq` 0: the reply carries no number.
std::string fail_text(std::int64_t seq, const Failure& failure) {
    Json out;
    out["status"] = "FAIL";
    if (seq != 0) out["seq_reply"] = seq;
    out["error"] = failure_json(failure, {});
    return go_text(out);
}

Failure socket_failure(const char* name, const char* message, int status) {
    return {status, std::string("api.web_socket_router.") + name + ".app_error", message};
}

std::int64_t seq_of(const json& frame) {
    auto seq = frame.find("seq");
    return seq != frame.end() && seq->is_number_integer() ? seq->get<std::int64_t>() : 0;
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() < 19 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

std::string cookie_of(const net::ServerRequest& request, std::string_view name) {
    std::string_view rest = request.header("Cookie");
    while (!rest.empty()) {
        std::size_t end = std::min(rest.find(';'), rest.size());
        std::string_view pair = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        while (pair.starts_with(' '))
            pair.remove_prefix(1);
        std::size_t equals = pair.find('=');
        if (equals != pair.npos && pair.substr(0, equals) == name)
            return std::string(pair.substr(equals + 1));
    }
    return {};
}

std::string token_of(const net::ServerRequest& request) {
    std::string_view header = request.header("Authorization");
    constexpr std::string_view bearer = "bearer ";
    if (lower(header.substr(0, bearer.size())) == bearer)
        return std::string(header.substr(bearer.size()));
    return cookie_of(request, "MMAUTHTOKEN");
}

awaitable<void> Sockets::serve(net::ServerRequest request,
                               std::unique_ptr<net::ServerSocket> socket) {
    if (open_.size() >= sockets_max) co_return;
    auto connection = std::make_shared<Connection>(
        Connection{std::move(socket), asio::steady_timer(executor_), {}});
    if (!welcome(*connection, request)) co_return;
    if (connection->stream.user_id.empty()) drop_when_late(connection);
    {
        Listed listed(open_, connection.get());
        co_await read_frames(*connection);
    }
    left_.leave(std::move(connection->stream));
}

void Sockets::drop_when_late(const std::shared_ptr<Connection>& connection) {
    connection->alarm.expires_after(patience_);
    auto late = [this, weak = std::weak_ptr(connection)](const boost::system::error_code& error) {
        auto open = weak.lock();
        if (!error && open && open->stream.user_id.empty()) end(*open);
    };
    connection->alarm.async_wait(late);
}

// Reads the token of the upgrade; false when the connection is to be dropped at once. A wrong
// token is like none: the socket stays, and falls silent after five seconds.
bool Sockets::welcome(Connection& connection, const net::ServerRequest& request) {
    std::string_view origin = request.header("Origin");
    if (!origin.empty() && !origin.ends_with("//" + std::string(request.header("Host"))))
        return false;
    const Session* session = world_.session(token_of(request));
    if (session == nullptr) return true;
    std::string wanted = request.parameter("connection_id");
    bool fits = is_id(wanted) && is_number(request.parameter("sequence_number"));
    if (!wanted.empty() && !fits) return false;
    const bool resumed =
        fits && resume(connection, *session, wanted,
                       std::stoull(std::string(request.parameter("sequence_number"))));
    if (!resumed) greet(connection, *session, 0);
    return !connection.over;
}

// Without a hello: the frames from that number on, and its numbers go on.
bool Sockets::resume(Connection& connection, const Session& session, const std::string& id,
                     std::uint64_t from) {
    auto stream = left_.resume(id, session.user_id, from);
    if (!stream) return false;
    connection.stream = std::move(*stream);
    connection.stream.token = session.token;
    const auto& kept = connection.stream.kept;
    for (auto i = kept.size() - (connection.stream.seq - from); i < kept.size(); ++i)
        send(connection, kept[i]);
    connection.stream.away = 0;
    return true;
}

void Sockets::greet(Connection& connection, const Session& session, std::int64_t seq_reply) {
    connection.stream.id = new_id();
    bool was_online = online(session.user_id);
    connection.stream.user_id = session.user_id;
    connection.stream.token = session.token;
    Json data;
    data["connection_id"] = connection.stream.id;
    data["server_version"] = server_version();
    tell(connection, head_of({"hello", go_text(data), connection.stream.user_id}));
    if (seq_reply != 0) send(connection, reply_text(seq_reply, nullptr));
    if (was_online) return;
    Json status = {{"status", "online"}, {"user_id", connection.stream.user_id}};
    tell(connection, head_of({"status_change", go_text(status), connection.stream.user_id}));
}

awaitable<void> Sockets::read_frames(Connection& connection) {
    while (!connection.over) {
        auto frame = co_await connection.socket->read();
        if (!frame || frame->size() > frame_max) co_return;
        if (!connection.silent && !connection.over) answer(connection, *frame);
    }
}

void Sockets::challenge(Connection& connection, const std::string& secret, std::int64_t seq) {
    if (!connection.stream.user_id.empty()) return;  // dropped without a reply, as Mattermost does
    const Session* session = world_.session(secret);
    if (session == nullptr) {
        end(connection);
        return;
    }
    greet(connection, *session, seq);
}

void Sockets::answer(Connection& connection, const std::string& text) {
    json frame = read_json(text);
    if (!frame.is_object()) return end(connection);
    std::int64_t seq = seq_of(frame);
    std::string action =
        frame.value("action", json()).is_string() ? frame["action"].get<std::string>() : "";
    const json data = frame.value("data", json()).is_object() ? frame["data"] : json::object();
    auto text_in = [&](const char* key) {
        return data.contains(key) && data[key].is_string() ? data[key].get<std::string>() : "";
    };
    auto fail = [&](const char* name, const char* message, int status, std::int64_t number) {
        send(connection, fail_text(number, socket_failure(name, message, status)));
    };
    if (action.empty()) return fail("no_action", "No websocket action.", 400, seq);
    if (seq <= 0) return fail("bad_seq", "Invalid sequence for WebSocket message.", 400, 0);
    if (action == "authentication_challenge") return challenge(connection, text_in("token"), seq);
    if (connection.stream.user_id.empty())
        return fail("not_authenticated",
                    "WebSocket connection is not authenticated. Please log in and try again.", 401,
                    seq);
    if (world_.session(connection.stream.token) ==
        nullptr) {  // revoked: Mattermost tells the token
        Failure revoked{401, "api.context.invalid_token.error",
                        "Invalid session token=" + connection.stream.token + ", err=not found"};
        return send(connection, fail_text(seq, revoked));
    }
    if (action == "ping") {
        Json pong = {{"node_id", ""}, {"server_time", clock_.now_ms()}, {"text", "pong"}};
        pong["version"] = mattermost_version;
        return send(connection, reply_text(seq, pong));
    }
    if (action == "user_typing") {
        Json typing = {{"parent_id", text_in("parent_id")}, {"user_id", connection.stream.user_id}};
        Event event{"typing", go_text(typing)};
        event.channel_id = text_in("channel_id");
        event.omit_user_id = connection.stream.user_id;
        const Channel* channel = world_.channel(event.channel_id);
        if (channel && channel->has(connection.stream.user_id)) publish(event);
        return send(connection, reply_text(seq, nullptr));
    }
    if (action == "get_statuses" || action == "get_statuses_by_ids") {
        Json statuses = Json::object();
        for (const json& id : data.value("user_ids", json::array()))
            if (id.is_string()) {
                std::string user_id = id.get<std::string>();
                statuses[user_id] = online(user_id) ? "online" : "offline";
            }
        if (action == "get_statuses")
            for (const Connection* other : open_)
                if (!other->stream.user_id.empty()) statuses[other->stream.user_id] = "online";
        return send(connection, reply_text(seq, statuses));
    }
    fail("bad_action", "Unknown WebSocket action.", 500, seq);
}

void Sockets::send(Connection& connection, std::string text) {
    if (connection.silent || connection.over) return;
    auto written = connection.socket->write(std::move(text));
    if (!written) end(connection);  // its queue is full, or it is gone
}

void Sockets::tell(Connection& connection, const std::string& head) {
    send(connection, connection.stream.number(head));
}

void Sockets::end(Connection& connection) {
    connection.over = true;
    connection.socket.reset();  // who reads from it is told
}

bool Sockets::concerns(const Stream& stream, const Event& event) const {
    const std::string& user_id = stream.user_id;
    if (user_id.empty() || user_id == event.omit_user_id) return false;
    if (world_.session(stream.token) == nullptr) return false;
    if (!event.user_id.empty()) return user_id == event.user_id;
    if (!event.channel_id.empty()) {
        const Channel* channel = world_.channel(event.channel_id);
        return channel != nullptr && channel->has(user_id);
    }
    const User* user = world_.user(user_id);
    return !event.people_only || (user != nullptr && !user->bot);
}

void Sockets::publish(const Event& event) {
    auto telling = event.name == "posted" ? faults_.telling() : Faults::Telling::told;
    if (telling == Faults::Telling::silent) return;
    int copies = faults_.take(Fault::Kind::duplicate_events) ? 2 : 1;
    const std::string head = head_of(event);
    for (Connection* connection : open_) {
        if (!concerns(connection->stream, event)) continue;
        if (telling == Faults::Telling::hole) {
            ++connection->stream.seq;
            connection->stream.kept.clear();  // nor is it told again
            continue;
        }
        for (int i = 0; i < copies; ++i)
            tell(*connection, head);
    }
    if (telling == Faults::Telling::hole) return;
    left_.tell(head, [&](const Stream& stream) { return concerns(stream, event); });
}

void Sockets::drop(const std::string& user_id) {
    for (Connection* connection : open_)
        if (user_id.empty() || connection->stream.user_id == user_id) end(*connection);
}

void Sockets::silence(const std::string& user_id) {
    for (Connection* connection : open_)
        if (user_id.empty() || connection->stream.user_id == user_id) connection->silent = true;
}

bool Sockets::online(const std::string& user_id) const {
    return std::ranges::any_of(open_, [&](const Connection* connection) {
        return !connection->over && connection->stream.user_id == user_id;
    });
}

}  // namespace qm::sandbox

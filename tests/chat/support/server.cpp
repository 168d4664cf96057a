// Just enough of API v4: me, one team, two channels, posts, threads, users, the websocket.
// SPDX-License-Identifier: Apache-2.0
#include "chat/support/server.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::chat::test {

namespace asio = boost::asio;
using nlohmann::json;

namespace {

json post_json(const KeptPost& post) {
    json props = json::object();
    if (!post.key.empty()) props["qm"]["k"] = post.key;
    if (post.user == "me" && post.edited == 0) props["from_bot"] = "true";  // an edit loses it
    return {{"id", post.id},        {"channel_id", post.channel}, {"user_id", post.user},
            {"root_id", post.root}, {"message", post.message},    {"type", ""},
            {"create_at", post.at}, {"edit_at", post.edited},     {"delete_at", 0},
            {"props", props}};
}

json user_json(const std::string& id) {
    return {{"id", id},        {"username", id == "me" ? "quartermaster" : id},
            {"locale", "fr"},  {"first_name", "Ms"},
            {"last_name", id}, {"is_bot", id == "me" || id == "robot"}};
}

json channel_json(const std::string& id) {
    const bool direct = id == "direct";
    return {{"id", id}, {"name", id}, {"display_name", id}, {"type", direct ? "D" : "O"}};
}

}  // namespace

TinyServer::TinyServer(asio::io_context& loop) : loop_(loop) {
    net::ServerOptions options;
    options.connections_per_address_max = 0;
    auto made = net::serve_http(
        loop.get_executor(), options,
        [this](net::ServerRequest request) { return answer(std::move(request)); },
        [this](net::ServerRequest request, std::unique_ptr<net::ServerSocket> socket_of) {
            return socket(std::move(request), std::move(socket_of));
        });
    server_ = std::move(made.value());
}

std::string TinyServer::url() const {
    return "http://127.0.0.1:" + std::to_string(server_->port());
}

void TinyServer::say(const std::string& event, const std::string& data) {
    const json frame = {{"event", event},
                        {"data", json::parse(data)},
                        {"broadcast", {{"channel_id", "chan"}}},
                        {"seq", ++seq_}};
    frames_.push_back(frame.dump());
    for (net::ServerSocket* each : open_)
        (void)each->write(frame.dump());
}

std::string TinyServer::post(const std::string& user, const std::string& message, bool told,
                             const std::string& root, const std::string& channel) {
    KeptPost kept{"post" + std::to_string(made_++), channel, user, root, message, "", ++clock_, 0};
    posts.push_back(kept);
    const json data = {{"post", post_json(kept).dump()},
                       {"channel_name", channel},
                       {"channel_type", channel == "direct" ? "D" : "O"}};
    if (told)
        say("posted", data.dump());
    else
        skip();
    return kept.id;
}

void TinyServer::edit(const std::string& id, const std::string& message, bool told) {
    const auto found = std::ranges::find(posts, id, &KeptPost::id);
    found->message = message;
    found->edited = ++clock_;
    const json data = {{"post", post_json(*found).dump()}};
    if (told) say("post_edited", data.dump());
}

void TinyServer::erase(const std::string& id, bool told) {
    const auto found = std::ranges::find(posts, id, &KeptPost::id);
    const json data = {{"post", post_json(*found).dump()}};
    std::erase_if(posts, [&](const KeptPost& each) { return each.id == id || each.root == id; });
    if (told) say("post_deleted", data.dump());
}

std::vector<KeptPost> TinyServer::posts_of(const std::string& user) const {
    std::vector<KeptPost> out;
    for (const KeptPost& each : posts)
        if (each.user == user) out.push_back(each);
    return out;
}

std::string TinyServer::create(const std::string& body, int& status) {
    const json wanted = json::parse(body);
    KeptPost kept{"post" + std::to_string(made_++),
                  wanted["channel_id"],
                  "me",
                  wanted.value("root_id", ""),
                  wanted["message"],
                  wanted["props"]["qm"]["k"],
                  ++clock_,
                  0};
    posts.push_back(kept);
    status = 201;
    return post_json(kept).dump();
}

std::string TinyServer::list(const net::ServerRequest& request) const {
    const std::string after = request.parameter("after");
    json order = json::array();
    json all = json::object();
    bool begun = after.empty();
    const auto number = [&](const char* name) {
        const std::string text = request.parameter(name);
        return text.empty() ? std::size_t{0} : std::stoul(text);
    };
    std::vector<const KeptPost*> newest_first;
    for (const KeptPost& each : posts) {
        const bool here = request.path.find("/" + each.channel + "/") != std::string::npos ||
                          request.path.ends_with("/posts/" + each.id + "/thread") ||
                          request.path.ends_with("/posts/" + each.root + "/thread");
        if (begun && here) newest_first.insert(newest_first.begin(), &each);
        begun = begun || each.id == after;
    }
    const std::size_t size = number("per_page") == 0 ? newest_first.size() : number("per_page");
    const std::size_t from = after.empty() ? number("page") * size : 0;
    for (std::size_t i = from; i < std::min(from + size, newest_first.size()); ++i) {
        order.push_back(newest_first[i]->id);
        all[newest_first[i]->id] = post_json(*newest_first[i]);
    }
    return json{{"order", order}, {"posts", all}}.dump();
}

std::string TinyServer::body_of(const net::ServerRequest& request, int& status) {
    const std::string path = request.path.substr(std::string("/api/v4").size());
    const std::string call = request.method + " " + path;
    calls.push_back(call);
    if (before) before(call);
    if (const auto found = refuse.find(call); found != refuse.end()) {
        status = found->second;
        return R"({"id":")" + refuse_id + R"(","message":"token=the-token"})";
    }
    if (!token.empty() && request.header("authorization") != "Bearer " + token) {
        status = 401;
        return R"({"id":"api.context.session_expired.app_error"})";
    }
    if (call == "GET /system/ping") {
        if (!tells_health) return R"({"status":"OK"})";
        status = reads_database ? 200 : 500;
        return reads_database ? R"({"status":"OK","database_status":"OK"})"
                              : R"({"status":"UNHEALTHY","database_status":"UNHEALTHY"})";
    }
    if (call == "GET /users/me") return user_json("me").dump();
    if (call == "GET /teams/name/acme") return R"({"id":"team","name":"acme"})";
    if (call == "GET /users/me/teams/team/channels")
        return json{channel_json("chan"), channel_json("direct")}.dump();
    if (call == "GET /teams/team/channels/name/open") return channel_json("open").dump();
    if (call == "GET /channels/chan") return channel_json("chan").dump();
    if (call == "POST /channels/open/members") return status = 201, "{}";
    if (call == "POST /channels/direct") return status = 201, channel_json("direct").dump();
    if (call == "POST /users/usernames") return json{user_json("bob")}.dump();
    if (call == "POST /posts") return create(request.body, status);
    if (call == "POST /users/ids") {
        json users = json::array();
        for (const json& id : json::parse(request.body)) {
            json user = user_json(id);
            if (last_names.contains(id)) user["last_name"] = last_names[id];
            users.push_back(std::move(user));
        }
        return users.dump();
    }
    const bool thread = path.ends_with("/thread");
    const bool gone = thread && std::ranges::none_of(posts, [&](const KeptPost& each) {
                          return path == "/posts/" + each.id + "/thread";
                      });
    const bool posts_list = path.ends_with("/posts") || (thread && !gone);
    if (request.method == "GET" && posts_list) return list(request);
    if (request.method == "GET" && path.starts_with("/posts/")) {
        for (const KeptPost& each : posts)
            if (path == "/posts/" + each.id) return post_json(each).dump();
    }
    status = 404;
    return R"({"id":"no.such.thing"})";
}

asio::awaitable<net::HttpResponse> TinyServer::answer(net::ServerRequest request) {
    net::HttpResponse response;
    response.status = 200;
    response.body = body_of(request, response.status);
    response.headers.emplace_back("Content-Type", "application/json");
    if (loses_replies && request.method == "POST" && request.path == "/api/v4/posts") {
        asio::steady_timer timer(loop_, std::chrono::seconds(2));
        co_await timer.async_wait(asio::use_awaitable);
    }
    co_return response;
}

asio::awaitable<void> TinyServer::socket(net::ServerRequest request,
                                         std::unique_ptr<net::ServerSocket> socket) {
    ++sockets;
    if (goes_on && !request.parameter("connection_id").empty()) {
        const std::size_t next = std::stoul(std::string(request.parameter("sequence_number")));
        for (std::size_t i = next - 1; i < frames_.size(); ++i)
            (void)socket->write(frames_[i]);
    } else {
        seq_ = 0;
        frames_.clear();
        const std::string id = goes_on ? std::string(25, 'c') : "c";
        const json hello = {{"event", "hello"},
                            {"data", {{"connection_id", id + std::to_string(sockets)}}},
                            {"seq", 0}};
        if (greets) (void)socket->write(hello.dump());
    }
    open_.push_back(socket.get());
    for (;;) {
        const auto text = co_await socket->read();
        if (!text) break;
        const json asked = json::parse(*text);
        const json pong = {{"status", "OK"}, {"seq_reply", asked["seq"]}};
        if (answers_pings) (void)socket->write(pong.dump());
    }
    open_.erase(std::find(open_.begin(), open_.end(), socket.get()));
}

}  // namespace qm::chat::test

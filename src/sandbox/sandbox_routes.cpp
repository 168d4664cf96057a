// The sandbox's own calls under /sandbox/: the clock, faults, who is who, all posts.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/answering.hpp"
#include "sandbox/mattermost_json.hpp"
#include "sandbox/posting.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::sandbox {

namespace asio = boost::asio;
using asio::awaitable;
using nlohmann::json;

namespace {

constexpr auto token = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t waiters_max = 32;
constexpr std::chrono::seconds wait_max{20};
constexpr std::int64_t restart_max_ms = 60'000;

// The same shape as Mattermost's, so that one reader of errors is enough.
Answer refused(const Error& error) {
    int status = error.code == errc::unavailable ? 503 : 400;
    return failed({status, "sandbox.request.app_error", error.what});
}

Error unfit(std::string what) {
    return Error{errc::invalid, std::move(what)};
}

Json clock_json(const Server& server) {
    Json out;
    out["now"] = rfc3339(server.clock.now_ms());
    out["now_ms"] = server.clock.now_ms();
    out["version"] = server.clock.version();
    return out;
}

Answer uncached(Answer answer) {
    answer.headers.emplace_back("Cache-Control", "no-store");
    return answer;
}

// Where a step leads: {"to":"next_handover"}, {"to":RFC 3339} or {"advance_s":N}.
result<std::int64_t> destination(const Server& server, const json& step) {
    constexpr std::int64_t seconds_max = Clock::step_max_ms / 1000;
    json by = step.is_object() ? step.value("advance_s", json()) : json();
    if (by.is_number_integer()) {
        auto seconds = by.get<std::int64_t>();
        if (seconds < 0 || seconds > seconds_max)
            return unfit("advance_s must be 0 to " + std::to_string(seconds_max) + ".");
        return server.clock.now_ms() + seconds * 1000;
    }
    std::string to = text_in(step, "to");
    if (to == "next_handover") {
        auto next = server.options.next_handover ? server.options.next_handover() : std::nullopt;
        if (!next)
            return Error{errc::unavailable,
                         "The bot does not know the next handover yet; wait "
                         "until it runs."};
        return std::max(to_unix(*next) * 1000, server.clock.now_ms());
    }
    auto at = from_rfc3339(to);
    if (!at)
        return unfit(
            "Say {\"to\":\"next_handover\"}, {\"to\":\"2026-10-07T09:00:00Z\"} or "
            "{\"advance_s\":60}.");
    return *at;
}

Answer move_clock(Server& server, const net::ServerRequest& request) {
    auto to = destination(server, read_json(request.body));
    if (!to) return refused(to.error());
    auto moved = server.clock.move_to(*to);
    if (!moved) return refused(moved.error());
    server.save(WallTime{server.clock.now_ms()});
    for (asio::steady_timer* waiter : server.clock_waiters)
        waiter->cancel();
    Event event{"sandbox_clock", go_text(clock_json(server))};
    event.people_only = true;
    server.sockets.publish(event);
    return answer_of(clock_json(server));
}

// On the list as long as it lives, however it ends.
class Waiter {
public:
    Waiter(std::list<asio::steady_timer*>& list, asio::steady_timer* timer)
        : list_(list), at_(list.insert(list.end(), timer)) {}
    ~Waiter() { list_.erase(at_); }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

private:
    std::list<asio::steady_timer*>& list_;
    std::list<asio::steady_timer*>::iterator at_;
};

awaitable<Answer> read_clock(std::shared_ptr<Server> server, net::ServerRequest request) {
    std::string seen = request.parameter("wait");
    if (seen != std::to_string(server->clock.version()))
        co_return uncached(answer_of(clock_json(*server)));
    if (server->clock_waiters.size() >= waiters_max)
        co_return refused(Error{errc::unavailable, "Too many wait for the clock."});
    asio::steady_timer timer(server->executor, wait_max);
    Waiter waiter(server->clock_waiters, &timer);
    co_await timer.async_wait(token);
    co_return uncached(answer_of(clock_json(*server)));
}

Answer show_faults(const Server& server) {
    json armed = json::array();
    for (const Fault& fault : server.faults.armed())
        armed.push_back(fault_json(fault));
    json out = {{"armed", armed}, {"sockets", server.sockets.open()}};
    return uncached(json_answer(200, out.dump()));
}

Answer arm_fault(Server& server, const net::ServerRequest& request) {
    json body = read_json(request.body);
    std::string kind = text_in(body, "kind");
    std::string username = text_in(body, "username");
    const User* user = server.world.user_named(username);
    if (!username.empty() && user == nullptr) return refused(unfit("No such user: " + username));
    std::string user_id = user ? user->id : std::string();
    if (kind == "drop_sockets") {
        server.sockets.drop(user_id);
    } else if (kind == "half_open") {
        server.sockets.silence(user_id);
    } else if (kind == "reset") {
        server.faults.reset();
    } else if (kind == "restart") {
        json ms = body.value("ms", json(0));
        bool fits = ms.is_number_integer() && ms >= 0 && ms <= restart_max_ms;
        if (!fits) return refused(unfit("ms must be 0 to 60000."));
        server.restart(std::chrono::milliseconds(ms.get<std::int64_t>()));
    } else {
        auto fault = read_fault(body);
        if (!fault) return refused(fault.error());
        auto armed = server.faults.arm(*fault);
        if (!armed) return refused(armed.error());
    }
    return show_faults(server);
}

Json channels_json(const World& world) {
    Json list = Json::array();
    for (const Channel& channel : world.channels()) {
        if (channel.direct() || channel.delete_at != 0) continue;
        Json one;
        one["name"] = channel.name;
        one["id"] = channel.id;
        one["display_name"] = channel.display;
        one["closed"] = channel.type == "P";
        one["members"] = Json::array();
        for (const auto& [id, member] : channel.members)
            if (const User* user = world.user(id)) one["members"].push_back(user->username);
        list.push_back(std::move(one));
    }
    return list;
}

Json users_json(const World& world) {
    Json list = Json::array();
    for (const User& user : world.users()) {
        Json one;
        one["username"] = user.username;
        one["id"] = user.id;
        one["display_name"] = user.display();
        one["role"] = user.role;
        one["locale"] = user.locale;
        one["bot"] = user.bot;
        one["admin"] = user.admin();
        if (!user.bot) one["password"] = user.password;  // a demo on loopback
        list.push_back(std::move(one));
    }
    return list;
}

Answer info(const Server& server) {
    Json out = Json::object();
    out["url"] = server.url;
    out["team"] = server.world.team().name;
    out["team_id"] = server.world.team().id;
    out["team_display_name"] = server.world.team().display;
    out["channels"] = channels_json(server.world);
    out["users"] = users_json(server.world);
    for (const User& user : server.world.users())
        if (user.bot && !out.contains("bot")) out["bot"] = user.username;
    out.update(clock_json(server));
    std::string more = server.options.demo_json ? server.options.demo_json() : std::string();
    Json demo = Json::parse(more, nullptr, false);
    if (demo.is_object()) out.update(demo);
    return uncached(answer_of(out));
}

// The judge's view: everything that was posted, in order, also what was deleted.
Answer all_posts(const Server& server, const net::ServerRequest& request) {
    auto posts = server.world.posts();
    Call call{const_cast<Server&>(server), request, {}};
    std::size_t limit = call.number("limit", 1'000, World::posts_max);
    std::size_t from = posts.size() - std::min(posts.size(), limit);
    Json list = Json::array();
    for (std::size_t i = from; i < posts.size(); ++i)
        list.push_back(seen_post(server, *posts[i]));
    return uncached(answer_of(list));
}

Answer answer_now(Server& server, const net::ServerRequest& request) {
    const std::string what = request.method + " " + request.path;
    if (what == "POST /sandbox/clock") return move_clock(server, request);
    if (what == "GET /sandbox/faults") return show_faults(server);
    if (what == "POST /sandbox/faults") return arm_fault(server, request);
    if (what == "GET /sandbox/info") return info(server);
    if (what == "GET /sandbox/posts") return all_posts(server, request);
    return failed({404, "sandbox.route.app_error",
                   "Known: GET and POST /sandbox/clock, GET and POST /sandbox/faults, "
                   "GET /sandbox/info, GET /sandbox/posts."});
}

}  // namespace

awaitable<Answer> answer_sandbox(std::shared_ptr<Server> server, net::ServerRequest request) {
    if (request.method == "GET" && request.path == "/sandbox/clock") {
        auto answer = co_await read_clock(server, std::move(request));
        co_return answer;
    }
    std::string what;
    try {
        co_return answer_now(*server, request);
    } catch (const std::exception& error) {
        what = error.what();
    }
    server->say(what);
    co_return failed({500, "sandbox.machine.app_error", what});
}

}  // namespace qm::sandbox

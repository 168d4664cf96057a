// REST: logging in, users, bots and tokens.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/ids.hpp"
#include "sandbox/mattermost_json.hpp"
#include "sandbox/routes.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace qm::sandbox {

using nlohmann::json;

namespace {

Failure no_user() {
    return {404, "app.user.missing_account.const", "Unable to find the user."};
}

Failure too_many() {
    return {400, "sandbox.limit.app_error", "The sandbox is full."};
}

Json shown(const Call& call, const User& user) {
    return user_json(user, call.me->id == user.id);
}

Json list_of(const Call& call, const std::vector<const User*>& users) {
    Json list = Json::array();
    for (const User* user : users)
        list.push_back(shown(call, *user));
    return list;
}

Answer log_in(const Call& call) {
    json body = body_of(call);
    const User* user = call.world().user_named(text_in(body, "login_id"));
    bool known = user && !user->bot && user->delete_at == 0 && !user->password.empty() &&
                 same_secret(user->password, text_in(body, "password"));
    if (!known)
        return failed({401, "api.user.login.invalid_credentials_email_username",
                       "Enter a valid email or username and/or password."});
    Session session{new_id(), new_id(), user->id, "", false, call.server.clock.now_ms()};
    call.server.save(session);
    Answer answer = answer_of(user_json(*user, true));
    answer.headers.emplace_back("Token", session.token);
    if (call.request.header("X-Requested-With") != "XMLHttpRequest") return answer;
    std::string end = "; Path=/; SameSite=Lax";
    answer.headers.emplace_back("Set-Cookie", "MMAUTHTOKEN=" + session.token + "; HttpOnly" + end);
    answer.headers.emplace_back("Set-Cookie", "MMUSERID=" + user->id + end);
    answer.headers.emplace_back("Set-Cookie", "MMCSRF=" + new_id() + end);
    return answer;
}

Answer log_out(const Call& call) {
    const Session* session = call.world().session(call.token);
    if (session && !session->access) call.server.save(SessionEnd{call.token});
    Answer answer = ok_answer();
    answer.headers.emplace_back("Set-Cookie", "MMAUTHTOKEN=; Path=/; Max-Age=0");
    return answer;
}

Answer get_user(const Call& call) {
    const User* user = call.world().user(call.ids[0]);
    return user ? answer_of(shown(call, *user)) : failed(no_user());
}

Answer get_user_named(const Call& call) {
    const User* user = call.world().user_named(call.ids[0]);
    if (user) return answer_of(shown(call, *user));
    return failed({404, "app.user.get_by_username.app_error",
                   "Unable to find an existing account matching your username for this team."});
}

Answer get_users(const Call& call) {
    std::string in = call.request.parameter("in_channel");
    std::string not_in = call.request.parameter("not_in_channel");
    const Channel* with = in.empty() ? nullptr : call.world().channel(in);
    const Channel* without = not_in.empty() ? nullptr : call.world().channel(not_in);
    if ((!in.empty() && !with) || (with && !may_read(call, *with))) return failed(no_permission());
    std::vector<const User*> found;
    for (const User& user : call.world().users())
        if (user.delete_at == 0 && (!with || with->has(user.id)) &&
            (!without || !without->has(user.id)))
            found.push_back(&user);
    std::ranges::sort(found, {}, &User::username);
    std::size_t per_page = call.number("per_page", 60, 200);
    std::size_t from = std::min(found.size(), call.number("page", 0, 100'000) * per_page);
    std::size_t until = std::min(found.size(), from + per_page);
    return answer_of(list_of(call, {found.begin() + static_cast<std::ptrdiff_t>(from),
                                    found.begin() + static_cast<std::ptrdiff_t>(until)}));
}

Answer users_by_id(const Call& call) {
    std::vector<const User*> found;
    for (const std::string& id : strings_of(body_of(call)))
        if (const User* user = call.world().user(id)) found.push_back(user);
    return answer_of(list_of(call, found));
}

Answer users_by_name(const Call& call) {
    std::vector<const User*> found;
    for (const std::string& name : strings_of(body_of(call)))
        if (const User* user = call.world().user_named(name)) found.push_back(user);
    return answer_of(list_of(call, found));
}

std::vector<const User*> starting_with(const Call& call, std::string_view term) {
    constexpr std::size_t limit = 100;
    std::vector<const User*> found;
    std::string want = lower(term);
    for (const User& user : call.world().users()) {
        bool fits = user.username.starts_with(want) || lower(user.first_name).starts_with(want) ||
                    lower(user.last_name).starts_with(want);
        if (fits && user.delete_at == 0 && found.size() < limit) found.push_back(&user);
    }
    return found;
}

Answer search_users(const Call& call) {
    return answer_of(list_of(call, starting_with(call, text_in(body_of(call), "term"))));
}

Answer autocomplete_users(const Call& call) {
    Json out;
    out["users"] = list_of(call, starting_with(call, call.request.parameter("name")));
    out["out_of_channel"] = Json::array();
    return answer_of(out);
}

// A round picture of the first letter.
Answer user_image(const Call& call) {
    const User* user = call.world().user(call.ids[0]);
    if (user == nullptr) return failed(no_user());
    unsigned hue = 0;
    for (char c : user->username)
        hue = (hue * 31 + static_cast<unsigned char>(c)) % 360;
    char first = user->username[0];
    if (first >= 'a' && first <= 'z') first = static_cast<char>(first - 'a' + 'A');
    Answer answer;
    answer.status = 200;
    answer.headers = {{"Content-Type", "image/svg+xml"}, {"Cache-Control", "max-age=86400"}};
    answer.body =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'>"
        "<circle cx='16' cy='16' r='16' fill='hsl(" +
        std::to_string(hue) +
        ",45%,45%)'/><text x='16' y='22' font-size='17' text-anchor='middle' "
        "fill='#fff' font-family='sans-serif'>" +
        first + "</text></svg>";
    return answer;
}

Json status_of(const Call& call, const std::string& user_id) {
    Json out;
    out["user_id"] = user_id;
    out["status"] = call.server.sockets.online(user_id) ? "online" : "offline";
    out["manual"] = false;
    out["last_activity_at"] = call.server.clock.now_ms();
    return out;
}

Answer user_status(const Call& call) {
    return answer_of(status_of(call, call.ids[0]));
}

Answer statuses(const Call& call) {
    Json list = Json::array();
    for (const std::string& id : strings_of(body_of(call)))
        list.push_back(status_of(call, id));
    return answer_of(list);
}

Answer create_user(const Call& call) {
    json body = body_of(call);
    std::string name = lower(text_in(body, "username"));
    if (!call.me->admin()) return failed(no_permission());
    bool fits = !name.empty() && name.size() <= 64 &&
                name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789._-") == name.npos;
    if (!fits) return failed(invalid_body("username"));
    if (call.world().user_named(name))
        return failed({400, "app.user.save.username_exists.app_error",
                       "An account with that username already exists."});
    if (call.world().users().size() >= World::users_max) return failed(too_many());
    bool bot = call.request.path.ends_with("/bots");
    User user;
    user.id = new_id();
    user.username = name;
    user.password = text_in(body, "password");
    user.first_name = text_in(body, bot ? "display_name" : "first_name");
    user.last_name = text_in(body, "last_name");
    user.locale = text_in(body, "locale").empty() ? "en" : text_in(body, "locale");
    user.description = text_in(body, "description");
    user.bot = bot;
    if (bot) user.owner_id = call.me->id;
    user.create_at = user.update_at = call.server.clock.now_ms();
    call.server.save(user);
    if (const Channel* square = call.world().channel_named("town-square"))
        call.server.save(Joined{square->id, {user.id, user.create_at, 0}});
    return answer_of(bot ? bot_json(user) : user_json(user, true), 201);
}

Answer get_bots(const Call& call) {
    Json list = Json::array();
    for (const User& user : call.world().users())
        if (user.bot) list.push_back(bot_json(user));
    return answer_of(list);
}

Answer set_bot_active(const Call& call, bool active) {
    const User* bot = call.world().user(call.ids[0]);
    // Whoever may not see bots is told that there is none.
    if (bot == nullptr || !bot->bot || !call.me->admin())
        return failed({404, "store.sql_bot.get.missing.app_error", "Bot does not exist."});
    User changed = *bot;
    changed.update_at = call.server.clock.now_ms();
    changed.delete_at = active ? 0 : changed.update_at;
    call.server.save(changed);
    return answer_of(bot_json(changed));
}

Answer enable_bot(const Call& call) {
    return set_bot_active(call, true);
}

Answer disable_bot(const Call& call) {
    return set_bot_active(call, false);
}

Json token_json(const Session& session, bool with_secret) {
    Json out;
    out["id"] = session.id;
    if (with_secret) out["token"] = session.token;
    out["user_id"] = session.user_id;
    out["description"] = session.description;
    out["is_active"] = true;
    return out;
}

Answer create_token(const Call& call) {
    std::string description = text_in(body_of(call), "description");
    if (!call.me->admin()) return failed(no_permission());
    if (call.world().user(call.ids[0]) == nullptr) return failed(no_user());
    if (description.empty()) return failed(invalid_body("description"));
    std::size_t access = 0;
    for (const Session& each : call.world().sessions())
        access += each.access ? 1 : 0;
    if (access >= 1'000) return failed(too_many());
    Session session{new_id(), new_id(), call.ids[0], description, true, call.server.clock.now_ms()};
    call.server.save(session);
    return answer_of(token_json(session, true));
}

Answer get_tokens(const Call& call) {
    if (!call.is(call.ids[0])) return failed(no_permission());
    Json list = Json::array();
    for (const Session& session : call.world().sessions())
        if (session.access && session.user_id == call.ids[0])
            list.push_back(token_json(session, false));
    return answer_of(list);
}

Answer revoke_token(const Call& call) {
    std::string id = text_in(body_of(call), "token_id");
    for (const Session& session : call.world().sessions()) {
        if (!session.access || session.id != id) continue;
        if (!call.is(session.user_id)) return failed(no_permission());
        call.server.save(SessionEnd{session.token});
        return ok_answer();
    }
    return failed(invalid_body("token_id"));
}

Answer type_in(const Call& call) {
    json body = body_of(call);
    Event event{"typing",
                json({{"parent_id", text_in(body, "parent_id")}, {"user_id", call.me->id}}).dump()};
    event.channel_id = text_in(body, "channel_id");
    event.omit_user_id = call.me->id;
    const Channel* channel = call.world().channel(event.channel_id);
    if (channel == nullptr || !channel->has(call.me->id)) return failed(no_permission());
    call.server.sockets.publish(event);
    return ok_answer();
}

Answer nothing_kept(const Call&) {
    return json_answer(200, "[]");
}
Answer accepted(const Call&) {
    return ok_answer();
}

constexpr Route routes[] = {
    {"POST", "/users/login", log_in, nullptr, true},
    {"POST", "/users/logout", log_out},
    {"POST", "/users/ids", users_by_id},
    {"POST", "/users/usernames", users_by_name},
    {"POST", "/users/search", search_users},
    {"GET", "/users/autocomplete", autocomplete_users},
    {"POST", "/users/status/ids", statuses},
    {"POST", "/users/tokens/revoke", revoke_token},
    {"GET", "/users/username/{name}", get_user_named},
    {"GET", "/users", get_users},
    {"POST", "/users", create_user},
    {"GET", "/users/{}", get_user},
    {"GET", "/users/{}/image", user_image},
    {"GET", "/users/{}/status", user_status},
    {"GET", "/users/{}/tokens", get_tokens},
    {"POST", "/users/{}/tokens", create_token},
    {"POST", "/users/{}/typing", type_in},
    {"GET", "/users/{}/preferences", nothing_kept},
    {"PUT", "/users/{}/preferences", accepted},
    {"GET", "/users/{}/sessions", nothing_kept},
    {"POST", "/bots", create_user},
    {"GET", "/bots", get_bots},
    {"POST", "/bots/{}/enable", enable_bot},
    {"POST", "/bots/{}/disable", disable_bot},
};

}  // namespace

std::span<const Route> user_routes() {
    return routes;
}

}  // namespace qm::sandbox

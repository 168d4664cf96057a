// The table of REST calls: a method, a path, and what answers it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/failure.hpp"
#include "sandbox/json_text.hpp"
#include "sandbox/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <nlohmann/json_fwd.hpp>

#include <span>

namespace qm::sandbox {

using Answer = net::HttpResponse;

// One request on its way. `ids` are the parts of the path that the pattern leaves open; "me" in
// the place of a user is already replaced.
struct Call {
    Server& server;
    const net::ServerRequest& request;
    std::vector<std::string> ids;
    const User* me = nullptr;  // never null on a route that needs a login
    std::string token = {};

    World& world() const { return server.world; }
    bool is(const std::string& user_id) const { return me->id == user_id || me->admin(); }
    std::size_t number(std::string_view parameter, std::size_t otherwise, std::size_t max) const;
};

struct Route {
    const char* method;
    // "{}" stands for an id, "{name}" for a user, team, channel or emoji name.
    const char* pattern;
    Answer (*handle)(const Call&) = nullptr;
    boost::asio::awaitable<Answer> (*wait)(const Call&) = nullptr;  // instead of handle
    bool open = false;                                              // needs no login
};

std::span<const Route> user_routes();
std::span<const Route> channel_routes();
std::span<const Route> post_routes();
std::span<const Route> command_routes();
std::span<const Route> system_routes();

// nullptr when no route fits; fills ids.
const Route* find_route(std::string_view method, std::string_view path,
                        std::vector<std::string>& ids);

Answer json_answer(int status, std::string text);
Answer ok_answer();  // {"status":"OK"}
Answer failed(const Failure& failure);
Answer answer_of(const nlohmann::ordered_json& value, int status = 200);

// The body as a JSON object or array; discarded when it is neither.
nlohmann::json body_of(const Call& call);
// A list of strings: the whole body. At most 200.
std::vector<std::string> strings_of(const nlohmann::json& list);

// What a caller may see.
bool may_read(const Call& call, const Channel& channel);     // its posts
bool may_look_at(const Call& call, const Channel& channel);  // its name: also a public one

}  // namespace qm::sandbox

// The table of REST calls: a method, a path, and what answers it.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/routes.hpp"

#include "sandbox/ids.hpp"
#include "sandbox/mattermost_json.hpp"

#include <nlohmann/json.hpp>

namespace qm::sandbox {

using nlohmann::json;

namespace {

bool all_of(std::string_view text, bool (*fits)(unsigned char)) {
    if (text.empty() || text.size() > 128) return false;
    for (char c : text)
        if (!fits(static_cast<unsigned char>(c))) return false;
    return true;
}

bool id_character(unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool name_character(unsigned char c) {
    return id_character(c) || c == '.' || c == '_' || c == '-' || c == '+';
}

std::string_view next_part(std::string_view& path) {
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    std::size_t end = std::min(path.find('/'), path.size());
    std::string_view part = path.substr(0, end);
    path.remove_prefix(end);
    return part;
}

bool fits(std::string_view pattern, std::string_view path, std::vector<std::string>& ids) {
    ids.clear();
    while (!pattern.empty() && !path.empty()) {
        std::string_view want = next_part(pattern);
        std::string_view part = next_part(path);
        bool open = want.starts_with('{');
        if (!open && want != part) return false;
        if (open && !all_of(part, want == "{}" ? id_character : name_character)) return false;
        if (open) ids.emplace_back(part);
    }
    return pattern.empty() && path.empty();
}

}  // namespace

const Route* find_route(std::string_view method, std::string_view path,
                        std::vector<std::string>& ids) {
    if (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    for (auto table :
         {user_routes(), channel_routes(), post_routes(), command_routes(), system_routes()})
        for (const Route& route : table)
            if (route.method == method && fits(route.pattern, path, ids)) return &route;
    return nullptr;
}

std::size_t Call::number(std::string_view parameter, std::size_t otherwise, std::size_t max) const {
    std::string text = request.parameter(parameter);
    if (text.empty() || text.size() > 9) return otherwise;
    std::size_t value = 0;
    for (char c : text) {
        if (c < '0' || c > '9') return otherwise;
        value = value * 10 + static_cast<std::size_t>(c - '0');
    }
    return std::min(value, max);
}

Answer json_answer(int status, std::string text) {
    Answer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "application/json"}};
    answer.body = std::move(text);
    return answer;
}

Answer ok_answer() {
    return json_answer(200, R"({"status":"OK"})");
}

Answer failed(const Failure& failure) {
    return json_answer(failure.status, go_text(failure_json(failure, new_id())));
}

Answer answer_of(const Json& value, int status) {
    return json_answer(status, go_text(value));
}

json body_of(const Call& call) {
    return read_json(call.request.body);
}

std::vector<std::string> strings_of(const json& list) {
    constexpr std::size_t limit = 200;
    std::vector<std::string> strings;
    if (!list.is_array()) return strings;
    for (const json& each : list)
        if (each.is_string() && strings.size() < limit) strings.push_back(each);
    return strings;
}

bool may_read(const Call& call, const Channel& channel) {
    return call.me->admin() || channel.has(call.me->id);
}

bool may_look_at(const Call& call, const Channel& channel) {
    return channel.type == "O" || may_read(call, channel);
}

}  // namespace qm::sandbox

// REST: what a client asks of the server itself.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/mattermost_json.hpp"
#include "sandbox/routes.hpp"

#include <nlohmann/json.hpp>

namespace qm::sandbox {

namespace {

Answer ping(const Call& call) {
    if (call.request.parameter("get_server_status").empty()) return ok_answer();
    return json_answer(200, R"({"status":"OK","database_status":"OK","filestore_status":"OK"})");
}

Answer client_config(const Call& call) {
    std::string host = call.server.url.substr(call.server.url.find("//"));
    Json out;
    out["BuildNumber"] = "5.38.0";
    out["EnableBotAccountCreation"] = "true";
    out["EnableCommands"] = "true";
    out["EnableEmojiPicker"] = "true";
    out["EnablePostUsernameOverride"] = "true";
    out["EnableReliableWebSockets"] = "true";
    out["EnableUserAccessTokens"] = "true";
    out["MaxPostSize"] = "16383";
    out["SiteName"] = "Quartermaster sandbox";
    out["SiteURL"] = call.server.url;
    out["TeammateNameDisplay"] = "username";
    out["Version"] = mattermost_version;
    out["WebsocketURL"] = "ws:" + host;
    return answer_of(out);
}

Answer client_license(const Call&) {
    return json_answer(200, R"({"IsLicensed":"false"})");
}
Answer none(const Call&) {
    return json_answer(200, "[]");
}

constexpr Route routes[] = {
    {"GET", "/system/ping", ping, nullptr, true},
    {"GET", "/config/client", client_config, nullptr, true},
    {"GET", "/license/client", client_license, nullptr, true},
    {"GET", "/emoji", none},
    {"GET", "/roles/names", none},
    {"POST", "/roles/names", none},
};

}  // namespace

std::span<const Route> system_routes() {
    return routes;
}

}  // namespace qm::sandbox

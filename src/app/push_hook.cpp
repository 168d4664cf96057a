// GitLab's push webhook.
// SPDX-License-Identifier: Apache-2.0
#include "app/push_hook.hpp"

#include "app/log.hpp"
#include "core/seal.hpp"

#include <algorithm>

namespace qm::app {
namespace {

// An address without what differs between its spellings: "gitlab.example/sre/charts".
std::string bare(std::string url) {
    const auto mark = url.find("://");
    if (mark != std::string::npos) url.erase(0, mark + 3);
    const auto slash = url.find('/');
    const auto at = url.find('@');
    if (at != std::string::npos && at < slash) url.erase(0, at + 1);
    const auto colon = url.find(':');
    if (mark == std::string::npos && colon < url.find('/')) url[colon] = '/';
    while (url.ends_with('/'))
        url.pop_back();
    if (url.ends_with(".git")) url.resize(url.size() - 4);
    for (char& c : url)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return url;
}

// "https://gitlab.example#123", as discovery writes it; GitLab may live below a path.
bool is_project(const Source& source, const gitlab::Push& push) {
    const auto mark = source.identity.rfind('#');
    if (mark == std::string::npos) return false;
    return source.identity.substr(mark + 1) == std::to_string(push.project) &&
           push.web_url.starts_with(source.identity.substr(0, mark) + "/");
}

}  // namespace

std::vector<std::string> names_of_push(const std::vector<Source>& sources,
                                       const gitlab::Push& push) {
    std::vector<std::string> addresses;
    for (const std::string& url : {push.http_url, push.ssh_url, push.web_url})
        if (!url.empty()) addresses.push_back(bare(url));
    std::vector<std::string> names;
    for (const Source& source : sources) {
        const bool same =
            std::find(addresses.begin(), addresses.end(), bare(source.url)) != addresses.end();
        if (same || is_project(source, push)) names.push_back(source.name);
    }
    return names;
}

PushAnswer answer_push(const net::ServerRequest& request, const std::string& token,
                       const std::function<bool(const gitlab::Push&)>& pushed) {
    if (token.empty()) return {404, "there is nothing here\n"};
    if (request.method != "POST") return {405, "this wants POST\n"};
    if (!core::equal_secret(token, request.header("x-gitlab-token"))) {
        log::warn("push refused", {{"peer", request.peer}, {"why", "wrong or no X-Gitlab-Token"}});
        return {401, "the secret token is not ours\n"};
    }
    const std::string_view event = request.header("x-gitlab-event");
    if (event != "Push Hook" && event != "Tag Push Hook") return {200, "ignored: no push\n"};
    const auto push = gitlab::read_push(request.body);
    if (!push) {
        log::warn("push refused", {{"peer", request.peer}, {"why", push.error().what}});
        return {400, push.error().what + "\n"};
    }
    const bool ours = pushed(*push);
    return {200, ours ? "read at once\n" : "ignored: no source of ours\n"};
}

}  // namespace qm::app

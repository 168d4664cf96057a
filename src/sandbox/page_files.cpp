// The files of the page: nothing from elsewhere may be loaded or run beside them.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/answering.hpp"

namespace qm::sandbox {

namespace {

std::string_view content_type(std::string_view path) {
    constexpr std::pair<std::string_view, std::string_view> types[] = {
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".json", "application/json"},
        {".woff2", "font/woff2"},
    };
    for (const auto& [end, type] : types)
        if (path.ends_with(end)) return type;
    return "application/octet-stream";
}

std::string policy(const Server& server) {
    std::string host = server.url.substr(server.url.find(':'));
    std::string port = server.url.substr(server.url.rfind(':'));
    return "default-src 'self'; connect-src 'self' ws" + host + " ws://localhost" + port +
           "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'";
}

}  // namespace

Answer page_answer(const Server& server, std::string_view path) {
    path.remove_prefix(path.starts_with('/') ? 1 : 0);
    if (path.empty()) path = "index.html";
    Answer answer;
    answer.status = 404;
    answer.body = "Nothing is here.\n";
    std::string_view type = "text/plain; charset=utf-8";
    for (const PageFile& file : server.options.page) {
        if (file.path != path) continue;
        answer.status = 200;
        answer.body = std::string(file.bytes);
        type = content_type(path);
    }
    answer.headers = {{"Content-Type", std::string(type)},
                      {"Content-Security-Policy", policy(server)},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      {"Cache-Control", "no-store"}};
    return answer;
}

}  // namespace qm::sandbox

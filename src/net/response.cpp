// An answer of the server as bytes.
// SPDX-License-Identifier: Apache-2.0
#include "net/connection.hpp"
#include "net/fields.hpp"

#include <algorithm>
#include <array>

namespace qm::net {
namespace {

std::string_view reason(int status) {
    struct Known {
        int status;
        std::string_view words;
    };
    static constexpr std::array<Known, 26> known{{{200, "OK"},
                                                  {201, "Created"},
                                                  {202, "Accepted"},
                                                  {204, "No Content"},
                                                  {301, "Moved Permanently"},
                                                  {302, "Found"},
                                                  {303, "See Other"},
                                                  {304, "Not Modified"},
                                                  {400, "Bad Request"},
                                                  {401, "Unauthorized"},
                                                  {403, "Forbidden"},
                                                  {404, "Not Found"},
                                                  {405, "Method Not Allowed"},
                                                  {408, "Request Timeout"},
                                                  {409, "Conflict"},
                                                  {413, "Content Too Large"},
                                                  {417, "Expectation Failed"},
                                                  {422, "Unprocessable Content"},
                                                  {426, "Upgrade Required"},
                                                  {429, "Too Many Requests"},
                                                  {431, "Request Header Fields Too Large"},
                                                  {500, "Internal Server Error"},
                                                  {501, "Not Implemented"},
                                                  {502, "Bad Gateway"},
                                                  {503, "Service Unavailable"},
                                                  {505, "HTTP Version Not Supported"}}};
    auto found = std::find_if(known.begin(), known.end(),
                              [status](const Known& k) { return k.status == status; });
    return found == known.end() ? "Answer" : found->words;
}

bool ours(std::string_view name) {  // framing is the server's alone
    constexpr std::array<std::string_view, 5> names{"Content-Length", "Transfer-Encoding",
                                                    "Connection", "Keep-Alive", "Trailer"};
    return std::any_of(names.begin(), names.end(),
                       [name](auto each) { return same_name(each, name); });
}

bool sendable(const HttpResponse& response) {
    return response.status >= 200 && response.status <= 599 &&
           std::all_of(response.headers.begin(), response.headers.end(), [](const auto& field) {
               return is_field_name(field.first) && is_field_value(field.second);
           });
}

}  // namespace

std::string write_response(const HttpResponse& wanted, bool head_only, bool close) {
    static const HttpResponse broken{500, {}, {}};
    const auto& response = sendable(wanted) ? wanted : broken;
    bool bodiless = response.status == 204 || response.status == 304;
    std::string out = "HTTP/1.1 " + std::to_string(response.status) + " ";
    out.append(reason(response.status)).append("\r\n");
    for (const auto& [name, value] : response.headers)
        if (!ours(name)) out.append(name).append(": ").append(value).append("\r\n");
    if (!bodiless) out += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    if (close) out += "Connection: close\r\n";
    out += "\r\n";
    if (!bodiless && !head_only) out += response.body;
    return out;
}

}  // namespace qm::net

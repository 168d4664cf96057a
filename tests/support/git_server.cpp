// A small web server of real git repositories.
// SPDX-License-Identifier: Apache-2.0
#include "support/git_server.hpp"

#include <array>
#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace qm::test {
namespace {

constexpr int patience_ms = 5'000;  // for the peer's next bytes
constexpr std::size_t request_max = 4u << 20;
constexpr std::size_t sent_max = 512u << 20;  // "for ever" ends here, should nobody stop it
constexpr const char* backend_seconds = "20";

std::string head(const std::string& status, const std::string& fields) {
    return "HTTP/1.1 " + status + "\r\nConnection: close\r\n" + fields + "\r\n";
}

std::string field_of(const std::string& head, const char* name) {
    std::istringstream lines(head);
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (colon == line.npos || strcasecmp(line.substr(0, colon).c_str(), name) != 0) continue;
        std::string value = line.substr(colon + 1);
        while (!value.empty() && (value.back() == '\r' || value.back() == ' '))
            value.pop_back();
        return value.substr(std::min(value.find_first_not_of(' '), value.size()));
    }
    return "";
}

// One sideband packet: 1 is pack data, 2 is words.
std::string packet(char band, const std::string& bytes) {
    std::array<char, 8> length{};
    std::snprintf(length.data(), length.size(), "%04x", static_cast<unsigned>(bytes.size() + 5));
    return length.data() + std::string(1, band) + bytes;
}

std::string be32(std::uint32_t value) {
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift);
    return bytes;
}

// A blob of a pack: its type and size, then zlib's stored form, so that nothing is compressed.
std::string blob(std::uint32_t number) {
    std::string data(32'000, 'x');
    data.replace(0, 4, be32(number));
    std::string bytes{static_cast<char>(0x80 | (3 << 4) | (data.size() & 15))};
    std::size_t rest = data.size() >> 4;
    for (; rest > 127; rest >>= 7)
        bytes += static_cast<char>(0x80 | (rest & 127));
    bytes += static_cast<char>(rest);
    bytes += "\x78\x01\x01";
    const auto size = static_cast<unsigned>(data.size());
    for (const unsigned part : {size & 255, size >> 8, ~size & 255, (~size >> 8) & 255})
        bytes += static_cast<char>(part);
    std::uint32_t a = 1, b = 0;  // Adler-32
    for (const char c : data) {
        a = (a + static_cast<unsigned char>(c)) % 65'521;
        b = (b + a) % 65'521;
    }
    return bytes + data + be32(b << 16 | a);
}

}  // namespace

GitServer::GitServer(std::string root, std::string authorization)
    : root_(std::move(root)), authorization_(std::move(authorization)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* raw = reinterpret_cast<sockaddr*>(&address);
    if (bind(socket_, raw, size) < 0 || listen(socket_, 16) < 0 ||
        getsockname(socket_, raw, &size) < 0)
        throw std::runtime_error("no port for the test");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
}

GitServer::~GitServer() {
    stopping_ = true;
    thread_.join();
    close(socket_);
}

std::string GitServer::base() const {
    return "http://127.0.0.1:" + std::to_string(port_);
}

std::string GitServer::url(const std::string& name) const {
    return base() + "/" + name;
}

std::vector<std::string> GitServer::authorizations() const {
    const std::lock_guard lock(mutex_);
    return authorizations_;
}

void GitServer::put(const std::string& path, const std::string& json) {
    const std::lock_guard lock(mutex_);
    pages_[path] = json;
}

void GitServer::serve() {
    while (!stopping_) {
        pollfd waiting{socket_, POLLIN, 0};
        if (poll(&waiting, 1, 20) <= 0) continue;
        const int peer = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
        if (peer < 0) continue;
        answer(peer);
        close(peer);
    }
}

bool GitServer::read_request(int peer, Request& request) {
    std::string text;
    std::size_t end = text.npos;
    std::size_t length = 0;
    for (;;) {
        if (end == text.npos && (end = text.find("\r\n\r\n")) != text.npos)
            length =
                std::strtoul(field_of(text.substr(0, end), "Content-Length").c_str(), nullptr, 10);
        if (end != text.npos && text.size() >= end + 4 + length) break;
        pollfd waiting{peer, POLLIN, 0};
        if (text.size() > request_max || poll(&waiting, 1, patience_ms) <= 0) return false;
        std::array<char, 16'384> buffer;
        const ssize_t count = read(peer, buffer.data(), buffer.size());
        if (count <= 0) return false;
        text.append(buffer.data(), static_cast<std::size_t>(count));
    }
    const std::string top = text.substr(0, end);
    std::istringstream words(top);
    std::string target;
    words >> request.method >> target;
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    if (mark != target.npos) request.query = target.substr(mark + 1);
    request.type = field_of(top, "Content-Type");
    request.encoding = field_of(top, "Content-Encoding");
    request.authorization = field_of(top, "Authorization");
    request.body = text.substr(end + 4, length);
    return true;
}

void GitServer::answer(int peer) {
    Request request;
    if (!read_request(peer, request)) return;
    std::string page;
    {
        const std::lock_guard lock(mutex_);
        if (pages_.contains(request.path))
            page = pages_[request.path];
        else
            authorizations_.push_back(request.authorization);
    }
    if (!page.empty()) {
        send(peer, head("200 OK", "Content-Type: application/json\r\nContent-Length: " +
                                      std::to_string(page.size()) + "\r\n") +
                       page);
        return;
    }
    if (!authorization_.empty() && request.authorization != authorization_) {
        send(peer, head("401 Unauthorized",
                        "WWW-Authenticate: Basic realm=\"git\"\r\nContent-Length: 0\r\n"));
        return;
    }
    const bool wants_pack = request.path.ends_with("/git-upload-pack");
    if (wants_pack) ++fetches_;
    if (wants_pack && pack != Pack::served) return send_for_ever(peer);
    const std::string made = run_backend(request);
    const auto end = made.find("\r\n\r\n");
    if (end == made.npos) {
        send(peer, head("500 Internal Server Error", "Content-Length: 0\r\n"));
        return;
    }
    const std::string fields = made.substr(0, end);
    const std::string status = field_of(fields, "Status");
    const std::string body = made.substr(end + 4);
    send(peer, head(status.empty() ? "200 OK" : status,
                    "Content-Type: " + field_of(fields, "Content-Type") +
                        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") +
                   body);
}

std::string GitServer::run_backend(const Request& request) const {
    const std::string in = root_ + "/.request";
    const std::string out = root_ + "/.answer";
    std::ofstream(in, std::ios::binary) << request.body;
    const char* path = std::getenv("PATH");
    std::vector<std::string> texts{"PATH=" + std::string(path ? path : "/usr/bin:/bin"),
                                   "GIT_CONFIG_GLOBAL=/dev/null",
                                   "GIT_PROJECT_ROOT=" + root_,
                                   "GIT_HTTP_EXPORT_ALL=1",
                                   "REQUEST_METHOD=" + request.method,
                                   "PATH_INFO=" + request.path,
                                   "QUERY_STRING=" + request.query,
                                   "CONTENT_TYPE=" + request.type,
                                   "CONTENT_LENGTH=" + std::to_string(request.body.size())};
    if (!request.encoding.empty()) texts.push_back("HTTP_CONTENT_ENCODING=" + request.encoding);
    std::vector<char*> variables;
    for (std::string& text : texts)
        variables.push_back(text.data());
    variables.push_back(nullptr);
    std::array<const char*, 5> command{"timeout", backend_seconds, "git", "http-backend", nullptr};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, 0, in.c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, 1, out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    pid_t pid = 0;
    const int error = posix_spawnp(&pid, command[0], &files, nullptr,
                                   const_cast<char**>(command.data()), variables.data());
    posix_spawn_file_actions_destroy(&files);
    if (error != 0) return "";
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    std::ifstream answered(out, std::ios::binary);
    std::stringstream bytes;
    bytes << answered.rdbuf();
    return bytes.str();
}

void GitServer::send_for_ever(int peer) {
    std::string stream = "0008NAK\n";
    if (pack == Pack::objects_for_ever) stream += packet(1, "PACK" + be32(2) + be32(1'900'000));
    if (pack == Pack::one_without_end)  // a size of 2^38 and more, and zlib's beginning
        stream += packet(1, "PACK" + be32(2) + be32(1) + "\xbf\xff\xff\xff\xff\x7f" + "\x78\x01");
    bool open = send(
        peer, head("200 OK", "Content-Type: application/x-git-upload-pack-result\r\n") + stream);
    std::string part(32'005, '\0');  // zlib's stored block that is not the last one
    part.replace(0, 5, std::string("\x00\x00\x7d\xff\x82", 5));
    std::size_t sent = 0;
    for (std::uint32_t number = 0; open && !stopping_ && sent < sent_max; ++number) {
        std::string next = packet(2, "still counting\n");
        if (pack == Pack::objects_for_ever) next = packet(1, blob(number));
        if (pack == Pack::one_without_end) next = packet(1, part);
        sent += next.size();
        open = send(peer, next);
    }
}

bool GitServer::send(int peer, const std::string& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        pollfd waiting{peer, POLLOUT, 0};
        const int ready = poll(&waiting, 1, 50);
        if (stopping_) return false;
        if (ready == 0) continue;
        const ssize_t count =
            ::send(peer, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && errno != EAGAIN) return false;
        if (count > 0) done += static_cast<std::size_t>(count);
    }
    return true;
}

}  // namespace qm::test

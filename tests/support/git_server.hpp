// A small web server of real git repositories: `git http-backend` behind it as CGI, a password
// where one is wanted, and transfers that never end.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace qm::test {

class GitServer {
public:
    enum class Pack {
        served,
        words_for_ever,    // progress messages and nothing else
        objects_for_ever,  // a proper pack with more objects than anybody wants
        one_without_end,   // a pack of one object that does not end
    };

    // root: the folder of bare repositories. authorization: the header that lets in, "" for none.
    explicit GitServer(std::string root, std::string authorization = "");
    ~GitServer();  // ends what is under way
    GitServer(const GitServer&) = delete;
    GitServer& operator=(const GitServer&) = delete;

    std::string base() const;                         // "http://127.0.0.1:PORT"
    std::string url(const std::string& name) const;   // of a repository
    int fetches() const { return fetches_; }          // packs asked for
    std::vector<std::string> authorizations() const;  // of every git request; "" for none
    std::atomic<Pack> pack{Pack::served};
    // Answers GET of this path, whatever its query, with this JSON: an API beside the repositories.
    void put(const std::string& path, const std::string& json);

private:
    struct Request {
        std::string method, path, query, type, encoding, authorization, body;
    };
    void serve();
    void answer(int peer);
    bool read_request(int peer, Request& request);
    std::string run_backend(const Request& request) const;
    void send_for_ever(int peer);
    bool send(int peer, const std::string& bytes);

    std::string root_;
    std::string authorization_;
    int socket_ = -1;
    unsigned short port_ = 0;
    std::atomic<bool> stopping_{false};
    std::atomic<int> fetches_{0};
    mutable std::mutex mutex_;
    std::map<std::string, std::string> pages_;
    std::vector<std::string> authorizations_;
    std::thread thread_;
};

}  // namespace qm::test

// The life of `serve` as its caller sees it: exit code and log.
// SPDX-License-Identifier: Apache-2.0
#include "app/app.hpp"
#include "app/chat_state.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace qm::app {
namespace {

// A port of loopback that is taken as long as it lives.
class TakenPort {
public:
    TakenPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(socket_, 1), 0);
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
    }
    ~TakenPort() { ::close(socket_); }
    TakenPort(const TakenPort&) = delete;
    TakenPort& operator=(const TakenPort&) = delete;
    int port() const { return port_; }

private:
    int socket_;
    int port_ = 0;
};

struct Folder {
    Folder() {
        char name[] = "/tmp/qm-serve-XXXXXX";
        path = ::mkdtemp(name);
        std::ofstream(path + "/token") << "a-token\n";
    }
    ~Folder() { std::filesystem::remove_all(path); }

    std::string config(const std::string& more) const {
        const std::string file = path + "/quartermaster.yaml";
        std::ofstream(file) << "data: " << path << "/data\n"
                            << "mattermost: {url: 'http://127.0.0.1:9', team: acme, token_file: "
                            << path << "/token}\n"
                            << "teams:\n  - {id: sre, name: SRE, channel: sre, zone: UTC, "
                               "members: [alice, bob], rotation: {mode: weekday, mon: alice}}\n"
                            << more;
        return file;
    }
    std::string path;
};

using ServeDeath = testing::Test;

TEST(ServeDeath, EndsWithANoWhenItCannotListen) {
    testing::FLAGS_gtest_death_test_style = "fast";
    const Folder folder;
    const TakenPort taken;
    const std::string config =
        folder.config("http: {listen: '127.0.0.1:" + std::to_string(taken.port()) + "'}\n");
    EXPECT_EXIT(std::_Exit(serve({config, "/proc/self/exe"})), testing::ExitedWithCode(1),
                "cannot go on.*http.listen");
}

TEST(ServeDeath, SaysWhyItIsNotConnected) {
    testing::FLAGS_gtest_death_test_style = "fast";
    const Folder folder;
    const std::string config = folder.config("");
    const auto serve_a_while = [&] {
        std::thread([] {
            std::this_thread::sleep_for(std::chrono::milliseconds{1500});
            ::kill(::getpid(), SIGTERM);
        }).detach();
        std::_Exit(serve({config, "/proc/self/exe"}));
    };
    EXPECT_EXIT(serve_a_while(), testing::ExitedWithCode(0), "warn.* not connected why=");
}

TEST(ChatState, EachReasonIsToldOnceBetweenConnections) {
    ChatState state;
    EXPECT_FALSE(state.connected());
    EXPECT_FALSE(state.why().empty());
    EXPECT_TRUE(state.note(false, "wrong token"));
    EXPECT_FALSE(state.note(false, "wrong token"));
    EXPECT_TRUE(state.note(false, "unknown team"));
    EXPECT_EQ(state.why(), "unknown team");
    EXPECT_FALSE(state.note(false, "wrong token"));
    EXPECT_TRUE(state.note(true, ""));
    EXPECT_TRUE(state.connected());
    EXPECT_FALSE(state.note(true, ""));
    EXPECT_TRUE(state.note(false, ""));
    EXPECT_FALSE(state.why().empty());
    for (int i = 0; i < 100; ++i)
        state.note(false, std::to_string(i));
    EXPECT_FALSE(state.note(false, "one more of too many"));
}

}  // namespace
}  // namespace qm::app

// What is told to whatever looks after the program: probes over HTTP, and systemd.
// SPDX-License-Identifier: Apache-2.0
#include "app/app.hpp"
#include "app/http_door.hpp"
#include "app/systemd.hpp"
#include "app/texts.hpp"
#include "net/https.hpp"
#include "net/support/loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// systemd's end of NOTIFY_SOCKET.
class Notified {
public:
    Notified() {
        char name[] = "/tmp/qm-notify-XXXXXX";
        folder_ = ::mkdtemp(name);
        path = folder_ + "/socket";
        socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path.copy(address.sun_path, sizeof address.sun_path - 1);
        EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }
    ~Notified() {
        ::close(socket_);
        std::filesystem::remove_all(folder_);
    }
    Notified(const Notified&) = delete;
    Notified& operator=(const Notified&) = delete;

    // Everything that came until now, a line each.
    std::string heard() {
        std::string all;
        char bytes[512];
        for (ssize_t size = 0; (size = ::recv(socket_, bytes, sizeof bytes, MSG_DONTWAIT)) > 0;)
            all.append(bytes, static_cast<std::size_t>(size)) += '\n';
        return all;
    }
    std::string path;

private:
    std::string folder_;
    int socket_;
};

TEST(Systemd, GetsSignsWhileTheWorkIsDoneAndNoneWhenItIsNot) {
    Notified notified;
    asio::io_context loop;
    std::string trouble;
    int asked = 0;
    Systemd systemd(loop.get_executor(), {notified.path, 2ms}, [&] {
        if (++asked == 3) trouble = "stuck";
        if (asked == 6) loop.stop();
        return trouble;
    });
    EXPECT_TRUE(systemd.tell("READY=1"));
    asio::co_spawn(loop, systemd.run(), asio::detached);
    loop.run();
    EXPECT_EQ(notified.heard(), "READY=1\nWATCHDOG=1\nWATCHDOG=1\nSTATUS=stuck\n");
    systemd.stop();
}

TEST(Systemd, IsNotToldWhatItDidNotAsk) {
    asio::io_context loop;
    bool asked = false;
    const auto trouble = [&] {
        asked = true;
        return std::string();
    };
    for (const SystemdAsks& asks :
         {SystemdAsks{"", 2ms}, {"/nowhere/at/all", 0ms}, {std::string(200, 'x'), 0ms}}) {
        Systemd systemd(loop.get_executor(), asks, trouble);
        EXPECT_FALSE(systemd.tell("READY=1"));
        asio::co_spawn(loop, systemd.run(), asio::detached);
        loop.run();
        loop.restart();
    }
    EXPECT_FALSE(asked);
}

TEST(SystemdDeath, HearsOfABeginningAndAnEnd) {
    testing::FLAGS_gtest_death_test_style = "fast";
    Notified notified;
    const std::string folder = notified.path + ".d";
    std::filesystem::create_directories(folder);
    std::ofstream(folder + "/token") << "a-token\n";
    const std::string config = folder + "/quartermaster.yaml";
    std::ofstream(config) << "data: " << folder << "/data\n"
                          << "mattermost: {url: 'http://127.0.0.1:9', team: acme, token_file: "
                          << folder << "/token}\n"
                          << "teams:\n  - {id: sre, name: SRE, channel: sre, zone: UTC, members: "
                             "[alice, bob]}\n";
    const auto serve_until_told = [&] {
        ::setenv("NOTIFY_SOCKET", notified.path.c_str(), 1);
        ::setenv("WATCHDOG_USEC", "2000000", 1);
        ::unsetenv("WATCHDOG_PID");
        std::thread([] {
            std::this_thread::sleep_for(1'500ms);
            ::kill(::getpid(), SIGTERM);
        }).detach();
        std::_Exit(serve({config, "/proc/self/exe"}));
    };
    EXPECT_EXIT(serve_until_told(), testing::ExitedWithCode(0), "stopping");
    const std::string heard = notified.heard();
    EXPECT_NE(heard.find("READY=1"), heard.npos) << heard;
    EXPECT_NE(heard.find("WATCHDOG=1"), heard.npos) << heard;
    EXPECT_TRUE(heard.ends_with("STOPPING=1\n")) << heard;
}

TEST(Probes, TellLifeFromReadiness) {
    asio::io_context loop;
    const core::Texts texts = load_texts("").value();
    const Clock clock;
    std::string trouble;
    std::string not_ready;
    DoorWires wires;
    wires.push_token = [] {
        return std::string();
    };
    wires.trouble = [&] {
        return trouble;
    };
    wires.not_ready = [&] {
        return not_ready;
    };
    HttpDoor door({"127.0.0.1", 0, {}, ""}, texts, clock, wires);
    ASSERT_TRUE(door.listen(loop.get_executor()));
    const std::string base = "http://127.0.0.1:" + std::to_string(door.port());
    const auto client = std::move(*net::make_https(loop.get_executor(), base));
    const auto asked = [&](const std::string& path) {
        std::string answer;
        net::test::run(loop, [&]() -> asio::awaitable<void> {
            net::HttpRequest request;
            request.target = path;
            const auto got = co_await client->send(std::move(request));
            answer = got ? std::to_string(got->status) + " " + got->body : got.error().what;
        });
        return answer;
    };
    EXPECT_EQ(asked("/healthz"), "200 ok\n");
    EXPECT_EQ(asked("/readyz"), "200 ok\n");
    not_ready = "wrong token";
    EXPECT_EQ(asked("/healthz"), "200 ok\n") << "a new start would not help";
    EXPECT_EQ(asked("/readyz"), "503 not well: wrong token\n");
    trouble = "silent";
    EXPECT_EQ(asked("/healthz"), "503 not well: silent\n");
    EXPECT_EQ(asked("/readyz"), "503 not well: silent\n");
    EXPECT_TRUE(asked("/readyz/x").starts_with("404")) << asked("/readyz/x");
    door.stop();
}

}  // namespace
}  // namespace qm::app

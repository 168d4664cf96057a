// Waiting for a chat server that limits how often it is asked, or is away for a moment.
// SPDX-License-Identifier: Apache-2.0
#include "app/patience.hpp"

#include "net/support/loop.hpp"

#include <gtest/gtest.h>

#include <deque>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;

TEST(Patience, WaitsAsTheAnswerSaysAndElseLongerEachTime) {
    Patience patience;
    EXPECT_EQ(patience.after(429, "7", Twice::harmless), seconds(7));
    EXPECT_EQ(patience.after(429, "0", Twice::harmless), seconds(1));
    patience.begin();
    for (const int wanted : {1, 2, 4, 8, 16, 16})
        EXPECT_EQ(patience.after(503, "", Twice::harmless), seconds(wanted));
    for (const char* silly : {"-1", "soon", "Thu, 26 Nov 2026 09:45:51 GMT", "7s"}) {
        patience.begin();
        EXPECT_EQ(patience.after(429, silly, Twice::harmless), seconds(1)) << silly;
    }
}

TEST(Patience, EndsAfterTenTriesOrTwoMinutes) {
    Patience patience;
    for (int calls = 0; calls < 2; ++calls) {
        patience.begin();
        for (int tries = 1; tries < 10; ++tries)
            EXPECT_EQ(patience.after(429, "1", Twice::harmless), seconds(1)) << tries;
        EXPECT_EQ(patience.after(429, "1", Twice::harmless), std::nullopt);
    }
    patience.begin();
    EXPECT_EQ(patience.after(503, "100", Twice::harmless), seconds(100));
    EXPECT_EQ(patience.after(503, "21", Twice::harmless), std::nullopt) << "past two minutes";
    EXPECT_EQ(patience.after(503, "20", Twice::harmless), seconds(20));
    patience.begin();
    for (const char* long_ones : {"121", "3600", "9223372036854775807"})
        EXPECT_EQ(patience.after(429, long_ones, Twice::harmless), std::nullopt) << long_ones;
}

TEST(Patience, OfARunMayBeBoundedInAll) {
    Patience patience(seconds(5));
    EXPECT_EQ(patience.after(429, "4", Twice::harmless), seconds(4));
    patience.begin();
    EXPECT_EQ(patience.after(429, "2", Twice::harmless), std::nullopt);
    EXPECT_EQ(patience.after(429, "1", Twice::harmless), seconds(1));
    EXPECT_EQ(patience.after(429, "1", Twice::harmless), std::nullopt);
}

TEST(Patience, RepeatsOnlyWhatWasNotDoneOrMayBeDoneTwice) {
    for (const int status : {429, 502, 503, 504}) {
        Patience patience;
        EXPECT_TRUE(patience.after(status, "", Twice::harmless)) << status;
        EXPECT_EQ(patience.after(status, "", Twice::harmful).has_value(), status == 429) << status;
    }
    for (const int status : {200, 201, 302, 400, 401, 403, 404, 500, 501}) {
        Patience patience;
        EXPECT_FALSE(patience.after(status, "1", Twice::harmless)) << status;
    }
}

// Answers with these, one after the other; then with 200.
struct Scripted : net::Https {
    Scripted(std::deque<int> of_these, std::vector<std::string>& into)
        : statuses(std::move(of_these)), bodies(into) {}
    asio::awaitable<result<net::HttpResponse>> send(net::HttpRequest request) override {
        bodies.push_back(request.body);
        net::HttpResponse response;
        response.status = 200;
        if (!statuses.empty()) {
            response.status = statuses.front();
            response.headers.emplace_back("retry-after", "3");
            statuses.pop_front();
        }
        co_return response;
    }
    std::deque<int> statuses;
    std::vector<std::string>& bodies;
};

TEST(Patience, AClientAsksTheSameAgainUntilItIsAnswered) {
    asio::io_context loop;
    std::vector<std::string> bodies;
    std::vector<seconds> waits;
    Pause pause = [&](seconds time) -> asio::awaitable<void> {
        waits.push_back(time);
        co_return;
    };
    std::deque<int> statuses{429, 502, 404};
    PatientHttps https(loop.get_executor(), std::make_unique<Scripted>(statuses, bodies),
                       Patience(), pause);
    testing::internal::CaptureStderr();
    net::test::run(loop, [&]() -> asio::awaitable<void> {
        net::HttpRequest request{"POST", "/users/usernames", {}, "[]"};
        const auto first = co_await https.send(request, Twice::harmless);
        EXPECT_EQ(first ? first->status : 0, 404);
        const auto second = co_await https.send(request, Twice::harmless);
        EXPECT_EQ(second ? second->status : 0, 200);
    });
    EXPECT_EQ(bodies, std::vector<std::string>(4, "[]"));
    EXPECT_EQ(waits, std::vector<seconds>(2, seconds(3)));
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "the server answers 429: it is asked again in 3 s\n"
              "the server answers 502: it is asked again in 3 s\n");
}

}  // namespace
}  // namespace qm::app

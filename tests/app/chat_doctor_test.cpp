// The doctor that is asked in chat: a child's answer becomes a message to whoever asked.
// SPDX-License-Identifier: Apache-2.0
#include "app/chat_doctor.hpp"

#include "embedded.hpp"

#include "net/support/loop.hpp"
#include "store/migrate.hpp"
#include "store/rows.hpp"

#include <boost/asio/steady_timer.hpp>
#include <gtest/gtest.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;

// The rows that it leaves when the program prints that.
std::vector<std::string> told_of(const std::vector<std::string>& program, int times = 1) {
    auto db = store::open_sqlite(":memory:");
    std::vector<store::Migration> migrations;
    for (const embedded::File& file : embedded::migrations())
        migrations.push_back({file.path, file.bytes});
    store::migrate(*db, std::move(migrations));
    asio::io_context loop;
    const Clock clock;
    bool said = false;
    std::vector<std::string> told;
    {
        StoreThread store(loop.get_executor(), std::move(db));
        ChatDoctor doctor(
            loop.get_executor(), store, clock, [] { return std::make_shared<desk::Setup>(); },
            program, [&] { said = true; });
        Person alice;
        alice.id = UserId("id-alice");
        for (int i = 0; i < times; ++i)
            doctor.ask(alice, "event" + std::to_string(i));
        net::test::run(loop, [&]() -> asio::awaitable<void> {
            asio::steady_timer timer(loop);
            for (int i = 0; i < 2'000 && !said; ++i) {
                timer.expires_after(std::chrono::milliseconds(5));
                co_await timer.async_wait(asio::use_awaitable);
            }
            std::function<std::vector<std::string>(store::Db&)> job = [](store::Db& from) {
                std::vector<std::string> bodies;
                for (const store::OutboxRow& row : store::open_posts(from, "ready", 10))
                    bodies.push_back(row.to.value + " " + row.body);
                return bodies;
            };
            told = co_await store.read<std::vector<std::string>>(std::move(job));
        });
    }
    return told;
}

TEST(ChatDoctor, TellsWhoeverAskedWhatWasFound) {
    const std::string found =
        R"({"ok":false,"checks":[{"health":"ok","check":"disk","what":"much","mend":""},)"
        R"({"health":"fail","check":"clock","what":"90 s behind","mend":"set it"},)"
        R"({"health":"warn","check":"git","what":"slow","mend":""}]})";
    const auto told = told_of({"/bin/echo", found}, 3);
    ASSERT_EQ(told.size(), 1u) << "one at a time";
    EXPECT_TRUE(told[0].starts_with("id-alice ")) << told[0];
    for (const char* part :
         {"doctor.first", "doctor.fail_mend", "90 s behind", "set it", "doctor.warn\""})
        EXPECT_NE(told[0].find(part), std::string::npos) << part << " in " << told[0];
    EXPECT_EQ(told[0].find("much"), std::string::npos) << "what is well is a number";
}

TEST(ChatDoctor, SaysSoWhenItDoesNotAnswer) {
    for (const std::vector<std::string>& program :
         {std::vector<std::string>{"/bin/echo", "{\"checks\":[{\"health\":3},7]}"},
          {"/bin/false"},
          {"/no/such/program"}}) {
        const auto told = told_of(program);
        ASSERT_EQ(told.size(), 1u) << program[0];
        const bool failed = told[0].find("doctor.failed") != std::string::npos;
        EXPECT_TRUE(failed) << told[0];
    }
}

}  // namespace
}  // namespace qm::app

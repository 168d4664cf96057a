// Posts in doubt: looked for together, never before everything was looked at five times sent again.
// SPDX-License-Identifier: Apache-2.0
#include "app/sender.hpp"

#include "embedded.hpp"

#include "store/migrate.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr double fast = 0.001;  // 65 s become 65 ms

// A channel that keeps what it is given and counts what it is asked.
class FakeChat : public chat::Chat {
public:
    asio::awaitable<void> run() override { co_return; }
    void stop() override {}
    void rename(chat::Names) override {}

    chat::Pace pace() const override { return slow; }
    asio::awaitable<SendOutcome> send(Post post) override {
        if (wait_at == sent.size() && waits > 0) {
            --waits;
            if (on_wait) on_wait();
            co_return outcome(SendState::later, post.key);
        }
        if (post.kind == PostKind::edit && edits_wait.count() > 0) {
            ++edits_refused;
            SendOutcome later = outcome(SendState::later, post.key);
            later.wait = edits_wait;
            co_return later;
        }
        if (noes > 0) {
            --noes;
            SendOutcome no = outcome(SendState::later, post.key);
            no.no = true;
            co_return no;
        }
        sent.push_back(post.key);
        co_return outcome(SendState::sent, post.key);
    }
    asio::awaitable<std::vector<SendOutcome>> look(std::vector<Post> posts) override {
        ++looks;
        std::vector<SendOutcome> seen;
        for (const Post& post : posts) {
            const bool here = there.contains(post.key);
            seen.push_back(outcome(blind > 0 ? SendState::later
                                   : here    ? SendState::sent
                                             : SendState::unknown,
                                   post.key));
        }
        if (blind > 0) --blind;
        co_return seen;
    }
    asio::awaitable<result<void>> open_form(std::string, Form, Event) override {
        co_return result<void>();
    }

    static SendOutcome outcome(SendState state, const std::string& key) {
        SendOutcome out;
        out.state = state;
        out.post = PostId("post-" + key);
        return out;
    }

    std::set<std::string> there;
    std::vector<std::string> sent;
    int looks = 0;
    int blind = 0;  // so many looks see nothing
    int noes = 0;   // so many posts are refused by one that cannot look
    chat::Pace slow;
    std::size_t wait_at = 0;  // after so many posts …
    int waits = 0;            // … so many times "not now"
    std::function<void()> on_wait;
    std::chrono::seconds edits_wait{0};  // each edit is refused so long
    int edits_refused = 0;
};

struct Stage {
    explicit Stage(double scale = fast) {
        auto db = store::open_sqlite(":memory:");
        std::vector<store::Migration> migrations;
        for (const embedded::File& file : embedded::migrations())
            migrations.push_back({file.path, file.bytes});
        store::migrate(*db, std::move(migrations));
        for (int i = 0; i < 300; ++i) {
            store::OutboxRow row;
            row.key = "key" + std::to_string(i);
            row.kind = "create";
            row.state = "claimed";
            row.channel = ChannelId(i % 2 == 0 ? "even" : "odd");
            row.created = clock.wall();
            store::add_post(*db, row);
            Post post;
            post.key = row.key;
            post.channel = row.channel;
            post.created = row.created;
            posts.push_back(std::move(post));
        }
        store = std::make_unique<StoreThread>(context.get_executor(), std::move(db));
        sender = std::make_unique<Sender>(
            context.get_executor(), *store, clock,
            [] { return std::make_shared<const desk::Setup>(); }, scale);
        sender->use(chat);
    }

    void run_until_known(std::size_t sent = 0) {
        context.restart();
        auto guard = asio::make_work_guard(context);
        for (int i = 0; i < 2'000 && (sender->waiting() > 0 || chat.sent.size() < sent); ++i)
            context.run_one_for(std::chrono::milliseconds{50});
        guard.reset();
        sender->stop();
        context.run();
    }

    std::int64_t rows(const std::string& state) {
        return number("select count(*) from outbox where state = '" + state + "'");
    }
    // All of them are written down only, as a turn does that cannot send itself.
    std::int64_t make_ready() {
        number(
            "update outbox set state = 'ready', "
            "body = '{\"blocks\":[],\"controls\":[]}' returning 0");
        return rows("ready");
    }
    std::int64_t number(const std::string& sql) {
        std::int64_t count = 0;
        std::function<std::int64_t(store::Db&)> job = [sql](store::Db& db) {
            return store::number(db.run(sql)[0][0]);
        };
        auto ask = [&]() -> asio::awaitable<void> {
            count = co_await store->write<std::int64_t>(job);
        };
        context.restart();
        asio::co_spawn(context, ask, asio::detached);
        context.run();
        return count;
    }

    asio::io_context context;
    Clock clock;
    FakeChat chat;
    std::vector<Post> posts;
    std::unique_ptr<StoreThread> store;
    std::unique_ptr<Sender> sender;
};

// A platform that takes one post in a while: the rest stays rows, and no other channel waits.
TEST(Sender, ASlowChannelHoldsLittleAndHoldsUpNobody) {
    Stage stage;
    stage.make_ready();
    stage.number("update outbox set channel = 'slow' where key < 'key29' returning 0");
    stage.chat.slow = {std::chrono::milliseconds{20}, 1};
    std::size_t most = 0;
    stage.sender->poke();
    stage.context.restart();
    auto guard = asio::make_work_guard(stage.context);
    std::size_t others = 0;
    for (int i = 0; i < 4'000 && others < 12; ++i) {
        stage.context.run_one_for(std::chrono::milliseconds{5});
        most = std::max(most, stage.sender->waiting());
        others = static_cast<std::size_t>(
            std::count_if(stage.chat.sent.begin(), stage.chat.sent.end(),
                          [](const std::string& key) { return key >= "key29"; }));
    }
    guard.reset();
    EXPECT_LE(most, 3u * 2 * desk::lane_max);
    EXPECT_EQ(others, 12u) << "key29, key290 … key299, key3 … are another channel's";
    EXPECT_LT(stage.chat.sent.size(), 60u) << "and the slow one is far from done";
    stage.sender->stop();
    stage.context.run();
}

// A clean stop leaves nothing in doubt that was never sent.
TEST(Sender, WhatIsLeftAtAStopIsReadyAgain) {
    Stage stage;
    stage.posts.resize(10);
    for (Post& post : stage.posts)
        post.channel = ChannelId("one");
    stage.number(
        "update outbox set state = 'refused' where key not in ('key0', 'key1', 'key2', "
        "'key3', 'key4', 'key5', 'key6', 'key7', 'key8', 'key9') returning 0");
    stage.chat.slow = {std::chrono::milliseconds{500}, 2};
    stage.sender->send(stage.posts);
    stage.context.restart();
    auto guard = asio::make_work_guard(stage.context);
    for (int i = 0; i < 400 && (stage.chat.sent.size() < 2 || stage.sender->busy()); ++i)
        stage.context.run_one_for(std::chrono::milliseconds{5});
    stage.sender->stop();
    asio::co_spawn(stage.context, stage.sender->give_back(), asio::detached);
    guard.reset();
    stage.context.run();
    EXPECT_EQ(stage.rows("sent"), 2);
    EXPECT_EQ(stage.rows("ready"), 8);
    EXPECT_EQ(stage.rows("claimed"), 0);
}

// What came while the platform said "not now", and is more urgent, goes first.
TEST(Sender, AHandoverOvertakesWhatWaits) {
    Stage stage;
    stage.posts.resize(6);
    std::vector<Post> posts;
    for (Post& post : stage.posts) {
        post.channel = ChannelId("one");
        posts.push_back(post);
    }
    Post handover = posts.back();
    posts.pop_back();
    handover.rank = Rank::urgent;
    stage.chat.waits = 2;
    stage.chat.on_wait = [&] {
        if (stage.chat.waits == 1) stage.sender->send({handover});
    };
    stage.sender->send(posts);
    stage.run_until_known(6);
    EXPECT_EQ(stage.chat.sent,
              (std::vector<std::string>{"key5", "key0", "key1", "key2", "key3", "key4"}));
    EXPECT_EQ(stage.rows("sent"), 6);
}

// A platform that limits each kind of call for itself: a card that may not be drawn again yet holds
// no word up, least of all one that came after it.
TEST(Sender, AnEditThatMustWaitHoldsNothingElseUp) {
    Stage stage(1.0);
    Post edit = stage.posts[0];
    Post card = stage.posts[2];
    edit.kind = PostKind::edit;
    edit.rank = Rank::edit;
    edit.channel = card.channel = ChannelId("one");
    card.rank = Rank::urgent;
    stage.chat.slow.apart = true;
    stage.chat.edits_wait = std::chrono::seconds{25};
    stage.sender->send({edit});
    auto guard = asio::make_work_guard(stage.context);
    const auto run_until = [&](const std::function<bool()>& done) {
        for (int i = 0; i < 100 && !done(); ++i)
            stage.context.run_one_for(std::chrono::milliseconds{50});
        return done();
    };
    ASSERT_TRUE(run_until([&] { return stage.chat.edits_refused == 1 && !stage.sender->busy(); }));
    stage.sender->send({card});
    EXPECT_TRUE(run_until([&] { return stage.chat.sent.size() == 1; }));
    EXPECT_EQ(stage.chat.sent, std::vector<std::string>{"key2"});
    EXPECT_EQ(stage.chat.edits_refused, 1) << "and is not asked before its time";
    EXPECT_TRUE(run_until([&] { return stage.sender->waiting() == 1; })) << "the edit is kept";
    guard.reset();
    stage.sender->stop();
    stage.context.run();
}

// As before a platform was reached: a line a lane, not one a post and second.
TEST(Sender, WhatWaitsForOneReasonIsSaidOnce) {
    Stage stage;
    stage.posts.resize(7);
    stage.chat.waits = 20;
    testing::internal::CaptureStdout();
    testing::internal::CaptureStderr();
    stage.sender->send(stage.posts);
    stage.run_until_known(7);
    const std::string log =
        testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
    std::size_t lines = 0;
    for (std::size_t at = log.find("post waits"); at != log.npos;
         at = log.find("post waits", at + 1))
        ++lines;
    EXPECT_EQ(lines, 2u) << "two lanes wait\n" << log;
    EXPECT_EQ(stage.rows("sent"), 7);
}

// As after an import at a quiet hour: no other post comes that would take these along.
TEST(Sender, WhatWaitsIsSentWhenPoked) {
    Stage stage;
    const std::int64_t count = stage.make_ready();
    stage.sender->poke();
    stage.run_until_known(300);
    EXPECT_EQ(stage.rows("sent"), count);
    EXPECT_EQ(stage.chat.sent.size(), static_cast<std::size_t>(count));
}

TEST(Sender, ABodyThatDoesNotReadKeepsNothingBack) {
    Stage stage;
    stage.make_ready();
    stage.number("update outbox set body = '{' where key = 'key7' returning 0");
    stage.sender->poke();
    stage.run_until_known(299);
    EXPECT_EQ(stage.rows("sent"), 299);
    EXPECT_EQ(stage.rows("refused"), 1);
}

TEST(Sender, DoubtsOfAChannelShareTheirLooks) {
    Stage stage;
    for (int i = 0; i < 200; ++i)
        stage.chat.there.insert("key" + std::to_string(i));
    stage.sender->doubt(stage.posts);
    stage.run_until_known();
    EXPECT_EQ(stage.sender->figures().found, 200u);
    EXPECT_EQ(stage.chat.sent.size(), 100u);
    EXPECT_EQ(std::set(stage.chat.sent.begin(), stage.chat.sent.end()).size(), 100u);
    // Two channels, five looks each, and a few more where some came due a little later.
    EXPECT_GE(stage.chat.looks, 10);
    EXPECT_LE(stage.chat.looks, 30);
    EXPECT_EQ(stage.rows("sent"), 300);
}

TEST(Sender, ALookThatSawNothingIsNoLook) {
    Stage stage;
    stage.posts.resize(1);
    stage.chat.blind = 7;
    stage.chat.there.insert("key0");
    stage.sender->doubt(stage.posts);
    stage.run_until_known();
    EXPECT_TRUE(stage.chat.sent.empty());
    EXPECT_EQ(stage.chat.looks, 8);
    EXPECT_EQ(stage.sender->figures().found, 1u);
}

TEST(Sender, ANoOfAnOutageIsAskedAgain) {
    Stage stage;
    stage.posts.resize(3);
    stage.chat.noes = 50;
    stage.sender->send(stage.posts);
    stage.run_until_known();
    EXPECT_EQ(stage.chat.sent.size(), 3u);
    EXPECT_EQ(stage.sender->figures().refused, 0u);
    EXPECT_EQ(stage.rows("sent"), 3);
}

TEST(Sender, ANoThatLastsADayIsBelieved) {
    Stage stage(0.000'001);  // a day becomes 87 ms
    stage.posts.resize(1);
    stage.chat.noes = 1'000'000;
    stage.sender->send(stage.posts);
    stage.run_until_known();
    EXPECT_TRUE(stage.chat.sent.empty());
    EXPECT_EQ(stage.sender->figures().refused, 1u);
    EXPECT_EQ(stage.rows("refused"), 1);
}

}  // namespace
}  // namespace qm::app

// GitLab's push webhook: who may tell us, and which source is meant.
// SPDX-License-Identifier: Apache-2.0
#include "app/http_door.hpp"
#include "app/push_hook.hpp"
#include "app/texts.hpp"
#include "net/https.hpp"
#include "net/support/loop.hpp"

#include <gtest/gtest.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using Names = std::vector<std::string>;

const std::string body =
    R"({"object_kind":"push","ref":"refs/heads/main","project_id":12,"project":{"id":12,)"
    R"("path_with_namespace":"sre/charts","web_url":"https://gitlab.example/sre/charts",)"
    R"("git_ssh_url":"git@gitlab.example:sre/charts.git",)"
    R"("git_http_url":"https://gitlab.example/sre/charts.git"}})";

net::ServerRequest request(const std::string& token, const std::string& event = "Push Hook",
                           const std::string& text = body) {
    return {"POST", "/gitlab/push", "", {{"X-Gitlab-Token", token}, {"X-Gitlab-Event", event}},
            text,   "10.0.0.1"};
}

TEST(PushHook, lets_in_who_knows_the_token) {
    std::vector<std::string> heard;
    const auto pushed = [&](const gitlab::Push& push) {
        heard.push_back(push.path);
        return push.path == "sre/charts";
    };
    const std::string token = "a secret of ours";
    EXPECT_EQ(answer_push(request(token), "", pushed).status, 404);
    EXPECT_EQ(answer_push(request(""), "", pushed).status, 404);
    for (const std::string wrong : {"", "a secret of our", "a secret of ours!", "A secret of ours"})
        EXPECT_EQ(answer_push(request(wrong), token, pushed).status, 401) << wrong;
    net::ServerRequest get = request(token);
    get.method = "GET";
    EXPECT_EQ(answer_push(get, token, pushed).status, 405);
    EXPECT_EQ(answer_push(request(token, "Push Hook", "{"), token, pushed).status, 400);
    EXPECT_EQ(answer_push(request(token, "Issue Hook"), token, pushed).status, 200);
    EXPECT_TRUE(heard.empty());
    EXPECT_EQ(answer_push(request(token), token, pushed).text, "read at once\n");
    EXPECT_EQ(answer_push(request(token, "Tag Push Hook"), token, pushed).status, 200);
    EXPECT_EQ(heard.size(), 2u);
}

Source source(const std::string& name, const std::string& url, const std::string& identity = "") {
    Source one;
    one.name = name;
    one.url = url;
    one.identity = identity;
    return one;
}

TEST(PushHook, finds_the_source_in_any_spelling) {
    const gitlab::Push push = gitlab::read_push(body).value();
    for (const char* url :
         {"https://gitlab.example/sre/charts.git", "https://GitLab.example/SRE/charts/",
          "git@gitlab.example:sre/charts.git", "ssh://git@gitlab.example/sre/charts"})
        EXPECT_EQ(names_of_push({source("a", url)}, push), Names{"a"}) << url;
    for (const char* url :
         {"https://gitlab.example/sre/charts2", "https://other.example/sre/charts",
          "/srv/git/charts", "https://gitlab.example/x/sre/charts"})
        EXPECT_TRUE(names_of_push({source("a", url)}, push).empty()) << url;
    const std::string old = "https://gitlab.example/old/name.git";
    EXPECT_EQ(names_of_push({source("a", old, "https://gitlab.example#12")}, push), Names{"a"})
        << "renamed since it was listed";
    EXPECT_TRUE(names_of_push({source("a", old, "https://gitlab.example#121")}, push).empty());
    EXPECT_TRUE(names_of_push({source("a", old, "https://other.example#12")}, push).empty());
}

// One call over the wire.
int call(asio::io_context& loop, net::Https& client, const std::string& token,
         const std::string& text) {
    int status = 0;
    net::test::run(loop, [&]() -> asio::awaitable<void> {
        net::HttpRequest post;
        post.method = "POST";
        post.target = "/gitlab/push";
        post.headers = {{"X-Gitlab-Token", token}, {"X-Gitlab-Event", "Push Hook"}};
        post.body = text;
        auto response = co_await client.send(post);
        if (response) status = response->status;
    });
    return status;
}

TEST(PushHook, is_a_door_only_when_there_is_a_token) {
    asio::io_context loop{1};
    const core::Texts texts = load_texts("").value();
    const Clock clock;
    std::string token = "ours";
    int pushes = 0;
    DoorWires wires;
    wires.push_token = [&] {
        return token;
    };
    wires.pushed = [&](const gitlab::Push&) {
        return ++pushes > 0;
    };
    HttpDoor door({"127.0.0.1", 0, {}, ""}, texts, clock, std::move(wires));
    ASSERT_TRUE(door.listen(loop.get_executor()));
    auto client =
        net::make_https(loop.get_executor(), "http://127.0.0.1:" + std::to_string(door.port()));
    ASSERT_TRUE(client);
    token = "";
    EXPECT_EQ(call(loop, **client, "", body), 404);
    EXPECT_EQ(call(loop, **client, "ours", body), 404);
    token = "ours";
    EXPECT_EQ(call(loop, **client, "theirs", body), 401);
    EXPECT_EQ(pushes, 0);
    std::string large = body;  // twenty commits with all their files
    large.insert(1, "\"x\":\"" + std::string(500'000, 'x') + "\",");
    EXPECT_EQ(call(loop, **client, "ours", large), 200);
    EXPECT_EQ(pushes, 1);
    EXPECT_EQ(call(loop, **client, "ours", std::string(2u << 20, ' ')), 413);
    door.stop();
}

}  // namespace
}  // namespace qm::app

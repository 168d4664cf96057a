// Discovery against a GitLab that the test serves itself: pages, subgroups, waits, refusals,
// restarts, and what must never empty the catalog.
// SPDX-License-Identifier: Apache-2.0
#include "app/discovery.hpp"

#include "git/support/repos.hpp"
#include "net/http_server.hpp"
#include "net/support/loop.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using git::support::Folder;
using net::test::run;
using nlohmann::json;
using Names = std::vector<std::string>;

// A GitLab of one group: its projects in pages of two, as its API gives them.
class TinyGitlab {
public:
    explicit TinyGitlab(asio::io_context& loop) {
        auto server = net::serve_http(loop.get_executor(), {}, [this](net::ServerRequest request) {
            return answer(std::move(request));
        });
        EXPECT_TRUE(server);
        server_ = std::move(*server);
    }
    std::string base() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }

    void add(int id, const std::string& path, json more = json::object()) {
        json one{{"id", id},
                 {"path_with_namespace", path},
                 {"http_url_to_repo", base() + "/" + path + ".git"},
                 {"ssh_url_to_repo", "git@gitlab.example:" + path + ".git"},
                 {"web_url", base() + "/" + path},
                 {"visibility", "internal"},
                 {"archived", false},
                 {"last_activity_at", "2020-01-01T00:00:00.000Z"}};
        one.update(more);
        projects.push_back(std::move(one));
    }

    std::vector<json> projects;
    std::vector<net::HttpResponse> first;  // answers before the right ones
    std::string token = "secret";
    bool endless = false;
    std::vector<std::string> queries;

private:
    asio::awaitable<net::HttpResponse> answer(net::ServerRequest request) {
        queries.push_back(request.query);
        net::HttpResponse response;
        response.status = 200;
        if (!first.empty()) {
            response = first.front();
            first.erase(first.begin());
        } else if (request.path != "/api/v4/groups/sre/core/projects") {
            response.status = 404;
        } else if (request.header("private-token") != token) {
            response.status = 401;
            response.body = R"({"message":"401 Unauthorized"})";
        } else {
            page(request, response);
        }
        co_return response;
    }
    void page(const net::ServerRequest& request, net::HttpResponse& response) {
        const std::string asked = request.parameter("page");
        const std::size_t number = asked.empty() ? 1 : std::stoul(asked);
        json list = json::array();
        for (std::size_t i = (number - 1) * 2; i < std::min(number * 2, projects.size()); ++i)
            list.push_back(projects[i]);
        response.body = list.dump();
        if (number * 2 < projects.size() || endless)
            response.headers.emplace_back("X-Next-Page", std::to_string(number + 1));
    }

    std::unique_ptr<net::HttpServer> server_;
};

struct Stage {
    Folder folder;
    asio::io_context loop{1};
    asio::thread_pool pool{1};
    Clock clock;
    TinyGitlab gitlab{loop};
    std::unique_ptr<Discovery> discovery = fresh();
    Source group = make_group();

    std::unique_ptr<Discovery> fresh() {
        return std::make_unique<Discovery>(loop.get_executor(), clock, pool,
                                           std::chrono::milliseconds{10});
    }
    Source make_group() {
        Source source;
        source.gitlab = GitlabGroup{gitlab.base(), "sre/core", false, {}, std::chrono::hours{6}};
        source.name = "sre/core";
        source.url = gitlab.base() + "/sre/core";
        source.token = "secret";
        source.allow_local = true;
        return source;
    }
    Discovered open_up(std::vector<Source> sources) {
        Discovered found;
        run(loop, [&]() -> asio::awaitable<void> {
            found = co_await discovery->open_up(sources, folder / "data");
        });
        return found;
    }
    Discovered open_up() { return open_up({group}); }
};

Names names(const Discovered& found) {
    Names all;
    for (const Source& source : found.sources)
        all.push_back(source.name);
    return all;
}

std::string said(const Discovered& found) {
    std::string all;
    for (const std::string& error : found.errors)
        all += error + "\n";
    return all;
}

net::HttpResponse with(int status, const std::string& body = "", net::Headers headers = {}) {
    net::HttpResponse response;
    response.status = status;
    response.headers = std::move(headers);
    response.body = body;
    return response;
}

TEST(Discovery, every_page_becomes_sources) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/charts");
    stage.gitlab.add(2, "sre/core/deep/er/roles", {{"visibility", "private"}});
    stage.gitlab.add(3, "sre/core/old", {{"archived", true}});
    stage.gitlab.add(4, "sre/core/doomed", {{"marked_for_deletion_at", "2026-10-08"}});
    stage.gitlab.add(5, "sre/core/empty", {{"empty_repo", true}});
    stage.gitlab.add(6, "sre/core/Sandbox/toy");
    stage.gitlab.add(7, "sre/core/images");
    stage.group.gitlab->skip = {"sre/core/sandbox/*"};
    const Discovered found = stage.open_up();
    EXPECT_TRUE(found.errors.empty()) << said(found);
    ASSERT_EQ(names(found),
              (Names{"sre/core/charts", "sre/core/deep/er/roles", "sre/core/images"}));
    EXPECT_EQ(stage.gitlab.queries.size(), 4u);
    const Source& roles = found.sources[1];
    EXPECT_EQ(roles.url, stage.gitlab.base() + "/sre/core/deep/er/roles.git");
    EXPECT_EQ(roles.web, stage.gitlab.base() + "/sre/core/deep/er/roles");
    EXPECT_EQ(roles.visibility, "private");
    EXPECT_EQ(roles.token, "secret");
    EXPECT_EQ(roles.identity, stage.gitlab.base() + "#2");
    EXPECT_FALSE(roles.quiet);
}

TEST(Discovery, later_rounds_ask_for_what_was_active_and_let_the_rest_be) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/charts");
    EXPECT_FALSE(stage.open_up().sources[0].quiet);
    stage.gitlab.projects.clear();
    stage.gitlab.add(2, "sre/core/new",
                     {{"last_activity_at", gitlab::since_text(stage.clock.wall())}});
    const Discovered found = stage.open_up();
    EXPECT_NE(stage.gitlab.queries.back().find("last_activity_after=20"), std::string::npos);
    ASSERT_EQ(names(found), (Names{"sre/core/charts", "sre/core/new"}));
    EXPECT_TRUE(found.sources[0].quiet);
    EXPECT_FALSE(found.sources[1].quiet);
}

TEST(Discovery, a_rename_keeps_the_identity) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/charts");
    const std::string before = stage.open_up().sources[0].identity;
    stage.gitlab.projects.clear();
    stage.gitlab.add(1, "sre/core/helm");
    const Discovered found = stage.open_up();
    ASSERT_EQ(names(found), Names{"sre/core/helm"});
    EXPECT_EQ(found.sources[0].identity, before);
}

TEST(Discovery, waits_when_gitlab_asks_and_goes_on) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/charts");
    stage.gitlab.first = {with(429, "", {{"Retry-After", "1"}}), with(502), with(503)};
    const Discovered found = stage.open_up();
    EXPECT_EQ(names(found), Names{"sre/core/charts"}) << said(found);
    EXPECT_TRUE(found.errors.empty()) << said(found);
}

TEST(Discovery, a_long_wait_is_kept_over_the_next_round) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/charts");
    stage.open_up();
    stage.gitlab.first = {with(429, "", {{"Retry-After", "1800"}})};
    EXPECT_NE(said(stage.open_up()).find("asks us to wait"), std::string::npos);
    const std::size_t asked = stage.gitlab.queries.size();
    const Discovered found = stage.open_up();
    EXPECT_EQ(stage.gitlab.queries.size(), asked) << "it is not even asked";
    EXPECT_EQ(names(found), Names{"sre/core/charts"});
    EXPECT_FALSE(found.errors.empty());
}

TEST(Discovery, what_fails_keeps_what_was_known_also_after_a_restart) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/charts");
    stage.gitlab.add(2, "sre/core/roles");
    stage.open_up();
    const struct {
        net::HttpResponse response;
        std::string words;
    } cases[] = {
        {with(401, R"({"message":"401 Unauthorized"})"), "refuses our token"},
        {with(404), "knows no group sre/core"},
        {with(200, "<html>Sign in</html>"), "no JSON"},
        {with(200, R"([{"id":1,"path_with_na)"), "no JSON, or cut off"},
        {with(200, R"({"message":"hello"})"), "is this a GitLab"},
        {with(302, "", {{"Location", "https://evil.example/"}}), "elsewhere"},
    };
    for (const auto& one : cases) {
        stage.discovery = stage.fresh();  // a restart each time
        stage.gitlab.first = {one.response};
        const Discovered found = stage.open_up();
        EXPECT_EQ(names(found), (Names{"sre/core/charts", "sre/core/roles"})) << one.words;
        EXPECT_NE(said(found).find(one.words), std::string::npos) << said(found);
        EXPECT_EQ(said(found).find("secret"), std::string::npos);
    }
    stage.discovery = stage.fresh();
    stage.group.gitlab->base = "http://127.0.0.1:1";  // nobody is there, and nothing was known
    EXPECT_NE(said(stage.open_up()).find("does not answer"), std::string::npos);
}

TEST(Discovery, a_list_without_end_is_bounded_and_changes_nothing) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/charts");
    stage.open_up();
    stage.discovery = stage.fresh();
    stage.gitlab.endless = true;
    const Discovered found = stage.open_up();
    EXPECT_NE(said(found).find("does not end"), std::string::npos) << said(found);
    EXPECT_EQ(stage.gitlab.queries.size(), 201u);
    EXPECT_EQ(names(found), Names{"sre/core/charts"});
}

TEST(Discovery, a_broken_file_of_ours_begins_anew) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/charts");
    stage.open_up();
    for (const auto& entry : std::filesystem::directory_iterator(stage.folder / "data/gitlab"))
        std::ofstream(entry.path()) << "half a fi";
    stage.discovery = stage.fresh();
    EXPECT_EQ(names(stage.open_up()), Names{"sre/core/charts"});
}

TEST(Discovery, the_token_goes_to_gitlabs_own_address_only) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/a", {{"http_url_to_repo", "https://evil.example/a.git"}});
    stage.gitlab.add(2, "sre/core/b",
                     {{"http_url_to_repo", stage.gitlab.base() + ".evil.example/b"}});
    stage.gitlab.add(3, "sre/core/c", {{"http_url_to_repo", "/etc"}});
    stage.gitlab.add(4, "sre/core/d");
    Discovered found = stage.open_up();
    EXPECT_EQ(names(found), Names{"sre/core/d"});
    EXPECT_NE(said(found).find("sre/core/a"), std::string::npos) << said(found);
    EXPECT_NE(said(found).find("2 more"), std::string::npos) << said(found);

    stage.group.gitlab->ssh = true;
    stage.gitlab.projects[1]["ssh_url_to_repo"] = "/etc/passwd";
    stage.gitlab.projects[2]["ssh_url_to_repo"] = "ext::sh";
    stage.discovery = stage.fresh();
    std::filesystem::remove_all(stage.folder / "data");
    found = stage.open_up();
    ASSERT_EQ(names(found), (Names{"sre/core/a", "sre/core/d"}));
    EXPECT_EQ(found.sources[0].url, "git@gitlab.example:sre/core/a.git");
    EXPECT_EQ(found.sources[0].token, "") << "ssh has its key";
}

TEST(Discovery, each_name_and_each_address_comes_once) {
    Stage stage;
    stage.gitlab.add(1, "sre/core/charts");
    stage.gitlab.add(2, "sre/core/roles");
    Source named;
    named.name = "ours";
    named.url = stage.gitlab.base() + "/sre/core/charts.git";
    Source taken;
    taken.name = "sre/core/roles";
    taken.url = "https://git.example.org/roles.git";
    const Discovered found = stage.open_up({stage.group, named, taken});
    const std::string host = stage.gitlab.base().substr(7);
    EXPECT_EQ(names(found), (Names{"ours", "sre/core/roles", host + "/sre/core/roles"}));
}

TEST(Patterns, a_star_stands_for_anything) {
    EXPECT_TRUE(fits("sre/sandbox/*", "sre/sandbox/a/b"));
    EXPECT_TRUE(fits("*", ""));
    EXPECT_TRUE(fits("*/test-*", "SRE/Test-1"));
    EXPECT_TRUE(fits("sre/core", "sre/core"));
    EXPECT_FALSE(fits("sre/core", "sre/core2"));
    EXPECT_FALSE(fits("sre/*/x", "sre/a/y"));
    EXPECT_FALSE(fits("", "a"));
    const std::string stars = "a*a*a*a*a*a*a*a*a*a*a*b";
    EXPECT_FALSE(fits(stars, std::string(1'000, 'a'))) << "and does not take for ever";
}

}  // namespace
}  // namespace qm::app

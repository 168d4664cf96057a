// The pages of a group: what is asked next, and how each answer is taken.
// SPDX-License-Identifier: Apache-2.0
#include "gitlab/listing.hpp"

#include <gtest/gtest.h>

namespace qm::gitlab {
namespace {

using State = Listing::State;
using std::chrono::seconds;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr Instant now = from_unix(1'790'812'800);  // 2026-10-01T00:00:00Z

std::string one(int id) {
    const std::string path = "sre/p" + std::to_string(id);
    return R"({"id":)" + std::to_string(id) + R"(,"path_with_namespace":")" + path +
           R"(","http_url_to_repo":"https://gitlab.example/)" + path + R"(.git"})";
}

Answer page(const std::string& list, Headers headers = {}) {
    return {200, std::move(headers), "[" + list + "]"};
}

TEST(Listing, asks_for_the_group_with_its_subgroups) {
    const Listing listing("sre/core team", "");
    EXPECT_EQ(listing.target(),
              "/api/v4/groups/sre%2Fcore%20team/projects?include_subgroups=true&with_shared=false"
              "&order_by=id&sort=asc&per_page=100&archived=false");
    const Listing later("7", since_text(now));
    EXPECT_NE(later.target().find("&last_activity_after=2026-10-01T00:00:00Z"), std::string::npos);
    EXPECT_EQ(later.target().find("archived=false"), std::string::npos)
        << "what was archived since is told by its own flag";
}

TEST(Listing, follows_x_next_page_and_takes_each_project_once) {
    Listing listing("sre", "");
    listing.take(page(one(1) + "," + one(2), {{"x-NEXT-page", "2"}}), now);
    ASSERT_EQ(listing.state(), State::ask);
    EXPECT_TRUE(listing.target().ends_with("&page=2")) << listing.target();
    listing.take(page(one(2) + "," + one(3), {{"X-Next-Page", ""}}), now);
    ASSERT_EQ(listing.state(), State::done);
    EXPECT_EQ(listing.projects().size(), 3u);
}

TEST(Listing, follows_the_link_but_never_to_another_place) {
    Listing listing("sre", "");
    listing.take(page(one(1), {{"Link",
                                "<https://evil.example/x?a=1>; rel=\"first\", "
                                "<https://evil.example/steal?cursor=abc&per_page=100>; "
                                "rel=\"next\""},
                               {"X-Next-Page", "2"}}),
                 now);
    ASSERT_EQ(listing.state(), State::ask);
    EXPECT_EQ(listing.target(), "/api/v4/groups/sre/projects?cursor=abc&per_page=100");
    for (const char* link : {"<https://e/x?a b>; rel=\"next\"",
                             "<https://e/x?a\r\nX: y>; "
                             "rel=\"next\""}) {
        Listing bad("sre", "");
        bad.take(page(one(1), {{"Link", link}}), now);
        EXPECT_EQ(bad.state(), State::failed) << link;
    }
}

TEST(Listing, pages_that_do_not_end_are_bounded) {
    Listing circle("sre", "");
    circle.take(page(one(1), {{"X-Next-Page", "2"}}), now);
    circle.take(page(one(2), {{"X-Next-Page", "2"}}), now);
    EXPECT_EQ(circle.state(), State::failed);

    Listing endless("sre", "");
    int asked = 0;
    for (; endless.state() == State::ask && asked < 1'000; ++asked)
        endless.take(page(one(asked + 1), {{"X-Next-Page", std::to_string(asked + 2)}}), now);
    EXPECT_EQ(asked, pages_max);
    ASSERT_EQ(endless.state(), State::failed);
    EXPECT_EQ(endless.error().code, errc::too_large);
    EXPECT_TRUE(endless.projects().empty()) << "a part is not the whole";
}

TEST(Listing, waits_as_gitlab_asks_and_gives_up_for_this_round_when_it_is_long) {
    Listing listing("sre", "");
    const std::string target = listing.target();
    listing.take({429, {{"Retry-After", "7"}}, ""}, now);
    ASSERT_EQ(listing.state(), State::wait);
    EXPECT_EQ(listing.wait(), seconds{7});
    listing.waited();
    EXPECT_EQ(listing.target(), target) << "the same page again";
    listing.take({429, {{"RateLimit-Reset", std::to_string(to_unix(now) + 9)}}, ""}, now);
    EXPECT_EQ(listing.wait(), seconds{9});
    listing.waited();
    listing.take({429, {{"Retry-After", "nonsense"}}, ""}, now);
    EXPECT_EQ(listing.wait(), seconds{1});
    listing.waited();
    listing.take({429, {{"Retry-After", "600"}}, ""}, now);
    ASSERT_EQ(listing.state(), State::failed);
    EXPECT_EQ(listing.error().code, errc::rate_limited);
    EXPECT_EQ(listing.patience(), seconds{600});

    Listing stubborn("sre", "");
    int waits = 0;
    for (; stubborn.state() == State::ask && waits < 100; ++waits) {
        stubborn.take({429, {{"Retry-After", "1"}}, ""}, now);
        if (stubborn.state() == State::wait) stubborn.waited();
    }
    EXPECT_EQ(waits, waits_max);
    EXPECT_EQ(stubborn.state(), State::failed);
}

TEST(Listing, tries_again_what_may_pass_and_only_that) {
    for (const int status : {0, 500, 502, 503}) {
        Listing listing("sre", "");
        listing.take({status, {}, status == 0 ? "no route" : ""}, now);
        ASSERT_EQ(listing.state(), State::wait) << status;
        listing.waited();
        listing.take(page(one(1)), now);
        EXPECT_EQ(listing.state(), State::done) << status;
    }
    const struct {
        int status;
        errc code;
        std::string words;
    } cases[] = {
        {401, errc::unauthorised, "read_api"},  {403, errc::unauthorised, "read_repository"},
        {404, errc::not_found, "no group sre"}, {302, errc::invalid, "gitlab:"},
        {400, errc::invalid, "answers 400"},    {204, errc::invalid, "answers 204"},
    };
    for (const auto& one_case : cases) {
        Listing listing("sre", "");
        listing.take({one_case.status, {}, R"({"message":"because"})"}, now);
        ASSERT_EQ(listing.state(), State::failed) << one_case.status;
        EXPECT_EQ(listing.error().code, one_case.code);
        EXPECT_NE(listing.error().what.find(one_case.words), std::string::npos)
            << listing.error().what;
    }
}

TEST(Listing, a_page_that_is_garbage_ends_it) {
    for (const char* body : {"", "<html>", "[{", "{}", "null", "[1,", R"({"message":"x"})"}) {
        Listing listing("sre", "");
        listing.take(page(one(1), {{"X-Next-Page", "2"}}), now);
        listing.take({200, {}, body}, now);
        EXPECT_EQ(listing.state(), State::failed) << body;
        EXPECT_TRUE(listing.projects().empty());
    }
    Listing listing("sre", "");
    listing.take(page(one(1) + R"(,{"id":5},7,{"id":"x"})"), now);
    ASSERT_EQ(listing.state(), State::done) << "one that is broken does not hide the rest";
    EXPECT_EQ(listing.projects().size(), 1u);
    EXPECT_EQ(listing.left_out().size(), 3u);
}

TEST(Times, are_read_in_every_form_of_gitlab) {
    EXPECT_EQ(since_text(now), "2026-10-01T00:00:00Z");
    for (const char* text : {"2026-10-01T00:00:00Z", "2026-10-01T00:00:00.999Z",
                             "2026-10-01T02:00:00.000+02:00", "2026-09-30T19:00:00-05:00"}) {
        const auto read = read_instant(text);
        ASSERT_TRUE(read) << text;
        EXPECT_EQ(*read, now) << text;
    }
    for (const char* text :
         {"", "yesterday", "2026-13-01T00:00:00Z", "2026-10-01T25:00:00Z", "2026-10-01T00:00:00",
          "2026-10-01T00:00:00+2:0", "+026-10-01T00:00:00Z", "2026-10-01T00:00:00.000"})
        EXPECT_FALSE(read_instant(text)) << text;
}

}  // namespace
}  // namespace qm::gitlab

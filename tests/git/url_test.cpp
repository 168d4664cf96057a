// Which addresses and names are let in.
// SPDX-License-Identifier: Apache-2.0
#include "git/url.hpp"

#include "git/names.hpp"

#include <gtest/gtest.h>

namespace qm::git {
namespace {

TEST(Url, https_and_ssh_are_allowed) {
    for (const char* url :
         {"https://git.example.org/sre/charts.git", "https://git.example.org:8443/sre/charts",
          "HTTPS://git.example.org/a", "ssh://git@git.example.org/sre/a.git",
          "ssh://git@git.example.org:2222/sre/a.git", "git@git.example.org:sre/a.git",
          "https://10.1.2.3/a", "https://[2001:db8::1]/a"})
        EXPECT_TRUE(check_url(url, false)) << url;
}

TEST(Url, everything_else_is_refused_with_a_reason) {
    for (const char* url : {"http://git.example.org/a",
                            "git://git.example.org/a",
                            "file:///srv/a",
                            "/srv/a",
                            "a",
                            "../a",
                            "ext::sh -c id",
                            "ext::sh",
                            "ftp://git.example.org/a",
                            "javascript:alert(1)//",
                            "https://",
                            "https:///a",
                            "https://git.example.org",
                            "https://git.example.org/",
                            "https://user:pw@git.example.org/a",
                            "https://token@git.example.org/a",
                            "ssh://git:pw@git.example.org/a",
                            "ssh://-oProxyCommand=id/a",
                            "ssh://-x@git.example.org/a",
                            "-oProxyCommand=id:a",
                            "git@-h:a",
                            "https://a b/c",
                            "https://git.example.org/a\n",
                            "https://git.example.org\\@evil.example/a",
                            "",
                            "https://ev!l/a"}) {
        const auto checked = check_url(url, false);
        ASSERT_FALSE(checked) << url;
        EXPECT_TRUE(checked.error().code == errc::not_allowed ||
                    checked.error().code == errc::invalid);
        EXPECT_GT(checked.error().what.size(), 20u);
    }
    EXPECT_FALSE(check_url("https://git.example.org/" + std::string(3'000, 'a'), false));
}

TEST(Url, this_machine_and_its_link_are_refused_in_any_spelling) {
    for (const char* host : {"localhost",
                             "LOCALHOST",
                             "x.localhost",
                             "127.0.0.1",
                             "127.1",
                             "2130706433",
                             "0x7f000001",
                             "0177.0.0.1",
                             "0.0.0.0",
                             "0",
                             "169.254.169.254",
                             "2852039166",
                             "[::1]",
                             "[::]",
                             "[::ffff:127.0.0.1]",
                             "[::ffff:7f00:1]",
                             "[::ffff:169.254.169.254]",
                             "[fe80::1]",
                             "[fe80::1%eth0]",
                             "[ff02::1]",
                             "239.1.1.1"}) {
        EXPECT_FALSE(check_url("https://" + std::string(host) + "/a", false)) << host;
        EXPECT_FALSE(check_url("ssh://git@" + std::string(host) + "/a", false)) << host;
    }
}

TEST(Url, local_places_only_where_allowed) {
    for (const char* url : {"/srv/a", "demo/a.git", "file:///srv/a", "http://127.0.0.1:8080/a",
                            "http://localhost:8080/a", "https://localhost/a"}) {
        EXPECT_TRUE(check_url(url, true)) << url;
        EXPECT_FALSE(check_url(url, false)) << url;
    }
    EXPECT_FALSE(check_url("http://git.example.org/a", true));
    EXPECT_FALSE(check_url("-x", true));
    EXPECT_FALSE(check_url("ext::sh", true));
}

TEST(Names, utf8_is_checked_to_the_last_byte) {
    for (const char* good : {"", "a", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x94\xA5",
                             "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(valid_utf8(good)) << good;
    for (const char* bad : {"\x80", "\xC0\xAF", "\xC1\xBF", "\xC3", "\xE0\x80\x80", "\xED\xA0\x80",
                            "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82",
                            "a\xFF", "\xC3(", "\xE2\x28\xA1"})
        EXPECT_FALSE(valid_utf8(bad)) << bad;
}

TEST(Names, paths_stay_inside) {
    for (const char* good : {"a", "a/b", ".gitignore", ".github/CODEOWNERS", "..a", "a..", "été"})
        EXPECT_TRUE(acceptable_path(good)) << good;
    for (const char* bad : {"", "/a", "a/", "a//b", ".", "..", "a/../b", ".git/config", "a/.Git/b",
                            ".git./x", "git~1", ".git::$INDEX_ALLOCATION/x", "a\\b", "a\tb"})
        EXPECT_FALSE(acceptable_path(bad)) << bad;
    EXPECT_FALSE(acceptable_path(std::string(5'000, 'a')));
    EXPECT_EQ(beside("x/mirrors/", ".partial"), "x/mirrors.partial");
    EXPECT_EQ(beside("/", ".x"), "/.x");
}

}  // namespace
}  // namespace qm::git

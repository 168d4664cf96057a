// Addresses, paths and queries: tables of what is read and what is refused.
// SPDX-License-Identifier: Apache-2.0
#include "net/url.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace qm::net {
namespace {

TEST(Url, reads_what_is_one) {
    struct Case {
        std::string text, host;
        int port;
        std::string target, authority;
        bool tls;
    };
    const std::vector<Case> cases{
        {"http://chat.example", "chat.example", 80, "/", "chat.example", false},
        {"https://Chat.Example/sub?x=1", "chat.example", 443, "/sub?x=1", "chat.example", true},
        {"ws://127.0.0.1:8065/api", "127.0.0.1", 8065, "/api", "127.0.0.1:8065", false},
        {"wss://[::1]:444?x", "::1", 444, "/?x", "[::1]:444", true},
        {"https://[::1]", "::1", 443, "/", "[::1]", true},
        {"http://h:443", "h", 443, "/", "h:443", false},
    };
    for (const auto& each : cases) {
        auto url = parse_url(each.text);
        ASSERT_TRUE(url) << each.text;
        EXPECT_EQ(url->host, each.host);
        EXPECT_EQ(url->port, each.port);
        EXPECT_EQ(url->target, each.target);
        EXPECT_EQ(url->authority(), each.authority);
        EXPECT_EQ(url->tls(), each.tls);
    }
}

TEST(Url, refuses_the_rest) {
    const std::vector<std::string> cases{
        "",
        "chat.example",
        "ftp://h",
        "http:/h",
        "http://",
        "http:///x",
        "http://h:",
        "http://h:0",
        "http://h:x",
        "http://h:65536",
        "http://h:1x",
        "http://h:-1",
        "http://u:p@h/",
        "http://h/a b",
        "http://h/#f",
        "http://h\n",
        "http://[::1",
        "http://[x]",
        "http://[::1]x",
        "http://h\\x",
        "http://h,i",
        "http://\xc3\xa9/",
        "HTTP://h",
        "http://" + std::string(254, 'h'),
        "http://h/" + std::string(2'048, 'x'),
    };
    for (const auto& each : cases) {
        auto url = parse_url(each);
        ASSERT_FALSE(url) << each;
        EXPECT_EQ(url.error().code, errc::invalid);
    }
}

TEST(Url, never_quotes_a_password) {
    auto url = parse_url("https://bot:secret@chat.example/");
    ASSERT_FALSE(url);
    EXPECT_EQ(url.error().what.find("secret"), std::string::npos);
}

TEST(Url, decodes_parameters) {
    const std::string query = "a=1&b=x+y%26z&c&=d&a=2&e=%zz&f%20g=h";
    EXPECT_EQ(query_parameter(query, "a"), "1");
    EXPECT_EQ(query_parameter(query, "b"), "x y&z");
    EXPECT_EQ(query_parameter(query, "c"), "");
    EXPECT_EQ(query_parameter(query, "e"), "%zz");
    EXPECT_EQ(query_parameter(query, "f g"), "h");
    EXPECT_EQ(query_parameter(query, "none"), "");
    EXPECT_EQ(query_parameter("", "a"), "");
}

}  // namespace
}  // namespace qm::net

// Keys and seals against published vectors, and what must not collide.
// SPDX-License-Identifier: Apache-2.0
#include "core/seal.hpp"

#include <gtest/gtest.h>

#include <set>

namespace qm::core {
namespace {

TEST(Seal, hmac_agrees_with_rfc_4231) {
    EXPECT_EQ(hmac_hex(std::string(20, '\x0b'), "Hi There"),
              "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    EXPECT_EQ(hmac_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hmac_hex(std::string(131, '\xaa'),
                       "Test Using Larger Than Block-Size Key - Hash Key First"),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    EXPECT_EQ(hmac_hex({}, {}), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

TEST(Seal, keys_stay_as_they_are) {
    // SHA-256 of eight zero bytes and of nothing at all: an outbox key must survive a release.
    EXPECT_EQ(key_of({}), "e3b0c44298fc1c149afbf4c8996fb924");
    EXPECT_EQ(key_of({""}), "af5570f5a1810b7af78caf4bc70a660f");
}

TEST(Seal, no_two_lists_share_a_key) {
    const std::set<std::string> keys{
        key_of({"a", "b"}), key_of({"ab"}),     key_of({"a", "b", ""}),
        key_of({"", "ab"}), key_of({"b", "a"}), key_of({"ab", ""}),
        key_of({"a"}),      key_of({}),         key_of({std::string_view("a\0", 2)})};
    EXPECT_EQ(keys.size(), 9u);
    for (const std::string& key : keys) {
        EXPECT_EQ(key.size(), 32u);
        EXPECT_EQ(key.find_first_not_of("0123456789abcdef"), std::string::npos);
    }
}

TEST(Seal, secrets_are_equal_or_not) {
    EXPECT_TRUE(equal_secret("hunter2", "hunter2"));
    for (const char* wrong : {"", "h", "hunter", "hunter3", "hunter22", "hunter2hunter2"})
        EXPECT_FALSE(equal_secret("hunter2", wrong)) << wrong;
    EXPECT_FALSE(equal_secret("", ""));  // never set
    EXPECT_FALSE(equal_secret("a", std::string_view("a\0", 2)));
}

TEST(Seal, random_is_as_long_as_asked_and_never_the_same) {
    EXPECT_EQ(random_hex(16).size(), 32u);
    EXPECT_EQ(random_hex(0), "");
    EXPECT_EQ(random_hex(-3), "");
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i)
        seen.insert(random_hex(16));
    EXPECT_EQ(seen.size(), 100u);
}

}  // namespace
}  // namespace qm::core

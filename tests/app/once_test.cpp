// A key is first once, as long as it is among so many of the last ones.
// SPDX-License-Identifier: Apache-2.0
#include "app/once.hpp"

#include <gtest/gtest.h>

namespace qm::app {
namespace {

TEST(Once, EachKeyIsFirstOnceWhileItIsRemembered) {
    Once once(2);
    EXPECT_TRUE(once.first("a"));
    EXPECT_FALSE(once.first("a"));
    EXPECT_TRUE(once.first("b"));
    EXPECT_FALSE(once.first("a")) << "asking again does not push it out";
    EXPECT_TRUE(once.first("c"));
    EXPECT_TRUE(once.first("a")) << "two were met since";
    EXPECT_FALSE(once.first("c"));
}

}  // namespace
}  // namespace qm::app

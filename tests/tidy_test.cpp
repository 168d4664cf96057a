// The rules of the house, read over the sources.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

TEST(Tidy, placeholder) {}

// The test program is its own `<self> git-fetch`, as the product is.
// SPDX-License-Identifier: Apache-2.0
#include "git/mirror.hpp"

#include <gtest/gtest.h>

#include <string_view>

int main(int argc, char** argv) {
    if (argc == 2 && std::string_view(argv[1]) == "git-fetch") return qm::git::fetch_child();
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}

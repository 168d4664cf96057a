// Tries the sentences in which people say what replaces a thing, and who maintains one.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/successor.hpp"

#include "catalog/maintainers.hpp"

#include <gtest/gtest.h>

namespace qm::catalog {
namespace {

TEST(Successor, is_named_in_many_ways) {
    const std::pair<const char*, const char*> cases[] = {
        {"DEPRECATED in favour of queue-next", "queue-next"},
        {"This chart is deprecated in favor of the [queue](https://x.example/y) chart.", "queue"},
        {"**This role has been deprecated in favor of a the [acme/ansible](https://x) one.**",
         "acme/ansible"},
        {"# Old\n\nThis was replaced by `deploy-v2`.\n", "deploy-v2"},
        {"Replaced by https://git.example/sre/new-thing.git.", "new-thing"},
        {"Superseded by Keeper.", "Keeper"},
        {"Deprecated. Please use the official Queue chart.", "Queue"},
        {"> Please use the `net/group` component instead.", "net/group"},
        {"Please consider using the Community maintained [Loft](https://x/loft)\nchart instead.",
         "Loft"},
        {"moved to [a long title of words](https://git.example/sre/docks)", "docks"},
        {"It was replaced by the keeper module.", "keeper"},
        {"Please migrate to the new AVM module soon:\n**[acme/vault/aws](https://x)**",
         "acme/vault/aws"},
    };
    for (const auto& [text, name] : cases)
        EXPECT_EQ(successor_in(text), name) << text;
}

TEST(Successor, is_not_made_up) {
    for (const auto* text :
         {"", "This is deprecated.", "It was replaced by something better and faster.",
          "Set x. Use it with care. Do that instead.", "We use trees. Water them instead",
          "in favor of ", "replaced by [", "replaced by `", "use  instead"})
        EXPECT_EQ(successor_in(text), "") << text;
    std::string page = "# Thing\n\n";
    for (int i = 0; i < 40; ++i)
        page += "A line of prose.\n\n";
    EXPECT_EQ(successor_in(page + "Use `zones` instead.\n"), "") << "that is about a part";
}

TEST(Successor, what_says_that_a_thing_is_over) {
    EXPECT_TRUE(says_deprecated("# x\n\n> [!WARNING]\n> **DEPRECATION NOTICE**\n"));
    EXPECT_TRUE(says_deprecated("**This repository is no longer supported, use y**"));
    EXPECT_FALSE(says_deprecated("# x\n\nKeeps what others no longer need.\n"));
}

TEST(Maintainers, of_the_first_list) {
    EXPECT_EQ(maintainers_in("* Ann Lee <ann@corp.example> @ann\n* Bob (<b@x.example> / @bob)\n"),
              "Ann Lee, Bob");
    EXPECT_EQ(maintainers_in("# Maintainers\n\n## General\n\n- Ann (<a@x>)\n\n## Charts\n\n"
                             "- Zoe (<z@x>)\n"),
              "Ann");
    EXPECT_EQ(maintainers_in("- @ann\n- [Bob Ray](https://x.example/bob)\n"), "ann, Bob Ray");
    EXPECT_EQ(maintainers_in("* `cmd`: Ann <a@x>\n* storage: Bob <b@x>\n"), "");
    EXPECT_EQ(maintainers_in("Ann Lee <ann@corp.example>\n"), "Ann Lee");
    EXPECT_EQ(maintainers_in("# How\n\n- read this\n- and that\n"), "");
}

}  // namespace
}  // namespace qm::catalog

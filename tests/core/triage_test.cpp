// Which kind of request a text is, and what asks for nothing at all.
// SPDX-License-Identifier: Apache-2.0
#include "core/request.hpp"

#include <gtest/gtest.h>

namespace qm::core {
namespace {

TEST(Triage, guesses_the_kind_in_both_languages) {
    const struct {
        const char *text, *kind;
    } cases[] = {
        {"could you give payments access to the staging database?", "access"},
        {"il me faudrait un accès à la base de préproduction", "access"},
        {"CVE-2026-1234 in our base image", "security"},
        {"a token leaked in a public repository", "security"},
        {"the deploy job fails since this morning", "fix"},
        {"le site est en panne", "fix"},
        {"please add an alert on the queue", "monitoring"},
        {"how do I rotate my certificate?", "question"},
        {"comment renouveler mon certificat ?", "question"},
        {"please restart the worker", "task"},
        {"", "task"},
    };
    for (const auto& one : cases)
        EXPECT_EQ(guess_kind(one.text), one.kind) << one.text;
}

TEST(Triage, thanks_ask_for_nothing_and_words_do) {
    for (const char* text :
         {"thanks", "Thank you so much!", "merci beaucoup :)", "ok, great", "Thx."})
        EXPECT_TRUE(is_courtesy(text)) << text;
    for (const char* text :
         {"", "thanks, and could you restart the worker?", "ok but it still fails",
          "merci de redémarrer le service", "great, now the other one please"})
        EXPECT_FALSE(is_courtesy(text)) << text;
}

}  // namespace
}  // namespace qm::core

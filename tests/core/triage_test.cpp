// Which kind of request a text is, and what asks for nothing at all.
// SPDX-License-Identifier: Apache-2.0
#include "core/access.hpp"
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
        {"do you have a redis helm chart?", "question"},
        {"hi, any helm chart for redis?", "question"},
        {"existe-t-il un rôle pour nginx ?", "question"},
        {"on a un tableau pour redis ?", "question"},
        {"can you give us a bigger disk?", "task"},
        {"any idle worker can go", "task"},
        {"we got phished", "security"},
        {"someone is scanning our ports", "security"},
        {"please restart the worker", "task"},
        {"", "task"},
    };
    for (const auto& one : cases)
        EXPECT_EQ(guess_kind(one.text), one.kind) << one.text;
}

TEST(Triage, a_question_is_one_whatever_its_kind) {
    EXPECT_TRUE(is_question("how do we get metrics out of the redis exporter?"));
    EXPECT_TRUE(is_question(" Where is the helm chart of redis"));
    EXPECT_TRUE(is_question("comment renouveler mon certificat ?"));
    EXPECT_TRUE(is_question("Hello, is there a chart for redis?"));
    EXPECT_TRUE(is_question("avez-vous un exporteur pour postgres ?"));
    EXPECT_FALSE(is_question("could you give payments access?"));
    EXPECT_FALSE(is_question("please tell the team how to restart it"));
}

TEST(Triage, of_an_access_only_what_is_not_said_is_asked) {
    const struct {
        const char *text, *said;
    } cases[] = {
        {"could you give payments access to the staging database?", ""},
        {"read and write access to payments-db until 30 Nov, Alice approves",
         "rights until approver"},
        {"read-only access to payments-db", "rights"},
        {"write access to the db until friday", "rights until"},
        {"access for two weeks, agreed with Alice", "until approver"},
        {"accès en lecture à la base jusqu'au 30/11, validé par Alice", "rights until approver"},
        {"an account for 30 people", ""},
    };
    const Date day{std::chrono::year{2026} / 10 / 6};
    for (const auto& one : cases) {
        const AccessSaid said = access_said(one.text, day);
        std::string all;
        for (const auto& [is_said, name] :
             {std::pair{said.rights, "rights"}, {said.until, "until"}, {said.approver, "approver"}})
            all += is_said ? (all.empty() ? "" : " ") + std::string(name) : "";
        EXPECT_EQ(all, one.said) << one.text;
    }
}

TEST(Triage, thanks_ask_for_nothing_and_words_do) {
    for (const char* text :
         {"thanks", "Thank you so much!", "merci beaucoup :)", "ok, great", "Thx.",
          "thanks @quartermaster", "👍", "+1", ":+1: :tada:", "nevermind", "sorry, wrong channel",
          "désolé, mauvais canal", "merci @bob.martin !"})
        EXPECT_TRUE(is_courtesy(text)) << text;
    for (const char* text :
         {"", "thanks, and could you restart the worker?", "ok but it still fails",
          "merci de redémarrer le service", "great, now the other one please", "@bob", "thanks?",
          "🔥 the database", "sorry, the channel is wrong in the alert", "redis 👍", "..."})
        EXPECT_FALSE(is_courtesy(text)) << text;
}

TEST(Triage, security_is_met_in_both_languages_and_its_names_mislead_nobody) {
    for (const char* text : {"il y a une faille dans la bibliothèque", "une clé a fuité",
                             "on a été piratés", "the vault token was pushed to git",
                             "we were hacked", "un mot de passe a été publié sur GitHub"})
        EXPECT_EQ(guess_kind(text), "security") << text;
    EXPECT_EQ(guess_kind("we cannot access the site"), "fix");
    EXPECT_EQ(guess_kind("the access log is full"), "task");
    EXPECT_EQ(guess_kind("security group rule for port 443"), "task");
    EXPECT_EQ(guess_kind("I cannot access the staging database"), "access");
}

TEST(Triage, words_after_solved) {
    for (const char* text :
         {"it still does not work", "not solved", "It's not solved, sorry.",
          "thanks, but it still doesn’t work", "still not working, could you look again?",
          "same error as before", "I still get 403", "@bob still no access :(",
          "why is it still failing?", "ça ne marche toujours pas", "Ce n'est pas résolu",
          "ça marche pas", "toujours la même erreur", "merci mais ça ne fonctionne plus",
          "no, it stopped working again"})
        EXPECT_EQ(after_solved(text), AfterSolved::not_solved) << text;
    for (const char* text :
         {"where is it documented?", "does it not work for others?", "I get: permission denied",
          "hm, no", "it works now, but bob still gets 403", "c'est normal ?", "je ne vois rien",
          "is it still broken for you?", "please do the same for staging today",
          "now the consumers crash since the upgrade", "no, it is down since then",
          "it is one, please have a look, I need this today", "relance-le s'il te plaît",
          "please see if staging has it too", "the new broker drops every second message",
          "great, I told the others"})
        EXPECT_EQ(after_solved(text), AfterSolved::unclear) << text;
    for (const char* text :
         {"", "thanks!", "merci beaucoup", "works, thank you", "it works now, no more errors",
          "great, thank you all", "👍", "thanks bob! :tada:", "merci Bob 🎉", "yes, perfect",
          "I shall write if it does not work", "ça marche, merci", "plus d'erreur, c'est bon",
          "no problem", "pas de souci"})
        EXPECT_EQ(after_solved(text), AfterSolved::fine) << text;
}

}  // namespace
}  // namespace qm::core

// Tries the small readers on tables: comments of YAML, control files, Dockerfiles, secrets,
// remotes, licences, calls in program text.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/commented.hpp"
#include "catalog/control.hpp"
#include "catalog/dockerfile.hpp"
#include "catalog/licence.hpp"
#include "catalog/remote.hpp"
#include "catalog/secrets.hpp"
#include "catalog/source_calls.hpp"
#include "catalog/support/memory_tree.hpp"
#include "catalog/text.hpp"

#include <gtest/gtest.h>

#include <string>

namespace qm::catalog {
namespace {

CommentedKey key_of(const std::vector<CommentedKey>& keys, std::string_view path) {
    for (const auto& key : keys)
        if (key.path == path) return key;
    ADD_FAILURE() << "no key " << path;
    return {};
}

TEST(Commented, keys_with_their_comments_and_text) {
    const auto keys = commented_keys(R"(---
# Copyright somebody

# The port it
# listens on.
port: 9187  # not a privileged one
name: "a # b"
list:
- a
- b: 1
map:
  # -- (string) Which tag
  tag: ""
  nested: {x: 1}
text: |
  key: not a key
  # kept
flow: [
  a,
]
after: yes # why
)");
    EXPECT_EQ(key_of(keys, "port").text, "9187");
    EXPECT_EQ(key_of(keys, "port").comment, "The port it listens on.");
    EXPECT_EQ(key_of(keys, "name").text, "\"a # b\"");
    EXPECT_EQ(key_of(keys, "list").text, "- a\n- b: 1");
    EXPECT_EQ(key_of(keys, "map").text, "tag: \"\"\nnested: {x: 1}");
    EXPECT_EQ(key_of(keys, "map.tag").comment, "Which tag");
    EXPECT_TRUE(key_of(keys, "map.tag").documented);
    EXPECT_FALSE(key_of(keys, "map.nested").documented);
    EXPECT_EQ(key_of(keys, "text").text, "|\n  key: not a key\n  # kept");
    EXPECT_EQ(key_of(keys, "flow").text, "[\na,\n]");
    EXPECT_EQ(key_of(keys, "after").comment, "why");
    EXPECT_EQ(keys.size(), 9u) << "nothing inside text or lists is a key";
}

TEST(Commented, markup_of_helm_docs_bitnami_and_debops) {
    const auto keys = commented_keys(R"(## @section Common parameters
## @param image.tag [string] The tag to run
image:
  tag: x
# .. envvar:: thing__port [[[
#
# The port of the thing.
thing__port: 1
                                                                   # ]]]
)");
    EXPECT_EQ(key_of(keys, "image.tag").comment, "The tag to run");
    EXPECT_TRUE(key_of(keys, "image.tag").documented);
    EXPECT_EQ(key_of(keys, "thing__port").comment, "The port of the thing.");
    EXPECT_EQ(key_of(keys, "thing__port").text, "1");
}

TEST(Commented, leading_comment) {
    struct Case {
        const char* text;
        const char* comment;
    };
    const Case cases[] = {
        {"#!/bin/sh\n# Does a thing.\n", "Does a thing."},
        {"---\n# Copyright 2020 x\n# SPDX-License-Identifier: MIT\n\n# Does a thing\n# well.\na: "
         "1\n",
         "Does a thing well."},
        {"# syntax=docker/dockerfile:1\n# DESCRIPTION: An editor\n# AUTHOR: x\nFROM x\n",
         "An editor"},
        {"# Usage:\n# docker run x\n\n# It is an editor.\nFROM x\n", "It is an editor."},
        {"# @Description Lints it\n# @Require other\n", "Lints it"},
        {"# https://x.example/\n# yamllint disable\n######\n# Words here\n", "Words here"},
        {"FROM x\n# too late\n", ""},
        {"", ""},
    };
    for (const auto& [text, comment] : cases)
        EXPECT_EQ(leading_comment(text, "#"), comment) << text;
}

TEST(Control, stanzas_folding_and_relations) {
    const auto stanzas = read_control(
        "Source: x\nBuild-Depends: a,\n# a comment\n b\n\nPackage: y\nDescription: short\n"
        " long\n .\n more\ngarbage\n");
    ASSERT_EQ(stanzas.size(), 2u);
    EXPECT_EQ(stanzas[0].get("build-depends"), "a,\nb");
    EXPECT_EQ(stanzas[1].get("Description"), "short\nlong\n\nmore");
    EXPECT_EQ(stanzas[1].line, 6);
    EXPECT_EQ(
        join(package_names("libc6 (>= 2), a | b, ${misc:Depends}, c:any, ${x}-y,\n d [amd64]"),
             " "),
        "libc6 a c d");
}

TEST(Control, changelog) {
    struct Case {
        const char* text;
        const char* version;
        const char* distribution;
    };
    const Case cases[] = {
        {"x (1:1.2.3-1~deb12u1) bookworm; urgency=medium\n\n  * y\n", "1:1.2.3-1~deb12u1",
         "bookworm"},
        {"x (2.0-1) UNRELEASED; urgency=low\n\n -- a\n\nx (1.0-1) unstable; urgency=low\n", "1.0-1",
         "unstable"},
        {"x (2.0-1) UNRELEASED; urgency=low\n", "2.0-1", "UNRELEASED"},
        {"nothing of it\n", "", ""},
    };
    for (const auto& [text, version, distribution] : cases) {
        EXPECT_EQ(read_changelog(text).version, version) << text;
        EXPECT_EQ(read_changelog(text).distribution, distribution) << text;
    }
}

TEST(Dockerfile, continuations_heredocs_and_stages) {
    const auto file = read_dockerfile(
        "ARG V=1\nFROM golang:${V} AS Build\nRUN <<EOF\nFROM not-a-stage\nEOF\nrun a \\\n"
        "  # a comment\n  && b\nFROM --platform=linux/amd64 scratch\nEXPOSE 80\n");
    ASSERT_EQ(file.stages.size(), 2u);
    EXPECT_EQ(file.before.size(), 1u);
    EXPECT_EQ(file.stages[0].base, "golang:${V}");
    EXPECT_EQ(file.stages[0].name, "build");
    EXPECT_EQ(file.stages[0].lines[1].arguments, "a && b");
    EXPECT_EQ(file.stages[1].base, "scratch");
    EXPECT_TRUE(read_dockerfile("# only a comment\n").error);
    const auto windows = read_dockerfile("# escape=`\nFROM x\nRUN a `\n  b\n");
    EXPECT_EQ(windows.stages[0].lines[0].arguments, "a b");
}

TEST(Dockerfile, key_values_and_expansion) {
    const auto pairs = key_values(R"(a=b c="d e" f='g' h=i\ j)");
    ASSERT_EQ(pairs.size(), 4u);
    EXPECT_EQ(pairs[1].second, "d e");
    EXPECT_EQ(pairs[3].second, "i j");
    EXPECT_EQ(key_values("maintainer \"x <y@z>\"")[0].second, "x <y@z>");
    const std::map<std::string, std::string, std::less<>> values = {{"A", "1"}, {"E", ""}};
    EXPECT_EQ(expand("$A-${A}-${B:-c}-${E:-d}-${B}-$", values), "1-1-c-d-${B}-$");
    read_dockerfile(std::string(50'000, '\\'));
    key_values(std::string(50'000, '"'));
    expand(std::string(50'000, '$'), values);
}

TEST(Secrets, are_masked_and_the_rest_stays) {
    struct Case {
        std::string text;
        std::string masked;
    };
    const std::string token(36, 'a');
    const Case cases[] = {
        {"glpat-" + token, "[masked]"},
        {"token: ghp_" + token + ".", "token: [masked]"},
        {"\"xoxb-1234567890-abc\"", "\"[masked]\""},
        {"AKIAIOSFODNN7EXAMPLE", "[masked]"},
        {"-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nafter",
         "[masked]\nafter"},
        {"-----BEGIN OPENSSH PRIVATE KEY-----\ncut", "[masked]"},
        {"https://bot:hunter2@git.example/x", "https://bot:[masked]@git.example/x"},
        {"https://user:${PASSWORD}@x/", "https://user:${PASSWORD}@x/"},
        {"-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----"},
        {"my-glpat-x and ghp_short", "my-glpat-x and ghp_short"},
        {"http://x.example:80/a@b", "http://x.example:80/a@b"},
        {"the password is Tr0ub4dor&3 please", "the password is [masked] please"},
        {"the password for jenkins is Zu7kd9qqa1", "the password for jenkins is [masked]"},
        {"mot de passe : Azerty123! est refusé", "mot de passe : [masked] est refusé"},
        {"le mot de passe du site est Azerty123", "le mot de passe du site est [masked]"},
        {"mdp: `Zu7kd9qqa1`.", "mdp: `[masked]`."},
        {"**password**: Zu7kd9qqa1", "**password**: [masked]"},
        {R"({"password": "Zu7kd9qqa1"})", R"({"password": "[masked]"})"},
        {"DB_PWD=Zu7kd9qqa1", "DB_PWD=[masked]"},
        {"PGPASSWORD=Zu7kd9qqa1 psql", "PGPASSWORD=[masked] psql"},
        {"Authorization: Bearer abcdef123456", "Authorization: Bearer [masked]"},
        {"the password is wrong since 09:00", "the password is wrong since 09:00"},
        {"the password of the site is in vault/prod/db2",
         "the password of the site is in vault/prod/db2"},
        {"le mot de passe est expiré", "le mot de passe est expiré"},
        {"the token is refused: error 401", "the token is refused: error 401"},
        {"who is R1042?", "who is R1042?"},
        {"password is", "password is"},
        {"password: ", "password: "},
    };
    for (const auto& [text, masked] : cases)
        EXPECT_EQ(mask_secrets(text), masked) << text;
}

// As people paste them: commands, addresses, and words in two languages.
TEST(Secrets, of_commands_and_sentences_are_masked) {
    struct Case {
        std::string text;
        std::string masked;
    };
    const Case cases[] = {
        {"curl -u admin:Zu7kd9qqa1 https://x", "curl -u admin:[masked] https://x"},
        {"curl --user=bot:hunter22 https://x", "curl --user=bot:[masked] https://x"},
        {"mysql -u root -pZu7kd9qqa1 shop", "mysql -u root -p[masked] shop"},
        {"mysql -u root -p Zu7kd9qqa1 shop", "mysql -u root -p [masked] shop"},
        {"sshpass -p 'Zu7kd9qqa1' ssh x", "sshpass -p '[masked]' ssh x"},
        {"redis-cli -a Zu7kd9qqa1 ping", "redis-cli -a [masked] ping"},
        {"https://hooks.slack.com/services/T01/B02/Zu7kd9qqa1Zu7kd9qqa1",
         "https://hooks.slack.com/services/[masked]"},
        {"AccountName=x;AccountKey=Zu7k/d9qqa1+Zu7kd9qqa1==;Endpoint=y",
         "AccountName=x;AccountKey=[masked];Endpoint=y"},
        {"clé API : Zu7kd9qqa1", "clé API : [masked]"},
        {"la cl\u00e9 d'api est Zu7kd9qqa1", "la cl\u00e9 d'api est [masked]"},
        {"le jeton est Zu7kd9qqa1", "le jeton est [masked]"},
        {"the api key is Zu7kd9qqa1", "the api key is [masked]"},
        {"passphrase Zu7kd9qqa1", "passphrase [masked]"},
        {"the pw is Zu7kd9qqa1", "the pw is [masked]"},
        {"login admin / Zu7kd9qqa1", "login admin / [masked]"},
        {"login: admin, password: Zu7kd9qqa1", "login: admin, password: [masked]"},
        {"mkdir -p releases/2026a", "mkdir -p releases/2026a"},
        {"docker run -u 1000:1000 x", "docker run -u 1000:1000 x"},
        {"docker run -p 8080:80 mysql8", "docker run -p 8080:80 mysql8"},
        {"login page / dashboard2 is slow", "login page / dashboard2 is slow"},
        {"token path=/etc/tokens/db2", "token path=/etc/tokens/db2"},
    };
    for (const auto& [text, masked] : cases)
        EXPECT_EQ(mask_secrets(text), masked) << text;
}

TEST(Remote, forms) {
    struct Case {
        const char* url;
        const char* clone;
        const char* web;
        const char* ansible;
    };
    const Case cases[] = {
        {"https://git.example/a/b", "https://git.example/a/b.git", "https://git.example/a/b",
         "git+https://git.example/a/b.git"},
        {"https://bot:secret@git.example/a/b.git", "https://git.example/a/b.git",
         "https://git.example/a/b", "git+https://git.example/a/b.git"},
        {"git@git.example:a/b.git", "git@git.example:a/b.git", "https://git.example/a/b",
         "git+ssh://git@git.example/a/b.git"},
        {"ssh://git@git.example:2222/a/b.git", "ssh://git@git.example:2222/a/b.git",
         "https://git.example/a/b", "git+ssh://git@git.example:2222/a/b.git"},
        {"/srv/git/b.git", "/srv/git/b.git", "", "git+file:///srv/git/b.git"},
        {"", "https://git.example/sre/b.git", "", "git+https://git.example/sre/b.git"},
    };
    for (const auto& [url, clone, web, ansible] : cases) {
        const auto remote = remote_of(url, "sre/b");
        EXPECT_EQ(remote.clone, clone);
        EXPECT_EQ(remote.web, web);
        EXPECT_EQ(remote.ansible(), ansible);
    }
    EXPECT_EQ(remote_of("https://git.example/a/b", "").page("x y/z"),
              "https://git.example/a/b/-/tree/HEAD/x%20y/z");
}

TEST(Licence, names_and_files) {
    struct Case {
        const char* text;
        const char* name;
    };
    const Case cases[] = {{"Apache License 2.0", "Apache-2.0"},
                          {"Apache", "Apache-2.0"},
                          {"MIT", "MIT"},
                          {"license (BSD, MIT)", "BSD OR MIT"},
                          {"GPL-3.0-only", "GPL-3.0-only"},
                          {"GPLv3", "GPL-3.0-only"},
                          {"MIT OR Apache-2.0", "MIT OR Apache-2.0"},
                          {"", ""}};
    for (const auto& [text, name] : cases)
        EXPECT_EQ(spdx(text), name) << text;
    const support::MemoryTree tree(
        {{"LICENSE", "   Apache License\n   Version 2.0, January 2004\n"},
         {"a/COPYING", "Permission is hereby granted, free of charge, to any person"}});
    EXPECT_EQ(licence_file(tree, "a/b"), "MIT");
    const support::MemoryTree others(
        {{"a/COPYING",
          "Format: https://x.example/\n\nFiles: lib/*\nLicense: BSD-3-clause\n\n"
          "Files: *\nLicense: GPL-2+\n\nLicense: BSD-3-clause\n Redistribution and"
          " use in source and binary forms\n"},
         {"b/LICENSE", "Thing and its parts are licensed under the MPL 2.0. For it, see x."}});
    EXPECT_EQ(licence_file(others, "a"), "GPL-2.0-or-later");
    EXPECT_EQ(licence_file(others, "b"), "MPL-2.0");
    EXPECT_EQ(licence_file(tree, "c"), "Apache-2.0");
}

TEST(SourceCalls, arguments_chains_and_literals) {
    const std::string text =
        "x = p.Flag(\"a.b\", `c, d`).Default(\"1\").\n\tEnvar(\"E\").String()\n"
        "// p.Flag(\"no\", \"\")\nmyFlag(\"no\")\n";
    const auto calls = calls_of(text, "Flag");
    ASSERT_EQ(calls.size(), 1u);
    EXPECT_EQ(calls[0].arguments.size(), 2u);
    const auto chain = chained(text, calls[0].end);
    ASSERT_EQ(chain.size(), 3u);
    EXPECT_EQ(chain[1].first, "Envar");
    std::string out;
    EXPECT_TRUE(string_literal("\"a\" + \"b\"", out));
    EXPECT_EQ(out, "ab");
    EXPECT_TRUE(string_literal("('a'\n 'b')", out));
    EXPECT_EQ(out, "ab");
    EXPECT_FALSE(string_literal("name", out));
    EXPECT_FALSE(string_literal("\"a\" + name", out));
    calls_of(std::string(50'000, '('), "(");
    calls_of("f(" + std::string(50'000, '"'), "f");
}

TEST(Text, clean_and_cap) {
    EXPECT_EQ(clean("a\xc3\x28\x01\xed\xa0\x80z"),
              "a\xEF\xBF\xBD(\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
    EXPECT_EQ(clean("é\t\n"), "é\t\n");
    EXPECT_EQ(cap("short", 10), "short");
    EXPECT_EQ(cap("some words to cut here", 14), "some words…");
    for (std::size_t i = 0; i < 20; ++i) {
        const auto cut = cap("éééééééééééééééé", i);
        EXPECT_EQ(clean(cut), cut) << "never inside a character";
    }
}

}  // namespace
}  // namespace qm::catalog

// Tries what is taken for the first paragraph of prose, on the openings real READMEs have.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/readme.hpp"

#include "catalog/successor.hpp"
#include "catalog/support/memory_tree.hpp"

#include <gtest/gtest.h>

#include <string>

namespace qm::catalog {
namespace {

TEST(Readme, first_prose_of_markdown) {
    struct Case {
        const char* text;
        const char* prose;
    };
    const Case cases[] = {
        {"# Title\n\nManages the Redis server.\n\nMore.\n", "Manages the Redis server."},
        {"Title\n=====\n\n[![build](b.svg)](x) [![v](v.svg)](y)\n\nIt is a role.\n",
         "It is a role."},
        {"<p align=\"center\">\n<img src=x>\nIgnored words here\n</p>\n\nA real line.\n",
         "A real line."},
        {"> **Note**\n> moved to elsewhere now\n\nThe chart itself.\n", "The chart itself."},
        {"> [!WARNING]\n> v6 is old\n\nThe module itself.\n", "The module itself."},
        {"# Redis\n\n> Keeps things in memory\n\n- x\n\nOther words here.\n",
         "Keeps things in memory"},
        {"# Redis\n\n> This chart is deprecated, use y\n\nOther words here.\n",
         "Other words here."},
        {"# Redis\n\n## Usage\n\n> Not a motto of it\n\nOther words here.\n", "Other words here."},
        {"!!! warning \"Old words\"\n    Do not use it\n\nThe [job](x){:target=\"_blank\"} "
         "itself.\n",
         "The job itself."},
        {"Note: read the manual first.\n\nThe module itself.\n", "The module itself."},
        {"- [Usage](#usage)\n- [More things](#more)\n\nThe module itself.\n", "The module itself."},
        {"[Docs](a) | [Chat](b) | [Blog of us](c)\n\nThe module itself.\n", "The module itself."},
        {"| a | b |\n|---|---|\n| some words | x |\n\nThe module itself.\n", "The module itself."},
        {"```\nsome code here\n```\n\nThe module itself.\n", "The module itself."},
        {"A [link](x) to **bold** and `code` &amp; more\nover two lines.\n",
         "A link to bold and code & more over two lines."},
        {"---\ntitle: x y z\n---\n\nThe page itself.\n", "The page itself."},
        {"An image with:\n\n- `psql`\n- jq\n\nMore.\n", "An image with: psql, jq"},
        {"What it does:\n\nIt works well.\n", "What it does:"},
        {"Licensed under the Apache License: you may not.\n\nThe module itself.\n",
         "The module itself."},
        {"It is copyright \u00a9 by Acme and many others.\n\nThe module itself.\n",
         "The module itself."},
        {"**Stack level**: regional\n\nThe module itself.\n", "The module itself."},
        {"# A\n\n## Usage\n\nUse it like this.\n\n## What\n\nThe module itself.\n",
         "The module itself."},
        {"# A\n\n## Usage\n\nUse it like this.\n", "Use it like this."},
        {"> [!WARNING]\n> **Notice**\n>\n> Please migrate to the new one soon.\n\nThe module.\n",
         "The module."},
        {"**This repository is no longer supported, use another.**\n\nThe module itself.\n",
         "The module itself."},
        {"This project is no longer maintained by us.\n",
         "This project is no longer maintained by us."},
        {"# Only a title\n", ""},
        {"", ""},
        {"word\n", ""},
    };
    for (const auto& [text, prose] : cases)
        EXPECT_EQ(markdown_prose(text), prose) << text;
}

TEST(Readme, first_prose_of_restructured_text) {
    struct Case {
        const char* text;
        const char* prose;
    };
    const Case cases[] = {
        {"Title\n=====\n\nManages ``redis`` on hosts.\n", "Manages redis on hosts."},
        {"=====\nTitle\n=====\n\n.. image:: x\n   :alt: y z\n\nThe `docs <http://x>`_ say it.\n",
         "The docs say it."},
        {"* one thing\n* another thing\n\nThe prose of it.\n", "The prose of it."},
        {"Use :command:`docker` for it all.\n", "Use docker for it all."},
    };
    for (const auto& [text, prose] : cases)
        EXPECT_EQ(restructured_prose(text), prose) << text;
}

TEST(Readme, deprecation) {
    for (const auto* text : {"# DEPRECATED\n", "# x\n\nThis chart is deprecated.\n",
                             "# x\n\n**No longer maintained**\n", "Deprecated in favor of y\n",
                             "> This role has been deprecated, use y\n"})
        EXPECT_TRUE(says_deprecated(text)) << text;
    for (const auto* text : {"# x\n\nA fine role.\n",
                             "# x\n\nPlease note that some flags, like --old, is deprecated.\n"})
        EXPECT_FALSE(says_deprecated(text)) << text;
    std::string late;
    for (int i = 0; i < 40; ++i)
        late += "line of words\n";
    EXPECT_FALSE(says_deprecated(late + "# DEPRECATED options\n"));
}

TEST(Readme, one_thing_of_many) {
    const auto* page =
        "# Images\n\nAll of them.\n\n## psql\n\nA client of databases.\n\n"
        "## List\n\n- [kaniko](kaniko/) - builds images without a daemon\n"
        "| `trivy` | scans images for holes |\n";
    EXPECT_EQ(section_prose(page, "psql"), "A client of databases.");
    EXPECT_EQ(section_prose(page, "kaniko"), "builds images without a daemon");
    EXPECT_EQ(section_prose(page, "trivy"), "scans images for holes");
    EXPECT_EQ(section_prose(page, "absent"), "");
}

TEST(Readme, the_best_file_of_the_folder) {
    const support::MemoryTree tree({{"README.rst", ""}, {"readme.md", ""}, {"a/README", ""}});
    EXPECT_EQ(readme_path(tree, ""), "readme.md");
    EXPECT_EQ(readme_path(tree, "a"), "a/README");
    EXPECT_EQ(readme_path(tree, "b"), "");
}

TEST(Readme, hostile_text_ends) {
    for (const char c : {'[', '>', '*', '`', '<', '#', '_', '!', '&', '\\', '-'}) {
        const std::string text(60'000, c);
        markdown_prose(text);
        restructured_prose(text);
    }
    std::string mixed;
    for (int i = 0; i < 20'000; ++i)
        mixed += "[a](";
    markdown_prose(mixed);
    const support::MemoryTree tree({{"README.md", std::string("\xff\xfe\0 words of it\n", 16)}});
    readme_prose(tree, "README.md");
}

}  // namespace
}  // namespace qm::catalog

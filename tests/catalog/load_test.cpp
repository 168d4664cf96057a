// Tries what is the same for all kinds: owners, licences, secrets, bounds, order, hostile trees.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/entry_json.hpp"
#include "catalog/support/scan.hpp"

#include <stdexcept>

namespace qm {
namespace {

using support::entry;
using support::ids;
using support::MemoryTree;
using support::scan;
using support::variable;

using Ids = std::vector<std::string>;

constexpr const char* chart = "apiVersion: v2\nname: x\nversion: 1.0.0\n";

TEST(Load, owner_is_codeowners_then_manifest_then_group) {
    const auto owner = [](MemoryTree::Files files) {
        return scan(MemoryTree(files, "sre/data/charts")).entries.at(0).owner;
    };
    const std::string maintained = std::string(chart) + "maintainers: [{name: Jane}]\n";
    EXPECT_EQ(owner({{"Chart.yaml", maintained}, {".gitlab/CODEOWNERS", "* @sre/core\n"}}),
              "sre/core");
    EXPECT_EQ(owner({{"Chart.yaml", maintained}, {"CODEOWNERS", "/other/ @x\n"}}), "Jane");
    EXPECT_EQ(
        owner({{"Chart.yaml", std::string(chart) +
                                  "maintainers: [{name: 'Acme, Inc. All Rights Reserved.'}]\n"}}),
        "Acme, Inc.");
    EXPECT_EQ(owner({{"Chart.yaml", chart}}), "sre/data");
    EXPECT_EQ(owner({{"Chart.yaml", chart}, {"MAINTAINERS.md", "* Zoe <zoe@corp.example>\n"}}),
              "Zoe");
}

TEST(Load, licence_time_and_address) {
    const auto one = scan(MemoryTree({{"a/Chart.yaml", chart},
                                      {"LICENSE", "Mozilla Public License Version 2.0"}}))
                         .entries.at(0);
    EXPECT_EQ(one.licence, "MPL-2.0");
    EXPECT_EQ(one.updated, "2026-02-02T00:00:00Z");
    EXPECT_EQ(one.repo, "sre/things");
    EXPECT_EQ(one.url, "https://git.example/sre/things/-/tree/HEAD/a");
}

TEST(Load, page_releases_authors_and_successor) {
    MemoryTree tree(
        {{"README.md", "# All\n\nUse `not-me` instead.\n"},
         {"charts/README.md", "# Charts\n"},
         {"charts/x/Chart.yaml", chart},
         {"charts/y/Chart.yaml", "apiVersion: v2\nname: y\nversion: 2.0.0\ndeprecated: true\n"},
         {"charts/y/ReadMe.md", "# y\n\nDeprecated in favour of [x](../x).\n"}});
    tree.tags({"x-1.0.0", "x-0.9.0", "y-2.0.0", "v7.0.0"});
    const auto found = scan(tree);
    const auto x = entry(found, "helm-chart/x");
    EXPECT_EQ(x.readme_path, "charts/README.md") << "the nearest one";
    ASSERT_EQ(x.releases.size(), 2u);
    EXPECT_EQ(x.releases[0].version, "1.0.0");
    EXPECT_EQ(x.releases[0].tag, "x-1.0.0");
    EXPECT_EQ(x.releases[0].at, "2026-03-03T00:00:00Z x-1.0.0");
    ASSERT_EQ(x.authors.size(), 1u);
    EXPECT_EQ(x.authors[0].name, "Ann of charts/x");
    EXPECT_EQ(x.successor, "");
    const auto y = entry(found, "helm-chart/y");
    EXPECT_EQ(y.readme_path, "charts/y/ReadMe.md");
    EXPECT_EQ(y.successor, "x");
}

TEST(Load, secrets_never_reach_an_entry) {
    const std::string token = "glpat-" + std::string(20, 'x');
    const auto found = scan(
        MemoryTree({{"Chart.yaml", std::string(chart) + "description: use " + token + "\n"},
                    {"values.yaml", "# like " + token + "\ntoken: " + token +
                                        "\nkey: |\n  -----BEGIN RSA PRIVATE KEY-----\n  MIIabc\n"
                                        "  -----END RSA PRIVATE KEY-----\n"}}));
    const auto line = catalog::write_entry(found.entries.at(0), "x");
    EXPECT_EQ(line.find("glpat-"), std::string::npos);
    EXPECT_EQ(line.find("MIIabc"), std::string::npos);
    EXPECT_EQ(found.entries[0].description, "use [masked]");
    EXPECT_EQ(variable(found.entries[0].inputs, "token").default_text, "[masked]");
}

TEST(Load, what_is_named_a_secret_is_masked_and_placeholders_are_not) {
    const auto found = scan(MemoryTree(
        {{"Chart.yaml", std::string(chart) +
                            "description: \"Set api_key=sk_live_abcdefghijklmnop1234 or password: "
                            "s3cr3tP4ssw0rd, not password: changeme\"\n"},
         {"values.yaml",
          "auth:\n  # -- Of the admin\n  password: \"sUp3rS3cretPassw0rd!\"\n"
          "db_password: Pa55w0rdVery9\nadmin_token: \"CHANGE_ME\"\n"
          "password_length: 24\nsecretName: my-app-tls1\ntoken: \"\"\n"}}));
    const auto& one = found.entries.at(0);
    EXPECT_EQ(one.description,
              "Set api_key=[masked] or password: [masked], not password: changeme");
    EXPECT_EQ(variable(one.inputs, "db_password").default_text, "[masked]");
    EXPECT_EQ(variable(one.inputs, "auth.password").default_text, "[masked]");
    EXPECT_EQ(variable(one.inputs, "admin_token").default_text.value_or("").find("masked"),
              std::string::npos);
    EXPECT_EQ(variable(one.inputs, "password_length").default_text, "24");
    EXPECT_NE(variable(one.inputs, "secretName").default_text, "[masked]");
}

TEST(Load, everything_is_bounded) {
    std::string values;
    for (int i = 0; i < 3000; ++i)
        values += "key" + std::to_string(i) + ": " + std::string(40, 'v') + '\n';
    const auto found = scan(
        MemoryTree({{"Chart.yaml", std::string(chart) + "description: " + std::string(5000, 'd') +
                                       "\nkeywords: [" + std::string(3000, ',') + "]\n"},
                    {"values.yaml", values + "long: \"" + std::string(5000, 'l') + "\"\n"}}));
    const auto& one = found.entries.at(0);
    EXPECT_EQ(one.inputs.size(), 500u);
    EXPECT_LE(one.description.size(), 500u);
}

TEST(Load, sorted_by_kind_and_name_and_one_bad_kind_harms_none) {
    auto kinds = all_kinds();
    ASSERT_EQ(kinds.size(), 9u);
    EXPECT_EQ(kinds.front().name, "ansible-collection");
    EXPECT_EQ(kinds.back().name, "terraform-module");
    kinds.push_back({"throwing", "", {}, [](const Tree&) -> KindResult {
                         throw std::runtime_error("why not");
                     }});
    const MemoryTree tree({{"z/Chart.yaml", chart},
                           {"a/Chart.yaml", "apiVersion: v2\nname: a\nversion: 1.0.0\n"},
                           {"roles/r/tasks/main.yml", "- debug:\n"}});
    const auto found = catalog::load(tree, kinds);
    EXPECT_EQ(ids(found), (Ids{"ansible-role/r", "helm-chart/a", "helm-chart/x"}));
    ASSERT_EQ(found.problems.size(), 1u);
    EXPECT_EQ(found.problems[0].reason, "throwing could not be read: why not");
}

// Every file name that some kind reads, filled with what no file should hold.
TEST(Load, hostile_trees_end_without_harm) {
    const Ids paths = {"galaxy.yml",
                       "roles/a/meta/main.yml",
                       "roles/a/tasks/main.yml",
                       "roles/a/defaults/main.yml",
                       "roles/a/meta/argument_specs.yml",
                       "templates/x.yml",
                       "jobs/x.gitlab-ci.yml",
                       "debian/control",
                       "debian/changelog",
                       "debian/copyright",
                       "nfpm.yaml",
                       "Dockerfile",
                       "x.Dockerfile",
                       "Chart.yaml",
                       "values.yaml",
                       "values.schema.json",
                       "requirements.yaml",
                       "templates/y.yaml",
                       "go.mod",
                       "main.go",
                       ".promu.yml",
                       "app.py",
                       "pyproject.toml",
                       "setup.cfg",
                       "setup.py",
                       "main.tf",
                       "x.tf.json",
                       "README.md",
                       "CODEOWNERS",
                       "LICENSE",
                       "VERSION"};
    std::string bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n";
    for (char c = 'b'; c < 'k'; ++c) {
        bomb += {c, ':', ' ', '&', c, ' ', '['};
        for (int i = 0; i < 9; ++i)
            bomb += {'*', static_cast<char>(c - 1), ','};
        bomb += "]\n";
    }
    const Ids contents = {"",
                          std::string("\0\x01\xff\xfe\x80", 5),
                          bomb,
                          std::string(30'000, '{'),
                          std::string(30'000, '['),
                          std::string(30'000, '"'),
                          std::string(30'000, '\n'),
                          "name: " + std::string(30'000, 'n'),
                          "FROM " + std::string(30'000, '$'),
                          "Source: a\n\nPackage: " + std::string(30'000, 'p') + "\n"};
    for (const auto& text : contents) {
        MemoryTree tree({}, "sre/odd_exporter");
        for (const auto& path : paths)
            tree.file(path, text);
        tree.tags({text.substr(0, 100), "v1", "\xff-1.0.0"});
        const auto found = scan(tree);
        for (const auto& one : found.entries)
            EXPECT_TRUE(catalog::read_entry(catalog::write_entry(one, one.kind + '/' + one.name)));
    }
}

TEST(Load, a_file_over_the_bound_is_a_problem) {
    MemoryTree tree({{"ok/Chart.yaml", chart}});
    tree.huge("big/Chart.yaml");
    const auto found = scan(tree);
    EXPECT_EQ(ids(found), Ids{"helm-chart/x"});
    ASSERT_EQ(found.problems.size(), 1u);
    EXPECT_EQ(found.problems[0].path, "big/Chart.yaml");
    EXPECT_EQ(found.problems[0].reason, "too large to be read");
}

}  // namespace
}  // namespace qm

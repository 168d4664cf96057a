// Tries roles and collections: one case of each shape that real repositories have.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/support/scan.hpp"
#include "catalog/yaml_read.hpp"

namespace qm {
namespace {

using support::entry;
using support::ids;
using support::MemoryTree;
using support::names;
using support::scan;
using support::variable;

using Ids = std::vector<std::string>;

constexpr const char* meta = R"x(---
dependencies:
  - common
  - role: geerlingguy.java
  - {name: ntp, src: "https://git.example/ntp.git", version: "1.0"}
  - src: git+https://git.example/tls.git
galaxy_info:
  author: jane
  description: Redis server with persistence.
  license: "license (BSD, MIT)"
  min_ansible_version: "2.10"
  platforms:
    - name: Debian
      versions: [bookworm, bullseye]
    - name: Alpine
      version: [all]
  galaxy_tags: [database, cache]
)x";

TEST(AnsibleRole, alone_in_a_repository) {
    MemoryTree tree({{"meta/main.yml", meta},
                     {"tasks/main.yml", "---\n- name: x\n  ansible.builtin.debug:\n"},
                     {"defaults/main.yml",
                      "---\n# The port\n# it listens on.\nredis_port: 6379\nredis_users: []\n"
                      "redis_password:\n__redis_private: 1\n"},
                     {"vars/main.yml", "internal: 1\n"},
                     {"molecule/default/converge.yml", "- hosts: all\n"},
                     {"molecule/default/roles/fake/tasks/main.yml", "- debug:\n"}},
                    "sre/ansible-role-redis");
    tree.tags({"2.0.0", "1.0.0"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found), Ids{"ansible-role/redis"});
    const auto role = entry(found, "ansible-role/redis");
    EXPECT_EQ(role.path, "");
    EXPECT_EQ(role.version, "2.0.0");
    EXPECT_EQ(role.description, "Redis server with persistence.");
    EXPECT_EQ(role.owner, "jane");
    EXPECT_EQ(role.licence, "BSD OR MIT");
    EXPECT_EQ(role.keywords, (Ids{"database", "cache"}));
    EXPECT_EQ(role.platforms, (Ids{"Debian bookworm", "Debian bullseye", "Alpine"}));
    EXPECT_EQ(role.dependencies,
              (Ids{"common", "geerlingguy.java", "ntp", "git+https://git.example/tls.git"}));
    EXPECT_EQ(names(role.inputs), (Ids{"redis_port", "redis_users", "redis_password"}));
    const auto port = variable(role.inputs, "redis_port");
    EXPECT_EQ(port.type, "number");
    EXPECT_EQ(port.default_text, "6379");
    EXPECT_EQ(port.description, "The port it listens on.");
    EXPECT_FALSE(port.required);
    EXPECT_FALSE(variable(role.inputs, "redis_password").default_text);
    EXPECT_EQ(role.snippet,
              "# ansible-galaxy role install git+https://git.example/sre/ansible-role-redis.git,"
              "2.0.0,redis\n- hosts: all\n  roles:\n    - role: redis");
    EXPECT_FALSE(role.deprecated);
}

TEST(AnsibleRole, argument_specs_are_merged_with_defaults) {
    const MemoryTree tree({{"tasks/main.yml", "- debug:\n"},
                           {"defaults/main.yml", "mode: fast\nextra: [1]\n"},
                           {"meta/argument_specs.yml", R"(
argument_specs:
  backup:
    options:
      target: {type: path, required: true, description: [Where to, in full.]}
  main:
    options:
      mode: {type: str, default: slow, choices: [slow, fast], description: How.}
      hosts_list: {type: list, elements: str, required: true}
      level: {type: int, required: true, default: 3}
      tier: {required: true, choices: [gold, tin]}
)"}},
                          "sre/ansible-role-x");
    const auto role = entry(scan(tree), "ansible-role/x");
    EXPECT_EQ(names(role.inputs), (Ids{"mode", "hosts_list", "level", "tier", "target", "extra"}));
    EXPECT_EQ(variable(role.inputs, "mode").default_text, "fast") << "the role's defaults win";
    EXPECT_EQ(variable(role.inputs, "mode").description, "How. One of slow, fast.");
    EXPECT_EQ(variable(role.inputs, "hosts_list").type, "list(str)");
    EXPECT_TRUE(variable(role.inputs, "hosts_list").required);
    EXPECT_FALSE(variable(role.inputs, "level").required) << "it has a default";
    EXPECT_EQ(variable(role.inputs, "target").description, "Where to in full.");
    EXPECT_NE(
        role.snippet.find(
            "      vars:\n        hosts_list: []\n        tier: gold\n        target: CHANGE_ME"),
        std::string::npos)
        << role.snippet;
    EXPECT_FALSE(catalog::read_yaml(role.snippet).error);
}

TEST(AnsibleRole, many_in_a_repository) {
    MemoryTree tree({{"roles/redis/tasks/main.yml", "- debug:\n"},
                     {"roles/redis/README.md", "# redis\n\nKeeps things in memory.\n"},
                     {"roles/mysql/meta/main.yaml", "galaxy_info: {description: Rows.}\n"},
                     {"roles/_common/tasks/main.yml", "- debug:\n"},
                     {"roles/old/tasks/main.yml", "# Does the old thing.\n- debug:\n"},
                     {"roles/deprecated/older/tasks/main.yml", "- debug:\n"},
                     {"site.yml", "- hosts: all\n  roles: [redis]\n"},
                     {"tasks/main.yml", "- debug:\n"},
                     {"CODEOWNERS", "* @sre/core\n/roles/redis/ @sre/dba\n"}},
                    "sre/ansible");
    tree.tags({"v3.1.0", "redis-9.9.0"});
    const auto found = scan(tree);
    EXPECT_EQ(ids(found), (Ids{"ansible-role/mysql", "ansible-role/old", "ansible-role/older",
                               "ansible-role/redis"}));
    const auto redis = entry(found, "ansible-role/redis");
    EXPECT_EQ(redis.path, "roles/redis");
    EXPECT_EQ(redis.owner, "sre/dba");
    EXPECT_EQ(redis.version, "9.9.0");
    EXPECT_EQ(redis.description, "Keeps things in memory.");
    EXPECT_EQ(redis.url, "https://git.example/sre/ansible/-/tree/HEAD/roles/redis");
    const auto mysql = entry(found, "ansible-role/mysql");
    EXPECT_EQ(mysql.version, "3.1.0");
    EXPECT_EQ(mysql.owner, "sre/core");
    EXPECT_NE(mysql.snippet.find("git clone --branch v3.1.0"), std::string::npos);
    EXPECT_NE(mysql.snippet.find("ANSIBLE_ROLES_PATH=ansible/roles"), std::string::npos);
    EXPECT_EQ(entry(found, "ansible-role/old").description, "Does the old thing.");
    EXPECT_TRUE(entry(found, "ansible-role/older").deprecated);
}

TEST(AnsibleRole, playbooks_are_none) {
    EXPECT_TRUE(
        scan(MemoryTree({{"tasks/main.yml", "- hosts: all\n  tasks: []\n"}})).entries.empty());
    EXPECT_TRUE(
        scan(MemoryTree({{"tasks/main.yml", "- import_playbook: x.yml\n"}})).entries.empty());
    EXPECT_TRUE(
        scan(MemoryTree({{"tasks/main.yml", "- debug:\n"}, {"ansible.cfg", ""}})).entries.empty());
    EXPECT_TRUE(scan(MemoryTree({{"tests/roles/x/tasks/main.yml", "- debug:\n"}})).entries.empty());
}

TEST(AnsibleRole, says_itself_that_it_is_deprecated) {
    const auto by_readme = scan(MemoryTree(
        {{"tasks/main.yml", "- debug:\n"}, {"README.md", "# DEPRECATED\n\nUse y instead now.\n"}},
        "sre/ansible-x"));
    EXPECT_TRUE(entry(by_readme, "ansible-role/x").deprecated);
    const auto by_meta = scan(MemoryTree(
        {{"meta/main.yml", "galaxy_info: {description: DEPRECATED use y, role_name: why}\n"}}));
    EXPECT_TRUE(entry(by_meta, "ansible-role/why").deprecated);
}

TEST(AnsibleRole, a_broken_file_is_a_problem_and_the_role_stays) {
    const auto found = scan(MemoryTree({{"roles/a/tasks/main.yml", "- debug:\n"},
                                        {"roles/a/meta/main.yml", "galaxy_info:\n  x: [1\ny: 2\n"},
                                        {"roles/b/tasks/main.yml", "- debug:\n"},
                                        {"roles/b/defaults/main.yml", "ok: 1\nbad: 'x\n"}}));
    ASSERT_EQ(ids(found), (Ids{"ansible-role/a", "ansible-role/b"}));
    const auto a = entry(found, "ansible-role/a");
    ASSERT_EQ(a.problems.size(), 1u);
    EXPECT_EQ(a.problems[0].path, "roles/a/meta/main.yml");
    EXPECT_EQ(a.problems[0].line, 3);
    EXPECT_FALSE(a.problems[0].reason.empty());
    EXPECT_EQ(variable(entry(found, "ansible-role/b").inputs, "ok").default_text, "1");
}

constexpr const char* galaxy = R"x(namespace: sre
name: monitoring
version: 1.4.0
readme: README.md
authors: ["Jane <jane@corp.example>", "Joe (https://x.example)"]
description: Roles and modules of the watch.
license: [Apache-2.0]
tags: [prometheus]
dependencies: {community.general: ">=3"}
)x";

TEST(AnsibleCollection, what_it_holds_and_how_it_is_used) {
    MemoryTree tree({{"galaxy.yml", galaxy},
                     {"meta/runtime.yml", "requires_ansible: '>=2.15'\n"},
                     {"roles/node_exporter/tasks/main.yml", "- debug:\n"},
                     {"roles/_common/tasks/main.yml", "- debug:\n"},
                     {"plugins/modules/silence.py", ""},
                     {"plugins/module_utils/x.py", ""},
                     {"tests/galaxy.yml", galaxy}},
                    "sre/monitoring");
    tree.tags({"1.4.0", "latest"});
    const auto found = scan(tree);
    EXPECT_EQ(ids(found), (Ids{"ansible-collection/monitoring", "ansible-role/node_exporter"}));
    const auto one = entry(found, "ansible-collection/monitoring");
    EXPECT_EQ(one.version, "1.4.0");
    EXPECT_EQ(one.owner, "Jane, Joe");
    EXPECT_EQ(one.licence, "Apache-2.0");
    EXPECT_EQ(one.platforms, Ids{"ansible >=2.15"});
    EXPECT_EQ(one.dependencies, Ids{"community.general"});
    EXPECT_EQ(names(one.outputs), (Ids{"sre.monitoring.silence", "sre.monitoring.node_exporter"}));
    EXPECT_EQ(one.snippet,
              "collections:\n  - name: sre.monitoring\n"
              "    source: \"https://git.example/sre/monitoring.git\"\n"
              "    type: git\n    version: 1.4.0");
    const auto role = entry(found, "ansible-role/node_exporter");
    EXPECT_EQ(role.version, "1.4.0");
    EXPECT_NE(role.snippet.find("    - role: sre.monitoring.node_exporter"), std::string::npos);
    EXPECT_NE(role.snippet.find("ansible-galaxy collection install git+https"), std::string::npos);
}

TEST(AnsibleCollection, a_stub_behind_its_tags_is_taken_at_the_newest) {
    MemoryTree tree({{"galaxy.yml", galaxy}}, "sre/monitoring");
    tree.tags({"v3.3.0", "v1.4.0"});
    const auto one = entry(scan(tree), "ansible-collection/monitoring");
    EXPECT_EQ(one.version, "1.4.0");
    EXPECT_NE(one.snippet.find("version: v3.3.0"), std::string::npos) << one.snippet;
}

TEST(AnsibleCollection, deeper_in_the_tree_twice_and_incomplete) {
    const auto found = scan(MemoryTree({{"ansible/galaxy.yml", galaxy},
                                        {"ansible/roles/x/tasks/main.yml", "- debug:\n"},
                                        {"stub/galaxy.yml", galaxy},
                                        {"bad/galaxy.yml", "name: x\n"},
                                        {"worse/galaxy.yml", "name: [\n"}}));
    EXPECT_EQ(ids(found), (Ids{"ansible-collection/monitoring", "ansible-role/x"}));
    EXPECT_EQ(entry(found, "ansible-collection/monitoring").path, "ansible");
    ASSERT_EQ(found.problems.size(), 2u);
    EXPECT_EQ(found.problems[0].path, "bad/galaxy.yml");
    EXPECT_EQ(found.problems[0].reason, "has no namespace");
}

}  // namespace
}  // namespace qm

// Tries Debian sources: every binary package, versions, several releases, nfpm, broken ones.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/support/scan.hpp"

namespace qm {
namespace {

using support::entry;
using support::ids;
using support::MemoryTree;
using support::names;
using support::scan;
using support::variable;

using Ids = std::vector<std::string>;

constexpr const char* control = R"(Source: queue
Section: admin
Maintainer: Jane Doe <jane@corp.example>
Build-Depends: debhelper

Package: queue-server
Architecture: amd64 arm64
Depends: ${shlibs:Depends}, adduser, libc6 (>= 2.3) | musl,
 queue-common (= ${binary:Version})
Provides: mail-queue
Description: keeps messages until somebody takes them
 Long words about it.
 .
 More.

Package: queue-old
Architecture: all
Section: oldlibs
Description: transitional package
)";

constexpr const char* changelog =
    "queue (1:2.0-1~deb12u1) bookworm; urgency=medium\n\n  * New.\n\n"
    " -- Jane Doe <jane@corp.example>  Mon, 01 Jan 2026 00:00:00 +0000\n";

TEST(DebianPackage, one_entry_a_binary_package) {
    const auto found = scan(MemoryTree(
        {{"debian/control", control},
         {"debian/changelog", changelog},
         {"debian/copyright",
          "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
          "Files: debian/*\nLicense: GPL-2+\n\nFiles: *\nLicense: Apache-2.0\n long text\n"},
         {"debian/queue-server.default", "# Options of the daemon\nARGS=\"--fast\"\nif x; then\n"},
         {"debian/queue-server.templates",
          "Template: queue/port\nType: string\nDefault: 5672\n_Description: The port:\n\n"
          "Template: queue/note\nType: note\nDescription: n\n"},
         {"debian/tests/control", "Tests: smoke\n"}},
        "sre/queue"));
    ASSERT_EQ(ids(found), (Ids{"debian-package/queue-old", "debian-package/queue-server"}));
    EXPECT_TRUE(found.problems.empty());
    const auto server = entry(found, "debian-package/queue-server");
    EXPECT_EQ(server.path, "debian");
    EXPECT_EQ(server.version, "1:2.0-1~deb12u1");
    EXPECT_EQ(server.description, "keeps messages until somebody takes them");
    EXPECT_EQ(server.owner, "Jane Doe");
    EXPECT_EQ(server.licence, "Apache-2.0");
    EXPECT_EQ(server.keywords, (Ids{"admin", "queue", "mail-queue"}));
    EXPECT_EQ(server.platforms, (Ids{"amd64", "arm64", "bookworm"}));
    EXPECT_EQ(server.dependencies, (Ids{"adduser", "libc6", "queue-common"}));
    EXPECT_EQ(names(server.inputs), (Ids{"queue/port", "ARGS"}));
    EXPECT_EQ(variable(server.inputs, "queue/port").default_text, "5672");
    EXPECT_EQ(variable(server.inputs, "ARGS").description, "Options of the daemon");
    EXPECT_EQ(server.snippet, "apt install queue-server=1:2.0-1~deb12u1");
    EXPECT_FALSE(server.deprecated);
    EXPECT_TRUE(entry(found, "debian-package/queue-old").deprecated);
}

TEST(DebianPackage, products_in_folders_without_a_changelog) {
    const auto source = [](const std::string& name) {
        return "Source: " + name + "\nMaintainer: A B <a@b.example>\n\nPackage: " + name +
               "\nArchitecture: any\nDescription: the " + name + "\n";
    };
    MemoryTree tree({{"build/debian/recursor/debian-bullseye/control", source("dns-recursor")},
                     {"build/debian/recursor/debian-bookworm/control", source("dns-recursor")},
                     {"build/debian/authoritative/debian-buster/control", source("dns-server")}},
                    "sre/dns");
    tree.tags({"auth-4.9.1", "rec-5.1.2", "rec-5.1.0-rc1"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found), (Ids{"debian-package/dns-recursor", "debian-package/dns-server"}));
    const auto recursor = entry(found, "debian-package/dns-recursor");
    EXPECT_EQ(recursor.path, "build/debian/recursor/debian-bookworm") << "the newest release";
    EXPECT_EQ(recursor.platforms, (Ids{"any", "bookworm", "bullseye"}));
    EXPECT_EQ(recursor.version, "5.1.2");
    EXPECT_EQ(recursor.snippet, "apt install dns-recursor") << "upstream's version is no package's";
    EXPECT_EQ(entry(found, "debian-package/dns-server").version, "4.9.1");
}

TEST(DebianPackage, made_with_nfpm_or_by_hand) {
    MemoryTree tree({{"nfpm.yaml",
                      "name: shopd\nversion: ${VERSION}\nmaintainer: Jane <j@x.example>\n"
                      "description: Sells things.\nlicense: MIT\ndepends: [libc6, 'x (>= 1)']\n"},
                     {"tool/DEBIAN/control",
                      "Package: tool\nVersion: 0.3\nArchitecture: all\nDescription: a tool\n"}},
                    "sre/shop");
    tree.tags({"v1.2.0"});
    const auto found = scan(tree);
    ASSERT_EQ(ids(found), (Ids{"debian-package/shopd", "debian-package/tool"}));
    const auto shop = entry(found, "debian-package/shopd");
    EXPECT_EQ(shop.version, "1.2.0");
    EXPECT_EQ(shop.owner, "Jane");
    EXPECT_EQ(shop.dependencies, (Ids{"libc6", "x"}));
    EXPECT_EQ(entry(found, "debian-package/tool").version, "0.3");
}

TEST(DebianPackage, what_is_broken_is_a_problem) {
    const auto found = scan(MemoryTree({{"debian/control", "Source: x\n"},
                                        {"a/debian/control", "Package: x\nDescription: y\n"},
                                        {"b/debian/control", "\xff\xfe nothing\n"},
                                        {"c/control", "Source: y\n\nPackage: y\n"}}));
    EXPECT_TRUE(found.entries.empty()) << "c/ is no Debian folder";
    ASSERT_EQ(found.problems.size(), 2u);
    EXPECT_EQ(found.problems[0].path, "a/debian/control");
    EXPECT_EQ(found.problems[0].line, 1);
    EXPECT_EQ(found.problems[1].path, "debian/control");
}

}  // namespace
}  // namespace qm

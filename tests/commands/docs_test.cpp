// docs/commands.md is what the declarations say; `quartermaster docs > docs/commands.md` rewrites
// it. SPDX-License-Identifier: Apache-2.0
#include <quartermaster/command.hpp>

#include "core/spec.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>

namespace qm {
namespace {

TEST(Commands, DocsAreWhatTheDeclarationsSay) {
    std::ifstream in(std::string(QM_SOURCE_DIR) + "/docs/commands.md");
    const std::string docs((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    EXPECT_EQ(docs, core::write_docs(all_commands()));
}

TEST(Commands, PathsAreUniqueAndEachMayBeReadBack) {
    const auto commands = all_commands();
    std::set<std::string> paths;
    for (const Command& command : commands) {
        EXPECT_TRUE(paths.insert(command.path).second) << command.path;
        for (const std::string& example : command.examples) {
            const auto matched = core::match(commands, example.substr(1));
            ASSERT_TRUE(matched) << example << ": " << matched.error().what;
            EXPECT_EQ(matched->command->path, command.path) << example;
        }
    }
    EXPECT_EQ(core::triggers(commands).size(), 4u);
}

}  // namespace
}  // namespace qm

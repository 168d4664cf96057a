// Texts are erased after their time, whatever holds them; ids stay.
// SPDX-License-Identifier: Apache-2.0
#include "core/calendar.hpp"
#include "store/care_rows.hpp"
#include "support/company.hpp"

#include <gtest/gtest.h>

namespace qm::tests {
namespace {

using namespace std::chrono_literals;

TEST(Erase, TakesWordsAfterTheirTimeAndLeavesWhatIsOpen) {
    Company company;
    Team team = a_team("core", {"alice", "bob"});
    team.products = {{"payments", {"payments"}, {}, {}}};
    company.setup.teams = {team};
    company.setup.front_desk = team.id;
    company.setup.texts_kept = std::chrono::days{30};
    const Instant start = from_unix(1'791'273'600);  // 2026-10-06 10:00 Europe/Paris
    company.start(start);
    company.writes("pia", "payments", PostId(), "@quartermaster the secret garden is locked");
    company.writes("pia", "payments", PostId(), "@quartermaster the secret door is open");
    company.types("bob", "sre-core", "/req solve R1001 the secret key is under the mat");
    company.types("bob", "sre-core", "/run note a secret note");
    const auto holds = [&](const std::string& table, const std::string& column) {
        return store::number(
            company.db()
                .run("select count(*) from " + table + " where " + column + " like '%secret%'")
                .at(0)
                .at(0));
    };
    company.advance(start + std::chrono::days{29});
    EXPECT_EQ(holds("requests", "words"), 2);
    EXPECT_EQ(holds("requests", "answer"), 1);
    EXPECT_GT(holds("outbox", "body"), 0);
    EXPECT_EQ(holds("day_notes", "words"), 1);
    company.advance(start + std::chrono::days{33});
    EXPECT_EQ(holds("requests", "words"), 1) << "the open one keeps its words";
    EXPECT_EQ(holds("requests", "answer"), 0);
    EXPECT_EQ(holds("day_notes", "words"), 0);
    EXPECT_EQ(store::number(company.db()
                                .run("select count(*) from outbox where body like '%garden%' or "
                                     "body like '%under the mat%'")
                                .at(0)
                                .at(0)),
              0);
    EXPECT_GT(store::log_of(company.db(), "R1001", 10).size(), 1u);
    // Drawn again, its card says so and quotes nothing.
    company.types("pia", "payments", "/req reopen R1001");
    bool said = false;
    for (const std::string& line : company.take_lines())
        said = said || line.find("its words have been erased") != line.npos;
    EXPECT_TRUE(said);
}

}  // namespace
}  // namespace qm::tests

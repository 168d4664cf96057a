// Rotas as files.
// SPDX-License-Identifier: Apache-2.0
#include "core/rota_file.hpp"

#include <gtest/gtest.h>

namespace qm::core {
namespace {

TEST(CsvLine, NoCellIsAFormulaOrALineOfItsOwn) {
    EXPECT_EQ(csv_line({"2026-10-06", "bob", "", "", "plan"}), "2026-10-06,bob,,,plan\r\n");
    EXPECT_EQ(csv_line({"=1+1", "+1", "-1", "@x", "\tx"}), "'=1+1,'+1,'-1,'@x,'\tx\r\n");
    EXPECT_EQ(csv_line({"a,b", "c\"d", "e\nf"}), "\"a,b\",\"c\"\"d\",\"e\nf\"\r\n");
    EXPECT_EQ(csv_line({"=a;\"b\""}), "\"'=a;\"\"b\"\"\"\r\n");
    EXPECT_EQ(csv_line({}), "\r\n");
}

}  // namespace
}  // namespace qm::core

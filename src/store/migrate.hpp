// Brings the tables to this release's form: numbered scripts, forward only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/db.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace qm::store {

struct Migration {
    std::string name;  // "0001_first.sql"
    std::string_view sql;
};

// Applies what is missing, each in a transaction. A database of a newer release is refused with a
// sentence (Error). Returns how many were applied.
int migrate(Db& db, std::vector<Migration> migrations);
// Why it is no database that some release of this program wrote, in a few words; "" when it is one.
// Cheap, and changes nothing; whether its pages are whole is asked elsewhere.
std::string not_ours(Db& db, std::vector<Migration> migrations);
// The newest that was applied; "" for none.
std::string newest_migration(Db& db);

}  // namespace qm::store

// Texts that have been kept long enough.
// SPDX-License-Identifier: Apache-2.0
#include "store/care_rows.hpp"

namespace qm::store {

int erase_texts(Db& db, Instant before, std::string_view day, int limit) {
    const std::int64_t most{limit};
    std::size_t erased = 0;
    erased += db.run(
                    "update requests set words = '', answer = '', suggested = '' where id in "
                    "(select id from requests where state in ('solved', 'closed') and "
                    "coalesce(solved_at, opened_at) < $1 and "
                    "(words <> '' or answer <> '' or suggested <> '') limit $2) returning id",
                    to_unix(before), most)
                  .size();
    erased += db.run(
                    "update outbox set body = '' where key in (select key from outbox where "
                    "created_at < $1 and body <> '' and state in ('sent', 'refused', 'dropped') "
                    "limit $2) returning key",
                    to_unix(before), most)
                  .size();
    erased += db.run(
                    "update inbox set event = '' where key in (select key from inbox where "
                    "at < $1 and event <> '' limit $2) returning key",
                    to_unix(before), most)
                  .size();
    erased += db.run("update day_notes set words = '' where words <> '' and day < $1 returning day",
                     std::string(day))
                  .size();
    return static_cast<int>(erased);
}

}  // namespace qm::store

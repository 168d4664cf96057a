// What was done with the answers to searches.
// SPDX-License-Identifier: Apache-2.0
#include "store/rows.hpp"

namespace qm::store {
namespace {

constexpr std::string_view write_habit =
    "insert into learning (words, entry, what, times, day) values ($1, $2, $3, 1, $4) "
    "on conflict (words, entry, what) do update set times = learning.times + 1, day = $4";
constexpr std::string_view count_habits = "select count(*) from learning";
constexpr std::string_view drop_habits =
    "delete from learning where (words, entry, what) in "
    "(select words, entry, what from learning order by times, day, words limit $1)";
constexpr std::string_view read_opened =
    "select words, entry, cast(sum(case when what = 'unwanted' then -times else times end) "
    "as bigint), max(day) "
    "from learning where entry <> '' and what <> 'searched' group by words, entry "
    "order by words, entry";
constexpr std::string_view read_unopened =
    "select l.words, '', l.times, l.day from learning l where l.what = 'searched' "
    "and l.times >= $1 and not exists (select 1 from learning o where o.words = l.words and "
    "o.what in ('opened', 'copied')) order by l.times desc, l.day desc, l.words limit $2";
constexpr std::string_view read_unwanted =
    "select words, entry, times, day from learning where what = 'unwanted' "
    "order by times desc, day desc, words, entry limit $1";

std::vector<HabitRow> habit_rows(const std::vector<Row>& rows) {
    std::vector<HabitRow> found;
    for (const Row& row : rows)
        found.push_back({text(row[0]), text(row[1]), number(row[2]), text(row[3])});
    return found;
}

}  // namespace

void note_habit(Db& db, const HabitRow& row, std::string_view what, std::int64_t most) {
    db.run(write_habit, row.words, row.entry, std::string(what), row.day);
    const std::int64_t count = number(db.run(count_habits).at(0)[0]);
    if (count > most) db.run(drop_habits, count - most + most / 20);
}

std::vector<HabitRow> opened_habits(Db& db) {
    return habit_rows(db.run(read_opened));
}

std::vector<HabitRow> unopened_habits(Db& db, std::int64_t least, int limit) {
    return habit_rows(db.run(read_unopened, least, std::int64_t{limit}));
}

std::vector<HabitRow> unwanted_habits(Db& db, int limit) {
    return habit_rows(db.run(read_unwanted, std::int64_t{limit}));
}

}  // namespace qm::store

-- What people did with the answers to a search: counts only, never who, and no time finer than a
-- day. At most 20,000 rows: the store drops the rarest, then the oldest.
-- SPDX-License-Identifier: Apache-2.0

create table learning (
    words text not null,              -- a query in its normal form
    entry text not null,              -- its id; '': the answer as a whole
    what text not null,               -- searched, opened, copied, unwanted
    times bigint not null,
    day text not null,                -- 2026-10-06, UTC: the last one
    primary key (words, entry, what)
);
create index learning_what on learning (what, times);

-- What members leave for the next morning: each of them one note a day.
-- SPDX-License-Identifier: Apache-2.0

create table day_notes (
    team text not null,
    day text not null,                -- of the shift that ends
    author text not null,
    words text not null,
    at bigint not null,
    primary key (team, day, author)
);
insert into day_notes (team, day, author, words, at)
    select team, day, author, words, 0 from notes;
delete from notes;

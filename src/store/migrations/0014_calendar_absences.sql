-- Absences that a calendar says, apart from those that people said: each is taken back by its own.
-- SPDX-License-Identifier: Apache-2.0

create table calendar_absences (
    calendar text not null, -- team/username, or team/ of everybody in it
    username text not null,
    from_day text not null,
    until_day text not null,
    primary key (calendar, username, from_day)
);
create index calendar_absences_until on calendar_absences (until_day);

-- The watch: absences, asking for days, changes of days, closed days.
-- SPDX-License-Identifier: Apache-2.0

alter table shifts add column backup text not null default '';
alter table shifts add column shadow text not null default '';
alter table shifts add column why text not null default ''; -- the planner's decision, JSON

-- Since when somebody is of a team: who joins starts at its average.
create table roster (
    team text not null,
    username text not null,
    since text not null, -- a local day; '': from the start
    primary key (team, username)
);

-- Whole days, both included. Why is nobody's business.
create table absences (
    username text not null,
    from_day text not null,
    until_day text not null,
    primary key (username, from_day)
);
create index absences_until on absences (until_day);

-- A day that is offered: to all who could have it, or against another day to one.
create table asks (
    id bigint primary key,
    team text not null,
    kind text not null, -- cover, release, swap
    day text not null,
    other_day text not null default '', -- swap
    asker text not null,
    asked text not null default '', -- swap: whose consent it needs
    state text not null, -- open, taken, declined, withdrawn
    taker text not null default '',
    version bigint not null default 1
);
create unique index asks_open on asks (team, day) where state = 'open';

-- What became of a published day, so that it can be told and undone.
create table day_changes (
    id bigint primary key,
    team text not null,
    day text not null,
    before_user text not null,
    before_origin text not null,
    before_why text not null default '',
    after_user text not null,
    after_origin text not null,
    changed_by text not null,
    at bigint not null,
    undone bigint not null default 0
);
create index day_changes_day on day_changes (team, day);

-- Days on which a team is closed, beyond the holidays of its configuration.
create table closed_days (
    team text not null,
    day text not null,
    primary key (team, day)
);

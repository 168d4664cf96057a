-- What a request is looked at again for: nobody heard of it, nobody took what was moved, nobody
-- chose a team. And what is held back while a team is paused.
-- SPDX-License-Identifier: Apache-2.0

alter table requests add column sign_at bigint;                        -- of its owner, the last
alter table requests add column asked_at bigint;                       -- "still on it?"
alter table requests add column moved_from text not null default '';   -- the team before
alter table requests add column moved_until bigint;                    -- then it comes back
alter table requests add column settles_at bigint;                     -- then the front desk has it
alter table requests add column suggested text not null default '';    -- an entry's name and kind
alter table requests add column settled_by text not null default '';   -- catalog; '': a person

-- Where people said that a channel belongs, in place of what the configuration said then.
create table channel_teams (
    channel text primary key,         -- the platform's id
    team text not null,
    instead_of text not null,         -- the configured team; '': none
    by_user text not null,
    at bigint not null
);

-- What the one on duty leaves for the next morning.
create table notes (
    team text not null,
    day text not null,                -- of the shift that ends
    words text not null,
    author text not null,
    version bigint not null,
    primary key (team, day)
);

-- Whose pause holds it back: its state is 'held' then, and 'dropped' when nobody needs it any more.
alter table outbox add column team text not null default '';
create index outbox_held on outbox (team) where state = 'held';

-- The first form of the tables.
-- SPDX-License-Identifier: Apache-2.0
--
-- Ids are text made by us; times are seconds (or, where named _ms, milliseconds) UTC; yes and no
-- are 1 and 0. The same text runs on SQLite and PostgreSQL.

create table meta (
    name text primary key,
    value text not null
);

-- Each event of a platform once, for ever. The text stays only where it could not be handled.
create table inbox (
    key text primary key,
    at bigint not null,
    state text not null,              -- done, failed
    error text not null default '',
    event text not null default ''
);

-- What is to be said, and what became of it. One row a message: an edit is the row whose wanted
-- version is ahead of the drawn one.
create table outbox (
    key text primary key,             -- deterministic: found again after any crash
    kind text not null,               -- create, remove
    subject text not null,            -- "status/R1001", "handover/core/2026-10-07"; "": no card
    body text not null default '',    -- a message as JSON where it is no card
    channel text not null default '',
    to_user text not null default '',
    root text not null default '',
    post text not null default '',    -- the platform's id once known
    pending text not null,            -- unpredictable: the platform's own double guard
    locale text not null default 'en',
    zone text not null default '',
    state text not null,              -- ready, claimed, sent, refused
    wanted bigint not null default 0,
    drawn bigint not null default 0,
    created_at bigint not null,
    error text not null default ''
);
create index outbox_open on outbox (created_at) where state in ('ready', 'claimed');
create index outbox_subject on outbox (subject);
create index outbox_stale on outbox (created_at) where state = 'sent' and wanted > drawn;
create index outbox_post on outbox (post) where post <> '';

create table users (
    id text primary key,
    username text not null,
    display text not null,
    locale text not null,
    zone text not null
);
create index users_username on users (username);

-- Watermarks: back-fill starts at the old mark, at least five minutes behind the last one.
create table channels (
    id text primary key,
    name text not null,
    display text not null,
    type text not null,               -- open, closed, direct, group
    old_post text not null default '',
    old_ms bigint not null default 0,
    mid_post text not null default '',
    mid_ms bigint not null default 0,
    last_post text not null default '',
    last_ms bigint not null default 0
);
create index channels_name on channels (name);

create table requests (
    id text primary key,
    number bigint not null,
    version bigint not null,
    team text not null,
    product text not null,
    because text not null,
    kind text not null,
    state text not null,              -- new, taken, waiting, solved, closed
    asker text not null,
    channel text not null,
    root text not null,
    is_private bigint not null,
    words text not null,
    opened_at bigint not null,
    reply_due bigint not null,
    first_reply_at bigint,
    solved_at bigint,
    news_due bigint,
    lateness bigint not null,
    taken_by text not null,
    waiting_until bigint,
    waiting_for text not null,
    answer text not null,
    handovers bigint not null,
    kept_until bigint
);
create unique index requests_root on requests (root) where root <> '';  -- one request a root post
create index requests_open on requests (team, opened_at) where state in ('new', 'taken', 'waiting');
create index requests_asker on requests (asker, opened_at);

-- The card's thread in the team's channel leads to the request as the asker's does.
create table threads (
    root text primary key,
    request text not null,
    side text not null                -- asker, card
);

create table timers (
    name text primary key,            -- "handover/sre-core", "remind/R1001"
    due_at bigint not null,
    epoch bigint not null
);
create index timers_due on timers (due_at);

-- Past and published days of a rotation are facts.
create table shifts (
    team text not null,
    day text not null,                -- 2026-10-06, local
    username text not null,
    origin text not null,             -- plan, take
    primary key (team, day)
);

create table handovers (
    team text not null,
    day text not null,
    covers_from bigint not null,
    outgoing text not null,
    incoming text not null,
    version bigint not null,
    accepted_by text not null default '',
    accepted_at bigint,
    primary key (team, day)
);

-- Who did what to which; ids, never words. Every transaction writes its row.
create table log (
    event text not null,
    seq bigint not null,
    at bigint not null,
    what text not null,
    subject text not null,
    who text not null,
    primary key (event, seq)
);
create index log_subject on log (subject, at);

create table sources (
    name text primary key,
    url text not null,
    head text not null,
    synced_at bigint not null,
    error text not null,
    entries bigint not null
);

-- The truth of the catalog; the index is made of these documents.
create table entries (
    source text not null,
    path text not null,
    kind text not null,
    name text not null,
    doc text not null,
    primary key (source, path, kind, name)
);

create table problems (
    source text not null,
    path text not null,
    line bigint not null,
    reason text not null,
    primary key (source, path, line, reason)
);

create table searches (
    words text primary key,
    times bigint not null,
    found bigint not null,
    last_at bigint not null
);

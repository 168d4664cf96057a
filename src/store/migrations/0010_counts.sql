-- How often a day something happened that no row remembers: what was said, what was moved on, what
-- was searched. Never who, never words.
-- SPDX-License-Identifier: Apache-2.0

create table counts (
    day text not null,                -- 2026-10-06, UTC
    what text not null,               -- post, search …
    scope text not null,              -- a team's id; '': all
    times bigint not null,
    primary key (day, what, scope)
);

-- The log is exported page by page.
create index log_at on log (at, event, seq);

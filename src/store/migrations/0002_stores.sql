-- The stores kept true: tombstones, what is held back, when things came, releases.
-- SPDX-License-Identifier: Apache-2.0

alter table entries add column added_at bigint not null default 0;
alter table entries add column gone_at bigint;  -- null: it is there
alter table entries add column held bigint not null default 0; -- vanished, not believed yet
alter table entries add column alike text not null default ''; -- what another team had already
create index entries_added on entries (added_at);

alter table sources add column stamp text not null default ''; -- of all refs, cheap to compare
alter table sources add column visibility text not null default ''; -- GitLab's; '': unknown
alter table sources add column wanted bigint not null default 0; -- somebody asked for a sync
alter table sources add column gone_at bigint; -- no source of ours any more

-- An entry as it was at a release: for the difference between two.
create table releases (
    source text not null,
    path text not null,
    kind text not null,
    name text not null,
    version text not null,
    at bigint not null,
    doc text not null, -- an entry, and what changed since the release before
    primary key (source, path, kind, name, version)
);

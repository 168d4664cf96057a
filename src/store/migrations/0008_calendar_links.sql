-- Private addresses of calendars. An address is made of its row and the bot's secret; what it is
-- found by is a hash, so that no row opens anything.
-- SPDX-License-Identifier: Apache-2.0

create table calendar_links (
    hash text primary key,    -- of the token in the address
    team text not null,       -- whose days; '': the person's own, of all their teams
    username text not null,   -- who asked for it
    made_at bigint not null   -- goes into the address: made anew is another one
);
create unique index calendar_links_person on calendar_links (username, team);

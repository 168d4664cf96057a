-- What waits for one place: the most urgent first, then in the order in which it was written down.
-- SPDX-License-Identifier: Apache-2.0

alter table outbox add column rank bigint not null default 1; -- 0: handovers, escalation
alter table outbox add column seq bigint not null default 0;  -- counts up
create index outbox_seq on outbox (seq);
create index outbox_ready on outbox (channel, to_user, rank, seq, root) where state = 'ready';
create index outbox_claimed on outbox (channel, to_user) where state = 'claimed';
create index outbox_refused on outbox (created_at) where state = 'refused';

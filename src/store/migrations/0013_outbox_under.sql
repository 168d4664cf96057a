-- What was said in a thread is found by the thread: it goes along when a request moves.
-- SPDX-License-Identifier: Apache-2.0

create index outbox_root on outbox (root, created_at) where root <> '';

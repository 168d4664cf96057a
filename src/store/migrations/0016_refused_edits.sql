-- A post that was sent and has an error shows an earlier state: its last edit was refused.
-- SPDX-License-Identifier: Apache-2.0

update outbox set error = '' where state = 'sent' and error <> '';
create index outbox_unedited on outbox (created_at) where state = 'sent' and error <> '';

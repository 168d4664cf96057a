-- Who stood by before a day changed: undoing it puts them back.
-- SPDX-License-Identifier: Apache-2.0

alter table day_changes add column before_backup text not null default '';

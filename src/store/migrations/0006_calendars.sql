-- Why a day is closed, as the lead who closed it put it.
-- SPDX-License-Identifier: Apache-2.0

alter table closed_days add column reason text not null default '';

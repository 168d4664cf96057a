-- Figures and finding: the newest requests, and a team's of a span of time.
-- SPDX-License-Identifier: Apache-2.0

create index requests_number on requests (number);
create index requests_team on requests (team, opened_at);

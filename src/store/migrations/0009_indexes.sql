-- The open ones of a team by what they are found by. An index on (team, opened_at) was taken for
-- them too, and read every request the team had ever had.
-- SPDX-License-Identifier: Apache-2.0

drop index requests_open;
drop index requests_team;
create index requests_state on requests (state, team, opened_at);
create index requests_opened on requests (opened_at);
create index requests_solved on requests (solved_at) where solved_at is not null;

// Changing who has a day, as commands do it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/days.hpp>
#include <quartermaster/refusal.hpp>

#include "desk/turn.hpp"
#include "store/day_rows.hpp"

namespace qm::desk {

class DeskDays : public DaysView {
public:
    DeskDays(Turn& turn, const Person& caller) : turn_(turn), caller_(caller) {}

    result<Message> why(const Team& team, Date date) const override;
    result<std::vector<Absent>> away(Date from, Date until, bool apply) override;
    result<std::optional<Leave>> back() override;
    result<void> offer(const Team& team, Date date, bool release, bool apply) override;
    result<Swapped> swap(const Team& team, Date mine, Date theirs, bool apply) override;
    result<Moved> accept(std::int64_t ask) override;
    result<void> decline(std::int64_t ask) override;
    result<std::vector<Moved>> give(const Team& team, Date from, Date until,
                                    std::string_view username, bool apply) override;
    result<Moved> close(const Team& team, Date date, std::string_view reason, bool apply) override;
    result<void> open(const Team& team, Date date) override;
    std::vector<ClosedDay> closed(const Team& team, Date from, Date until) const override;
    std::vector<Served> served(const Team& team, Date from) const override;
    result<Replanned> replan(const Team& team, const Replan& how) override;
    result<CalendarLinks> calendars(bool renew) override;
    result<void> adopt(const Team& team) override;
    result<Moved> undo(const Team& team, Date date, bool apply) override;

private:
    // The day is the caller's, and can still be changed.
    result<Shift> mine(const Team& team, Date date) const;
    std::optional<Error> cannot_have(const Team& team, Date date,
                                     const std::string& username) const;
    result<Moved> accept_cover(const store::AskRow& row, const Team& team, Date date);
    result<Moved> accept_swap(const store::AskRow& row, const Team& team, Date date);
    // Why a change, of a swap with its other half, cannot be taken back by the caller.
    std::optional<Error> stands(const Team& team, const store::ChangeRow& change) const;
    result<Moved> put_back(const Team& team, Date date, const store::ChangeRow& change);

    Turn& turn_;
    const Person& caller_;
};

}  // namespace qm::desk

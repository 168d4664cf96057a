// The rotation over stored facts: who serves whom, who is on duty, and taking a day.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include "core/rota.hpp"
#include "desk/turn.hpp"

namespace qm::desk {

// Facts around a day, as the resolver wants them.
core::Facts facts_around(Turn& turn, const Team& team, Instant at);
Shift duty_shift(Turn& turn, const Team& team, Instant at);
// Who sees next what comes in now: the one on duty, or of the next duty hours.
Shift next_shift(Turn& turn, const Team& team, Instant at);
std::optional<Person> duty_person(Turn& turn, const Team& team, Instant at);
std::vector<Person> leads_of(Turn& turn, const Team& team);
// Who has left the team by the shift that runs is of it no more.
bool is_member(Turn& turn, const Team& team, const Person& person);
bool leads(Turn& turn, const Team& team, const Person& person);

// Which SRE team serves a channel or a person; falls to the front desk. `because`: a text key and
// its value, "channel payments", "member payments", "front desk".
struct Serving {
    const Team* team = nullptr;
    std::string product;
    std::string because;
};
Serving serving(const Setup& setup, const Channel& channel, const Person& caller);
// The same, where people have said that a channel is another team's.
Serving serving(Turn& turn, const Channel& channel, const Person& caller);
void remember_channel(Turn& turn, const Channel& channel, const Team& team, const Person& by);
// The team that answers for an entry, else the serving one; null where there is no team.
const Team* whom_to_ask(const Setup& setup, const Event& event, const Entry* entry);

// Why a day cannot be changed: over, too far, no working day.
std::optional<Error> no_day_to_take(Turn& turn, const Team& team, Date date);
Error not_a_member(Turn& turn, const Team& team, std::string_view username);

class DeskRota : public RotaView {
public:
    DeskRota(Turn& turn, const Person& caller, const Channel& channel)
        : turn_(turn), caller_(caller), channel_(channel) {}

    std::span<const Team> teams() const override { return turn_.setup.teams; }
    const Team* serving(std::string* because) const override;
    std::optional<Channel> channel(std::string_view name_or_id) const override;
    result<void> map(const Channel& channel, const Team& team) override;
    result<void> unmap(const Channel& channel) override;
    std::vector<Mapped> mapped() const override;
    const Team* team(std::string_view name_or_id) const override;
    result<const Team*> named_team(std::string_view name_or_id) const override;
    result<const Team*> my_team(std::string_view named) const override;
    std::vector<const Team*> mine() const override;
    std::optional<Shift> on_duty(const Team& team, Instant at) const override;
    bool is_there(const Shift& shift) const override;
    Instead instead(const Shift& shift) const override;
    std::vector<Shift> coming(const Team& team, Instant after, int count) const override;
    Date day_of(const Team& team, Instant at) const override;
    bool in_duty_hours(const Team& team, Instant at) const override;
    Instant duty_end(const Team& team, Instant at) const override;
    std::string display(std::string_view username) const override;
    std::string display(const UserId& user) const override;
    result<Shift> take(const Team& team, Date date, std::string_view username, bool apply) override;
    result<Date> read_date(const Team& team, std::string_view words) const override;
    result<Date> read_day_ahead(const Team& team, std::string_view words) const override;
    result<Date> read_any_day(const Team& team, std::string_view words) const override;
    bool is_heard(const Team& team) const override;
    bool is_lead(const Team& team, const Person& person) const override;
    result<void> pause(const Team& team) override;
    result<void> resume(const Team& team) override;
    result<void> note(const Team& team, std::string_view words) override;
    std::string noted(const Team& team) const override;
    result<void> accept(const Team& team, const Person& by) override;

private:
    // `no`: the sentence for words that are no date.
    result<Date> date_of(const Team& team, std::string_view words, const char* no) const;

    Turn& turn_;
    const Person& caller_;
    const Channel& channel_;
};

}  // namespace qm::desk

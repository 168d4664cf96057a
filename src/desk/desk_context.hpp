// What a command sees: the rows of this turn, or in the index lane the catalog alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/context.hpp>

#include "desk/days.hpp"
#include "desk/requests.hpp"
#include "desk/rota.hpp"
#include "desk/stores.hpp"

namespace qm::desk {

// `not_allowed` but for leads.
result<void> ask_doctor(Turn& turn, const Person& who);

class DeskContext : public Context {
public:
    DeskContext(Turn& turn, const Event& event, const CatalogView& catalog)
        : turn_(turn),
          event_(event),
          catalog_(catalog),
          rota_(turn, event.author, event.channel),
          days_(turn, event.author),
          requests_(turn, event),
          stores_(turn, event) {}

    Instant now() const override { return turn_.now; }
    const Person& caller() const override { return event_.author; }
    const Channel& channel() const override { return event_.channel; }
    bool pressed() const override { return event_.kind == EventKind::press; }
    bool overheard() const override { return event_.kind == EventKind::message; }
    const CatalogView& catalog() const override { return catalog_; }
    const Team* whom_to_ask(const Entry* entry) const override {
        return desk::whom_to_ask(turn_.setup, event_, entry);
    }
    RotaView& rota() override { return rota_; }
    DaysView& days() override { return days_; }
    RequestsView& requests() override { return requests_; }
    StoresView& stores() override { return stores_; }
    std::span<const Command> commands() const override { return turn_.setup.commands; }
    result<void> ask_doctor() override { return desk::ask_doctor(turn_, event_.author); }

private:
    Turn& turn_;
    const Event& event_;
    const CatalogView& catalog_;
    DeskRota rota_;
    DeskDays days_;
    DeskRequests requests_;
    DeskStores stores_;
};

// Index lane: no rows at all; a command that asks for them is our own mistake.
class IndexContext : public Context {
public:
    IndexContext(const Setup& setup, const Event& event, const CatalogView& catalog, Instant now)
        : setup_(setup), event_(event), catalog_(catalog), now_(now) {}

    Instant now() const override { return now_; }
    const Person& caller() const override { return event_.author; }
    const Channel& channel() const override { return event_.channel; }
    bool pressed() const override { return event_.kind == EventKind::press; }
    bool overheard() const override { return event_.kind == EventKind::message; }
    const CatalogView& catalog() const override { return catalog_; }
    const Team* whom_to_ask(const Entry* entry) const override {
        return desk::whom_to_ask(setup_, event_, entry);
    }
    RotaView& rota() override { throw std::logic_error("an index command asked for the rota"); }
    DaysView& days() override { throw std::logic_error("an index command asked for days"); }
    RequestsView& requests() override {
        throw std::logic_error("an index command asked for requests");
    }
    StoresView& stores() override {
        throw std::logic_error("an index command asked for the store");
    }
    std::span<const Command> commands() const override { return setup_.commands; }
    result<void> ask_doctor() override {
        throw std::logic_error("an index command asked for the doctor");
    }

private:
    const Setup& setup_;
    const Event& event_;
    const CatalogView& catalog_;
    Instant now_;
};

}  // namespace qm::desk

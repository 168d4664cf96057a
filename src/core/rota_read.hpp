// What the readers of rota files share.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/rota_file.hpp"

namespace qm::core {

inline constexpr std::size_t rota_problems_max = 200;

// Gathers who has which day, and what contradicts itself.
class RotaGathering {
public:
    explicit RotaGathering(const RotaScope& scope) : scope_(scope) {}

    const RotaScope& scope() const { return scope_; }
    bool has(Date date) const;  // a day of the scope
    void put(Date date, const std::string& username, int line);
    void problem(int line, std::string what);
    void leave_out() { ++read_.left_out; }
    RotaRead finish();

private:
    const RotaScope& scope_;
    RotaRead read_;
};

// Of whom the whole text is the user name (with or without @), the shown name or an address;
// empty: of nobody.
std::string rota_person(const RotaScope& scope, std::string_view text);
// Those whose user name or shown name stands in it as words of their own, each once.
std::vector<std::string> rota_people_in(const RotaScope& scope, std::string_view text);
std::string rota_members(const RotaScope& scope);  // "alice, bob"

void read_rota_csv(const std::string& text, RotaGathering& into);
void read_rota_ics(const std::string& text, RotaGathering& into);

}  // namespace qm::core

// Reading YAML with patience: every problem is kept, with its line, and reading goes on.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.hpp"
#include "core/holidays.hpp"

#include <yaml-cpp/yaml.h>

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace qm::app {

class Reader {
public:
    explicit Reader(std::vector<ConfigProblem>& problems) : problems_(problems) {}

    void problem(const YAML::Node& at, std::string what);
    // A map with these keys only; others are problems that name the nearest. False: no map.
    bool map(const YAML::Node& node, const std::string& where,
             std::initializer_list<const char*> keys);
    // The child, when it is there and not empty.
    YAML::Node child(const YAML::Node& node, const char* key) const;

    std::string text(const YAML::Node& node, const char* key, const std::string& where,
                     bool required, const std::string& otherwise = "");
    std::vector<std::string> texts(const YAML::Node& node, const char* key,
                                   const std::string& where);
    std::int64_t number(const YAML::Node& node, const char* key, const std::string& where,
                        std::int64_t otherwise, std::int64_t least, std::int64_t most);
    TimeOfDay time(const YAML::Node& node, const char* key, const std::string& where,
                   TimeOfDay otherwise);
    std::chrono::seconds duration(const YAML::Node& node, const char* key, const std::string& where,
                                  std::chrono::seconds otherwise);

private:
    std::vector<ConfigProblem>& problems_;
};

std::string trimmed(std::string text);  // without blanks and line ends behind it

// A secret by the name of a variable (key_env) or of a file (key_file); never written in the
// configuration itself.
std::string secret(const YAML::Node& node, const std::string& key, const std::string& where,
                   bool required, Reader& reader, const Surroundings& surroundings);

// catalog: of the configuration (config_catalog.cpp).
void read_catalog(const YAML::Node& node, Reader& reader, const Surroundings& surroundings,
                  Config& config);

// A path of the configuration: from its own folder, unless it begins with a slash.
std::string beside(const Surroundings& surroundings, const std::string& path);

// The calendars of config/holidays, packed into the program. A file that does not read is our own
// mistake and throws.
const core::HolidayCalendars& holiday_calendars();

// holidays: of a team (config_holidays.cpp).
void read_holidays(const YAML::Node& node, const std::string& where, Reader& reader,
                   const Surroundings& surroundings, Team& team);

// absences: of each team and member, into config.absences (config_follow.cpp).
void read_absences(const YAML::Node& teams, Reader& reader, const Surroundings& surroundings,
                   Config& config);

// rota: of each team, into config.follows (config_follow.cpp).
void read_follows(const YAML::Node& teams, Reader& reader, const Surroundings& surroundings,
                  Config& config);

// product_teams: a table that adds to the teams that are read (config_products.cpp).
void read_product_teams(const YAML::Node& root, Reader& reader, const Surroundings& surroundings,
                        Config& config);

// teams: of the configuration (config_teams.cpp).
std::vector<Team> read_teams(const YAML::Node& node, Reader& reader,
                             const Surroundings& surroundings);

}  // namespace qm::app

// From the configuration: what the desk sees, what the platform must resolve, and the database.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.hpp"
#include "chat/chat.hpp"
#include "desk/setup.hpp"
#include "store/migrate.hpp"

#include <memory>

namespace qm::app {

inline constexpr const char* bot_name = "quartermaster";  // of the account that `setup` makes

std::shared_ptr<const desk::Setup> make_setup(const Config& config);
chat::Names names_of(const Config& config);

// The database of a data folder.
std::string database_in(const std::string& data);

// Of this release.
std::vector<store::Migration> migrations_known();
// Opens and migrates it, making the folder; throws store::Error.
std::unique_ptr<store::Db> open_data(const std::string& data);

// How far each channel was read.
std::vector<chat::Mark> marks_of(store::Db& db);

// What a running bot takes from a configuration that was read again; the rest needs a new start.
void reread(Config& config, Config read);

inline constexpr std::string_view restored_name =
    "restored";  // meta: put back, and not started yet

// What the program needs from the store before it talks to anybody.
struct Opening {
    std::string secret;  // seals buttons and forms; made at the very first start
    std::int64_t first_start_ms = 0;
    std::vector<Post> doubts;  // claimed before a stop: whether they were posted is not known
    // When the newest post was read that the database knows of; nothing: it knows none.
    std::optional<Instant> knows_until;
    bool restored = false;  // it is a copy that was put back, however new
};
Opening open_desk(store::Db& db, const desk::Setup& setup, Instant now, std::int64_t now_ms);

}  // namespace qm::app

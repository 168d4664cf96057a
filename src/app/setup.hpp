// From the configuration: what the desk sees, what the platform must resolve, and the database.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.hpp"
#include "chat/chat.hpp"
#include "desk/setup.hpp"
#include "store/db.hpp"

#include <memory>

namespace qm::app {

std::shared_ptr<const desk::Setup> make_setup(const Config& config);
chat::Names names_of(const Config& config);

// Opens and migrates <data>/quartermaster.db, making the folder; throws store::Error.
std::unique_ptr<store::Db> open_data(const std::string& data);

// How far each channel was read.
std::vector<chat::Mark> marks_of(store::Db& db);

// Seals buttons and forms; made at the very first start, whose time is noted beside it.
std::string secret_of(store::Db& db, std::int64_t now_ms);

}  // namespace qm::app

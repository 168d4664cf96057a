// Every key of the configuration with its meaning: printed by `config schema`, and the file
// config/quartermaster.yaml, which a test holds against it.
// SPDX-License-Identifier: Apache-2.0
#include "embedded.hpp"

#include "app/config.hpp"

namespace qm::app {

std::string config_schema() {
    for (const embedded::File& file : embedded::example()) {
        if (file.path == "quartermaster.yaml") return std::string(file.bytes);
    }
    return "";
}

}  // namespace qm::app

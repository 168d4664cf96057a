// rota: of a team: the calendar whose days it follows.
// SPDX-License-Identifier: Apache-2.0
#include "app/config_read.hpp"

namespace qm::app {

void read_follows(const YAML::Node& teams, Reader& reader, const Surroundings& surroundings,
                  Config& config) {
    if (!teams.IsDefined() || !teams.IsSequence()) return;
    for (std::size_t i = 0; i < teams.size(); ++i) {
        if (!teams[i].IsMap()) continue;
        const std::string where = "teams[" + std::to_string(i) + "].rota";
        const YAML::Node rota = reader.child(teams[i], "rota");
        if (!reader.map(rota, where, {"follow", "follow_env", "follow_file"})) continue;
        std::string url = reader.text(rota, "follow", where, false);
        if (url.empty()) url = secret(rota, "follow", where, true, reader, surroundings);
        if (url.empty()) continue;
        if (url.starts_with("webcal://")) url.replace(0, 6, "https");
        if (!url.starts_with("https://") && !url.starts_with("http://"))
            reader.problem(rota, where + ".follow must begin with https://, http:// or webcal://");
        else
            config.follows[reader.text(teams[i], "id", where, false)] = url;
    }
}

}  // namespace qm::app

// The bot's answer, or our own from its data folder.
// SPDX-License-Identifier: Apache-2.0
#include "app/cli_ask.hpp"

#include "app/catalog_sync.hpp"
#include "app/control.hpp"
#include "app/ops.hpp"
#include "app/setup.hpp"
#include "app/texts.hpp"
#include "desk/synced.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace qm::app {
using nlohmann::json;

int print_problems(const std::string& path, const ConfigRead& read) {
    for (const ConfigProblem& problem : read.problems) {
        if (problem.line > 0)
            std::fprintf(stderr, "%s:%d: %s\n", path.c_str(), problem.line, problem.what.c_str());
        else
            std::fprintf(stderr, "%s: %s\n", path.c_str(), problem.what.c_str());
    }
    return read.problems.empty() ? 0 : 2;
}

ConfigRead load_without_secrets(const std::string& path) {
    ConfigRead read = load_config(path);
    std::erase_if(read.problems, [](const ConfigProblem& problem) {
        return problem.what.starts_with("the environment variable ") ||
               problem.what.starts_with("cannot read ");
    });
    return read;
}

result<nlohmann::json> ask_bot(const Config& config, const nlohmann::json& request) {
    std::string text;
    auto answered = ask_control(config.data, request.dump());
    if (answered) {
        text = std::move(*answered);
    } else if (answered.error().code != errc::unavailable) {
        return answered.error();
    } else {
        auto db = open_data(config.data);
        auto texts = load_texts(config.texts);
        if (!texts) return texts.error();
        const auto setup = make_setup(config);
        const auto index = stored_index(*db, config)->knowing(desk::learned(*db));
        store::Savepoint step(*db, "ops");
        text = answer(*db, {*setup, *index, *texts, Clock().wall()}, request.dump());
        step.keep();
    }
    json parsed = json::parse(text, nullptr, false);
    if (!parsed.is_object()) return Error{errc::invalid, "the bot's answer does not read"};
    if (!parsed.value("ok", false) && parsed.contains("error"))
        return Error{errc::invalid, parsed["error"].get<std::string>()};
    return result<json>(boost::system::in_place_value, std::move(parsed));
}

}  // namespace qm::app

// The platform's adapter, out of the configuration.
// SPDX-License-Identifier: Apache-2.0
#include "app/platform.hpp"

#include "app/log.hpp"
#include "app/setup.hpp"
#include "store/rows.hpp"

#include <fstream>
#include <stdexcept>
#include <string>

namespace qm::app {
namespace {

constexpr std::size_t token_most = 1'024;  // bytes
constexpr int threads_max = 200;           // of open requests, read again after a gap

}  // namespace

std::unique_ptr<chat::Mattermost> mattermost_of(boost::asio::any_io_executor executor,
                                                const Config& config, const core::Texts& texts,
                                                const Clock& clock, std::int64_t first_start_ms,
                                                const std::string& secret,
                                                chat::Listener listener) {
    chat::MattermostOptions options{config.mattermost.url,
                                    config.mattermost.token,
                                    config.mattermost.team,
                                    "",
                                    secret,
                                    first_start_ms,
                                    names_of(config),
                                    texts,
                                    config.teams.front().zone,
                                    [&clock] {
                                        return clock.steady_ms();
                                    }};
    if (!config.mattermost.token_file.empty())
        options.token_again = [file = config.mattermost.token_file] {
            std::string word;
            std::ifstream(file) >> word;
            return word.substr(0, token_most);
        };
    if (config.http.enabled && !config.http.public_url.empty())
        options.callback_url = config.http.public_url;
    else
        log::warn(
            "no http.public_url: there are no buttons and no slash commands, everything "
            "works by mention");
    auto chat = chat::make_mattermost(std::move(executor), std::move(options), std::move(listener));
    if (!chat) throw std::runtime_error("mattermost.url: " + chat.error().what);
    return std::move(*chat);
}

std::unique_ptr<chat::Slack> slack_of(boost::asio::any_io_executor executor, const Config& config,
                                      const core::Texts& texts, const Clock& clock,
                                      std::int64_t first_start_ms, chat::Listener listener) {
    chat::SlackOptions options{.api_url = config.slack.api_url,
                               .bot_token = config.slack.bot_token,
                               .app_token = config.slack.app_token,
                               .signing_secret = config.slack.signing_secret,
                               .join = config.slack.join,
                               .first_start_ms = first_start_ms,
                               .names = names_of(config),
                               .texts = texts,
                               .zone = config.teams.front().zone,
                               .steady = [&clock] {
                                   return clock.steady_ms();
                               }};
    auto chat = chat::make_slack(std::move(executor), std::move(options), std::move(listener));
    if (!chat) throw std::runtime_error("slack.api_url: " + chat.error().what);
    return std::move(*chat);
}

void wire_store(chat::Listener& listener, StoreThread& store) {
    listener.marks = [&store] {
        std::function<std::vector<chat::Mark>(store::Db&)> job = marks_of;
        return store.read<std::vector<chat::Mark>>(std::move(job));
    };
    listener.threads = [&store] {
        std::function<std::vector<PostId>(store::Db&)> job = [](store::Db& db) {
            return store::open_threads(db, threads_max);
        };
        return store.read<std::vector<PostId>>(std::move(job));
    };
    listener.named = [&store](std::string username) {
        std::function<std::optional<Person>(store::Db&)> job = [username](store::Db& db) {
            return store::person_named(db, username);
        };
        return store.read<std::optional<Person>>(std::move(job));
    };
}

void wire_hooks(DoorWires& wires, chat::Mattermost& chat, Intake& intake) {
    wires.resolve = [&chat](Event& event) {
        return chat.resolve(event);
    };
    wires.answer = [&intake](Event event) {
        return intake.answer(std::move(event));
    };
    wires.open_form = [&chat](std::string trigger, Form form, Event pressed) {
        return chat.open_form(std::move(trigger), std::move(form), std::move(pressed));
    };
    wires.command_answer = [&chat](const Message& message, const Event& event) {
        return chat.command_answer(message, event);
    };
    wires.action_answer = [&chat](const Message& message, const Event& event) {
        return chat.action_answer(message, event);
    };
}

void wire_calls(DoorWires& wires, chat::Slack& chat) {
    wires.slack = [&chat](chat::SlackCall call) {
        return chat.called(std::move(call));
    };
}

}  // namespace qm::app

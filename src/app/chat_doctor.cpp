// SPDX-License-Identifier: Apache-2.0
#include "app/chat_doctor.hpp"

#include "app/log.hpp"
#include "core/seal.hpp"
#include "desk/outgoing.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace qm::app {

namespace asio = boost::asio;
using nlohmann::json;

namespace {

constexpr std::chrono::minutes doctor_patience{3};
constexpr std::size_t doctor_printed_max = 256u << 10;
constexpr std::size_t doctor_shown_max = 15;

// Its standard output comes by `to`.
pid_t start_doctor(std::vector<std::string> program, int to) {
    std::vector<char*> arguments;
    for (std::string& argument : program)
        arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child != 0) return child;
    // Only calls that are safe between fork and exec.
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);
    ::dup2(to, STDOUT_FILENO);
    ::close_range(3, ~0U, 0);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

}  // namespace

ChatDoctor::ChatDoctor(asio::any_io_executor executor, StoreThread& store, const Clock& clock,
                       Sender::SetupSource setup, std::vector<std::string> program,
                       std::function<void()> say_soon)
    : executor_(std::move(executor)),
      store_(store),
      clock_(clock),
      setup_(std::move(setup)),
      program_(std::move(program)),
      say_soon_(std::move(say_soon)) {}

void ChatDoctor::ask(const Person& who, const std::string& event) {
    if (std::exchange(runs_, true)) return;
    asio::co_spawn(executor_, run(who, event), [this](std::exception_ptr failure) {
        runs_ = false;
        if (failure) log::warn("the doctor could not be asked");
    });
}

// Until it closes its output, at most as long as doctor_patience lasts.
asio::awaitable<std::string> ChatDoctor::listen(int from) {
    auto output = std::make_shared<asio::posix::stream_descriptor>(executor_, from);
    auto alarm = std::make_shared<asio::steady_timer>(executor_, doctor_patience);
    alarm->async_wait([output](const boost::system::error_code& error) {
        boost::system::error_code ignored;
        if (!error) output->cancel(ignored);
    });
    std::string printed;
    std::array<char, 4096> bytes{};
    while (printed.size() < doctor_printed_max) {
        auto [error, size] = co_await output->async_read_some(asio::buffer(bytes),
                                                              asio::as_tuple(asio::use_awaitable));
        if (error) break;
        printed.append(bytes.data(), size);
    }
    alarm->cancel();
    co_return printed;
}

asio::awaitable<void> ChatDoctor::run(Person who, std::string event) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) co_return;
    const pid_t child = start_doctor(program_, ends[1]);
    ::close(ends[1]);
    std::string printed = co_await listen(ends[0]);
    if (child > 0) {
        ::kill(child, SIGKILL);  // it has said all; it may be one that says nothing
        ::waitpid(child, nullptr, 0);
    }
    std::function<bool(store::Db&)> job = [setup = setup_(), now = clock_.wall(), who, event,
                                           printed](store::Db& db) {
        desk::Turn turn{db, *setup, now, "doctor:" + event, {}, 0};
        turn.claims = false;
        desk::say_message(turn, core::key_of({event, "doctor"}), desk::direct_to(who, who.zone),
                          doctor_message(printed));
        return true;
    };
    co_await store_.write<bool>(std::move(job));
    say_soon_();
}

Message doctor_message(const std::string& findings_json) {
    Message message;
    const json all = json::parse(findings_json, nullptr, false);
    const json checks = all.is_object() ? all.value("checks", json()) : json();
    const auto is_finding = [](const json& one) {
        return one.is_object() &&
               std::ranges::all_of(one, [](const json& value) { return value.is_string(); });
    };
    if (!checks.is_array() || !std::ranges::all_of(checks, is_finding)) {
        message.line(say("doctor.failed"));
        return message;
    }
    const auto count = [&](const char* health) {
        return std::count_if(checks.begin(), checks.end(),
                             [&](const json& one) { return one.value("health", "") == health; });
    };
    message.line(say("doctor.first", {{"ok", std::int64_t{count("ok")}},
                                      {"warn", std::int64_t{count("warn")}},
                                      {"fail", std::int64_t{count("fail")}}}));
    std::size_t shown = 0;
    for (const char* health : {"fail", "warn"}) {
        for (const json& one : checks) {
            if (one.value("health", "") != health || ++shown > doctor_shown_max) continue;
            const std::string mend = one.value("mend", "");
            std::vector<Fill> fills = {{"check", Plain{one.value("check", "")}},
                                       {"what", Plain{one.value("what", "")}},
                                       {"mend", Plain{mend}}};
            message.line(say(std::string("doctor.") + health + (mend.empty() ? "" : "_mend"),
                             std::move(fills)));
        }
    }
    return message;
}

}  // namespace qm::app

// The whole program, built in order and destroyed in reverse.
// SPDX-License-Identifier: Apache-2.0
#include "app/app.hpp"

#include "app/catalog_sync.hpp"
#include "app/chat_doctor.hpp"
#include "app/chat_state.hpp"
#include "app/cli.hpp"
#include "app/cli_ask.hpp"
#include "app/clock_follow.hpp"
#include "app/control.hpp"
#include "app/due_loop.hpp"
#include "app/http_door.hpp"
#include "app/intake.hpp"
#include "app/log.hpp"
#include "app/metrics.hpp"
#include "app/ops.hpp"
#include "app/platform.hpp"
#include "app/rota_follow.hpp"
#include "app/setup.hpp"
#include "app/systemd.hpp"
#include "app/texts.hpp"
#include "core/seal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr std::chrono::seconds stop_patience{5};

class App {
public:
    App(const Run& run, Config config, core::Texts texts, std::unique_ptr<store::Db> db);
    result<void> start();
    // Until somebody stops it, or something that it cannot do without ends: then false.
    bool run() {
        context_.run();
        return !failed_;
    }

private:
    void make_chat(std::int64_t first_start_ms, const std::string& secret);
    void make_door(const std::string& secret);
    chat::Listener listener();
    asio::awaitable<void> main_line();
    asio::awaitable<void> prepare();
    asio::awaitable<void> signals();
    asio::awaitable<void> stop_later();
    asio::awaitable<std::string> control(std::string request);
    void reload();
    asio::awaitable<void> begin_with_new_teams();
    void stop();
    void say_soon() { sender_.poke(), due_.wake(); }  // what was written down without being sent
    void spawn(asio::awaitable<void> work, const char* name);
    std::shared_ptr<const desk::Setup> setup() const { return setup_; }

    Run run_;
    Config config_;
    core::Texts texts_;
    Clock clock_;
    asio::io_context context_{1};
    std::shared_ptr<const desk::Setup> setup_;
    StoreThread store_;
    CatalogSync catalog_;
    Sender sender_;
    Watchdog watchdog_;
    DueLoop due_;
    Intake intake_;
    Control control_;
    ClockFollow follow_;
    RotaFollow rota_follow_;
    ChatDoctor doctor_;
    Systemd systemd_;
    std::unique_ptr<chat::Chat> chat_;
    chat::Mattermost* mattermost_ = nullptr;  // chat_, when it is one
    chat::Slack* slack_ = nullptr;            // the same
    std::unique_ptr<HttpDoor> door_;
    asio::signal_set signals_;
    asio::steady_timer stop_timer_;
    ChatState state_;
    bool failed_ = false;
    bool stopping_ = false;
};

App::App(const Run& run, Config config, core::Texts texts, std::unique_ptr<store::Db> db)
    : run_(run),
      config_(std::move(config)),
      texts_(std::move(texts)),
      setup_(make_setup(config_)),
      store_(context_.get_executor(), std::move(db)),
      catalog_(context_.get_executor(), store_, clock_, run_.self),
      sender_(
          context_.get_executor(), store_, clock_, [this] { return setup(); },
          config_.settle_scale),
      watchdog_(
          context_.get_executor(), store_, clock_, [this] { return setup(); }, sender_),
      due_(
          context_.get_executor(), store_, clock_, [this] { return setup(); }, sender_, watchdog_),
      intake_(
          context_.get_executor(), store_, clock_, [this] { return setup(); },
          [this] { return catalog_.index(); }, sender_, due_,
          [this](const std::string& source) { catalog_.wake(source); },
          [this](const Person& who, const std::string& event) { doctor_.ask(who, event); }),
      control_(context_.get_executor(),
               [this](std::string request) { return control(std::move(request)); }),
      follow_(context_.get_executor(), clock_, [this] { due_.wake(); }),
      rota_follow_(
          context_.get_executor(), store_, clock_, [this] { return setup(); },
          [this] { say_soon(); }),
      doctor_(
          context_.get_executor(), store_, clock_, [this] { return setup(); },
          {run_.self, "doctor", "--format", "json", "--config", run_.config_path},
          [this] { say_soon(); }),
      systemd_(context_.get_executor(), systemd_asks(), [this] { return watchdog_.trouble(); }),
      signals_(context_, SIGTERM, SIGINT, SIGHUP),
      stop_timer_(context_) {
    catalog_.use(config_);
    rota_follow_.use(config_);
}

result<void> App::start() {
    if (auto beats = watchdog_.use(config_.heartbeat_url); !beats)
        return Error{beats.error().code, "heartbeat: " + beats.error().what};
    if (auto listening = control_.listen(config_.data); !listening) return listening.error();
    spawn(main_line(), "main line");
    return {};
}

void App::spawn(asio::awaitable<void> work, const char* name) {
    asio::co_spawn(context_, std::move(work), [this, name](std::exception_ptr failure) {
        if (!failure || stopping_) return;
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& error) {
            log::error("cannot go on", {{"loop", name}, {"why", error.what()}});
        }
        failed_ = true;
        stop();
    });
}

// The clock first: a sandbox's may be months away from ours.
asio::awaitable<void> App::main_line() {
    spawn(signals(), "signals");
    if (!config_.clock_follow.empty()) {
        co_await follow_.first(config_.clock_follow);
        spawn(follow_.run(), "clock");
    }
    co_await prepare();
    spawn(control_.run(), "control");
    spawn(catalog_.run(), "catalog");
    spawn(due_.run(), "timers");
    spawn(rota_follow_.run(), "followed rotas");
    spawn(chat_->run(), "chat");
    spawn(systemd_.run(), "systemd");
    systemd_.tell("READY=1\nSTATUS=serving");
    log::info("serving", {{"data", config_.data}, {"teams", config_.teams.size()}});
}

asio::awaitable<void> App::prepare() {
    std::function<Opening(store::Db&)> job = [setup = setup_, now = clock_.wall(),
                                              now_ms = clock_.wall_ms()](store::Db& db) {
        return open_desk(db, *setup, now, now_ms);
    };
    Opening start = co_await store_.write<Opening>(std::move(job));
    co_await catalog_.load();
    make_chat(start.first_start_ms, start.secret);
    if (config_.http.enabled) make_door(start.secret);
    if (!start.doubts.empty())
        log::info("posts in doubt after a stop", {{"count", start.doubts.size()}});
    if (start.knows_until) sender_.forgets(*start.knows_until, start.restored);
    sender_.doubt(std::move(start.doubts));
    sender_.poke();
}

void App::make_chat(std::int64_t first_start_ms, const std::string& secret) {
    if (config_.slack.enabled) {
        auto slack =
            slack_of(context_.get_executor(), config_, texts_, clock_, first_start_ms, listener());
        slack_ = slack.get();
        chat_ = std::move(slack);
    } else {
        auto mattermost = mattermost_of(context_.get_executor(), config_, texts_, clock_,
                                        first_start_ms, secret, listener());
        mattermost_ = mattermost.get();
        chat_ = std::move(mattermost);
    }
    sender_.use(*chat_);
    intake_.use(*chat_);
}

chat::Listener App::listener() {
    chat::Listener listener;
    listener.event = [this](Event event) {
        return intake_.take(std::move(event));
    };
    listener.kept = [this](Event event) {
        return intake_.keep(std::move(event));
    };
    listener.answer = [this](Event event) {
        return intake_.answer(std::move(event));
    };
    wire_store(listener, store_);
    listener.seen = [this](Channel channel, PostId post, std::int64_t at_ms, bool behind) {
        intake_.seen(std::move(channel), std::move(post), at_ms, behind);
    };
    listener.state = [this](bool connected, std::string why) {
        if (!state_.note(connected, why) || stopping_) return;
        if (!connected) return log::warn("not connected", {{"why", state_.why()}});
        log::info("connected");
        sender_.heard();
    };
    listener.note = [](std::string line) {
        log::warn(line);
    };
    listener.wall_ms = [this] {
        return clock_.wall_ms();
    };
    return listener;
}

void App::make_door(const std::string& secret) {
    DoorSettings settings;
    settings.address = config_.http.address;
    settings.port = config_.http.port;
    for (const auto& [trigger, tokens] : config_.mattermost.command_tokens)
        settings.tokens[trigger] = tokens;
    settings.secret = secret;
    DoorWires wires;
    if (mattermost_ != nullptr) wire_hooks(wires, *mattermost_, intake_);
    if (slack_ != nullptr && config_.slack.http) wire_calls(wires, *slack_);
    wires.trouble = [this] {
        return watchdog_.trouble();
    };
    wires.not_ready = [this] {
        return stopping_ ? "stopping" : state_.why();
    };
    wires.push_token = [this] {
        return config_.catalog.webhook_token;
    };
    wires.pushed = [this](const gitlab::Push& push) {
        return catalog_.pushed(push);
    };
    wires.calendar = [this](std::string token) {
        return read_calendar(store_, setup_, texts_, clock_.wall(), std::move(token));
    };
    wires.metrics = [this] {
        return write_metrics({store_.figures(), sender_.figures(), intake_.figures(),
                              sender_.waiting(), catalog_.index()->size(), state_.connected(),
                              watchdog_.figures()});
    };
    door_ = std::make_unique<HttpDoor>(std::move(settings), texts_, clock_, std::move(wires));
    if (auto listening = door_->listen(context_.get_executor()); !listening)
        throw std::runtime_error("http.listen: " + listening.error().what);
}

asio::awaitable<std::string> App::control(std::string text) {
    const json request = json::parse(text, nullptr, false);
    const std::string what = request.is_object() ? request.value("do", "") : "";
    if (what == "backup") {
        const std::string file = request.value("file", "");
        co_await store_.copy_to(file);
        co_return json{{"ok", true}, {"file", file}}.dump();
    }
    if (what == "sync") {
        catalog_.try_all();
        const SyncReport report = co_await catalog_.sync();
        co_return write_report(report);
    }
    std::function<std::string(store::Db&)> job = [setup = setup_, index = catalog_.index(),
                                                  texts = &texts_, now = clock_.wall(),
                                                  text](store::Db& db) {
        return answer(db, {*setup, *index, *texts, now}, text);
    };
    if (request.is_object() && changes_something(request)) {
        std::string done = co_await store_.write<std::string>(std::move(job));
        say_soon();
        co_return done;
    }
    std::string answered = co_await store_.read<std::string>(std::move(job));
    if (what != "status") co_return answered;
    json status = json::parse(answered, nullptr, false);
    status["connected"] = state_.connected();
    if (!state_.connected()) status["why"] = state_.why();
    status["synced"] = catalog_.synced_once();
    status["waiting"] = sender_.waiting();
    status["open"] = watchdog_.figures().open;
    status["unattended"] = watchdog_.figures().unattended;
    co_return status.dump();
}

asio::awaitable<void> App::signals() {
    while (!stopping_) {
        auto [code, number] = co_await signals_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (code) co_return;
        if (number == SIGHUP)
            reload();
        else
            stop();
    }
}

// All or nothing: a configuration with a problem changes nothing and is said.
void App::reload() {
    ConfigRead read = load_config(run_.config_path);
    if (!read.problems.empty()) {
        for (const ConfigProblem& problem : read.problems)
            log::error("configuration not taken", {{"line", problem.line}, {"why", problem.what}});
        return;
    }
    reread(config_, std::move(read.config));
    setup_ = make_setup(config_);
    catalog_.use(config_);
    if (chat_) chat_->rename(names_of(config_));
    spawn(begin_with_new_teams(), "configuration");
    rota_follow_.use(config_);
    log::info("configuration read again", {{"teams", config_.teams.size()}});
}

asio::awaitable<void> App::begin_with_new_teams() {
    std::function<bool(store::Db&)> job = [setup = setup_, now = clock_.wall()](store::Db& db) {
        desk::Desk(db, *setup).start(now);
        return true;
    };
    co_await store_.write<bool>(std::move(job));
    say_soon();
}

void App::stop() {
    if (stopping_) return;
    stopping_ = true;
    log::info("stopping");
    systemd_.tell("STOPPING=1");
    systemd_.stop();
    sender_.stop();
    due_.stop();
    catalog_.stop();
    follow_.stop();
    rota_follow_.stop();
    control_.stop();
    if (door_) door_->stop();
    if (chat_) chat_->stop();
    boost::system::error_code ignored;
    signals_.cancel(ignored);
    spawn(stop_later(), "stop");
}

// Loops end by themselves; what still waits for a peer is left: its row says so.
asio::awaitable<void> App::stop_later() {
    for (int i = 0; i < 20 && sender_.busy(); ++i) {
        stop_timer_.expires_after(stop_patience / 20);
        co_await stop_timer_.async_wait(asio::use_awaitable);
    }
    co_await sender_.give_back();
    context_.stop();
}

}  // namespace

int serve(const Run& run) {
    ConfigRead read = load_config(run.config_path);
    if (const int code = print_problems(run.config_path, read); code != 0) return code;
    auto texts = load_texts(read.config.texts);
    if (!texts) {
        std::fprintf(stderr, "%s\n", texts.error().what.c_str());
        return 2;
    }
    log::open(read.config.log_level, "");
    try {
        auto db = open_data(read.config.data);
        App app(run, std::move(read.config), std::move(*texts), std::move(db));
        if (auto started = app.start(); !started) return complain(started.error().what);
        return app.run() ? 0 : 1;
    } catch (const std::exception& error) {
        return complain(error.what());
    }
}

}  // namespace qm::app

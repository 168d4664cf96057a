// `demo`: the sandbox server and, as a child it restarts, an ordinary `serve`.
// SPDX-License-Identifier: Apache-2.0
#include "app/demo.hpp"

#include "embedded.hpp"

#include "app/child.hpp"
#include "app/config.hpp"
#include "app/control.hpp"
#include "app/demo_data.hpp"
#include "app/offload.hpp"
#include "core/calendar.hpp"
#include "core/rota.hpp"
#include "core/seal.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
using nlohmann::json;
using std::chrono::milliseconds;

constexpr std::int64_t demo_start = 1'791'273'600;  // Tuesday 2026-10-06 10:00 Europe/Paris
constexpr milliseconds ready_every{100};
constexpr int looks_max = 600;  // a minute: then the bot's log is named

int fail(const std::string& why) {
    std::fprintf(stderr, "quartermaster demo: %s\n", why.c_str());
    return 1;
}

// Kept in the data folder, so that an old demo goes on with the same ones.
std::string kept_secret(const std::string& path, int bytes) {
    std::ifstream in(path);
    std::string text;
    if (in >> text && text.size() >= 16) return text;
    text = core::random_hex(bytes);
    const mode_t old = ::umask(0077);
    std::ofstream(path) << text << "\n";
    ::umask(old);
    return text;
}

// The bot's port stands in every button it ever drew: an old folder keeps its port while it is
// free.
unsigned short kept_port(const std::string& path) {
    asio::io_context context;
    unsigned short port = 0;
    std::ifstream(path) >> port;
    asio::ip::tcp::acceptor acceptor(context);
    const auto loopback = asio::ip::address_v4::loopback();
    boost::system::error_code code;
    acceptor.open(asio::ip::tcp::v4());
    acceptor.set_option(asio::socket_base::reuse_address(true));
    acceptor.bind({loopback, port}, code);
    if (code) acceptor.bind({loopback, 0});
    port = acceptor.local_endpoint().port();
    std::ofstream(path) << port << "\n";
    return port;
}

// Held as long as the process lives; false when another demo holds it.
bool lock_folder(const std::string& data) {
    const int file = ::open((data + "/lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    return file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0;
}

class Demo {
public:
    Demo(const DemoRun& run, std::string data)
        : run_(run), data_(std::move(data)), signals_(context_, SIGTERM, SIGINT) {}

    int start();

private:
    asio::awaitable<void> watch();
    asio::awaitable<json> status();
    asio::awaitable<void> pause();
    sandbox::Options options(const DemoSecrets& secrets);
    std::optional<Instant> next_handover() const;
    json info() const;
    void ready();
    void say_hello() const;
    void stop();

    DemoRun run_;
    std::string data_;
    asio::io_context context_{1};
    asio::thread_pool pool_{1};
    asio::signal_set signals_;
    unsigned short bot_port_ = 0;
    std::vector<Team> teams_;
    std::unique_ptr<sandbox::Sandbox> sandbox_;
    std::unique_ptr<Child> child_;
    json last_status_ = json::object();
    bool stopping_ = false;
    int exit_code_ = 0;
};

sandbox::Options Demo::options(const DemoSecrets& secrets) {
    sandbox::Options options;
    options.port = run_.port;
    options.journal = data_ + "/sandbox.jsonl";
    options.start = run_.at.value_or(from_unix(demo_start));
    options.seed = demo_seed(secrets, bot_port_);
    for (const embedded::File& file : embedded::page())
        options.page.push_back({file.path, file.bytes});
    options.demo_json = [this] {
        return info().dump();
    };
    options.next_handover = [this] {
        return next_handover();
    };
    return options;
}

std::optional<Instant> Demo::next_handover() const {
    std::optional<Instant> next;
    for (const Team& team : teams_) {
        const Instant one = core::next_handover(team, sandbox_->now());
        if (!next || one < *next) next = one;
    }
    return next;
}

json Demo::info() const {
    json run = json::array();
    for (const json& shift : last_status_.value("run", json::array()))
        run.push_back({{"team", shift.value("team", "")},
                       {"username", shift.value("username", "")},
                       {"from", shift.value("from", "")},
                       {"until", shift.value("until", "")}});
    json info = {{"bot", "quartermaster"}, {"run", std::move(run)}};
    info["now"] = core::rfc3339(sandbox_->now());
    if (const auto next = next_handover()) info["next_handover"] = core::rfc3339(*next);
    return info;
}

asio::awaitable<void> Demo::pause() {
    asio::steady_timer timer(context_, ready_every);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<json> Demo::status() {
    std::function<std::string()> ask = [folder = data_ + "/bot"] {
        auto answer = ask_control(folder, R"({"do":"status"})", std::chrono::seconds{2});
        return answer ? *answer : std::string();
    };
    const std::string text =
        co_await offload<std::string>(pool_, context_.get_executor(), std::move(ask));
    json answer = json::parse(text, nullptr, false);
    if (!answer.is_object()) answer = json::object();
    co_return answer;
}

// Ready: the bot is connected, its catalog was read, and the page is served. Then the figures of
// the page are kept fresh.
asio::awaitable<void> Demo::watch() {
    bool is_ready = false;
    for (int looks = 0; !stopping_; ++looks) {
        json now = co_await status();
        if (stopping_) co_return;
        if (now.value("ok", false)) last_status_ = std::move(now);
        if (!is_ready && last_status_.value("connected", false) &&
            last_status_.value("synced", false)) {
            is_ready = true;
            ready();
        }
        if (!is_ready && (looks >= looks_max || child_->failing())) {
            exit_code_ = fail("the bot does not come up; its log is " + data_ + "/bot.log");
            stop();
            co_return;
        }
        for (int i = 0; i < (is_ready ? 5 : 1) && !stopping_; ++i)
            co_await pause();
    }
}

void Demo::ready() {
    json file = info();
    file["url"] = sandbox_->url();
    const sandbox::Seed seed = demo_seed({}, 0);
    file["team"] = seed.team_name;
    file["channels"] = json::array();
    for (const sandbox::Named& channel : sandbox_->channels())
        file["channels"].push_back({{"name", channel.name}, {"id", channel.id}});
    file["users"] = json::array();
    for (const sandbox::SeedUser& user : seed.users) {
        if (user.bot) continue;
        file["users"].push_back({{"username", user.username},
                                 {"password", user.password},
                                 {"role", user.role},
                                 {"locale", user.locale}});
    }
    if (!run_.ready_file.empty()) {
        const std::string beside = run_.ready_file + ".new";
        std::ofstream(beside) << file.dump() << "\n";
        std::error_code code;
        fs::rename(beside, run_.ready_file, code);
        if (code) {
            exit_code_ = fail("cannot write " + run_.ready_file + ": " + code.message());
            return stop();
        }
    }
    say_hello();
}

void Demo::say_hello() const {
    const json run = info()["run"];
    const std::string on_duty = run.empty() ? "the engineer" : run[0].value("username", "");
    std::printf(
        "\nQuartermaster is ready: open %s\n\n"
        "Three things to try there:\n"
        "  1. type  /catalog search prometheus exporter\n"
        "  2. in ~payments, type  @quartermaster could you give payments access to the staging "
        "database?\n"
        "     then become %s (top left), open ~sre-core, and press \"I take it\"\n"
        "  3. press the yellow button of the clock bar: to the next handover\n\n"
        "Ctrl-C ends it.\n",
        sandbox_->url().c_str(), on_duty.c_str());
    std::fflush(stdout);
}

void Demo::stop() {
    if (stopping_) return;
    stopping_ = true;
    child_->stop();
}

int Demo::start() {
    const auto built = build_demo_catalog(data_);
    if (!built) return fail(built.error().what);
    DemoSecrets secrets{kept_secret(data_ + "/bot-token", 13),
                        kept_secret(data_ + "/command-token", 13)};
    bot_port_ = kept_port(data_ + "/bot-port");
    auto sandbox = sandbox::start_sandbox(context_.get_executor(), options(secrets));
    if (!sandbox) return fail(sandbox.error().what);
    sandbox_ = std::move(*sandbox);
    const auto config =
        write_demo_config({data_, sandbox_->url(), bot_port_, run_.settle_percent}, secrets);
    if (!config) return fail(config.error().what);
    const ConfigRead read = load_config(*config);
    if (!read.problems.empty()) return fail("the demo's configuration: " + read.problems[0].what);
    teams_ = read.config.teams;
    child_ = std::make_unique<Child>(
        context_.get_executor(), std::vector<std::string>{run_.self, "serve", "--config", *config},
        data_ + "/bot.log");
    signals_.async_wait([this](const boost::system::error_code& code, int) {
        if (!code) stop();
    });
    auto child_done = [this](std::exception_ptr) {
        stopping_ = true;
        sandbox_->stop();
        signals_.cancel();
        context_.stop();
    };
    asio::co_spawn(context_, child_->run(), child_done);
    asio::co_spawn(context_, watch(), asio::detached);
    context_.run();
    pool_.join();
    return exit_code_;
}

}  // namespace

int demo(const DemoRun& run) {
    std::string data = run.data;
    const bool temporary = data.empty();
    std::error_code code;
    if (temporary) {
        std::string pattern = (fs::temp_directory_path(code) / "quartermaster-XXXXXX").string();
        if (::mkdtemp(pattern.data()) == nullptr) return fail("cannot make a temporary folder");
        data = pattern;
    } else {
        fs::create_directories(data + "/bot", code);
        if (code) return fail("cannot make " + data + ": " + code.message());
        data = fs::absolute(data).string();
    }
    fs::create_directories(data + "/bot", code);
    if (!lock_folder(data))
        return fail("another demo runs on " + data + ": stop it, or name another folder");
    int exit_code = 1;
    try {
        exit_code = Demo(run, data).start();
    } catch (const std::exception& error) {
        exit_code = fail(error.what());
    }
    // Kept only where the bot's log can say why it did not come up.
    if (temporary && (exit_code == 0 || !fs::exists(data + "/bot.log", code)))
        fs::remove_all(data, code);
    return exit_code;
}

}  // namespace qm::app

// `bench bot`: an ordinary `serve` as a child, the sandbox and those who write to it in here.
// SPDX-License-Identifier: Apache-2.0
#include "app/bench_bot_data.hpp"
#include "app/bench_tools.hpp"
#include "app/child.hpp"
#include "app/cli.hpp"
#include "app/control.hpp"
#include "core/spec.hpp"
#include "net/https.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <unordered_map>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using std::chrono::milliseconds;

constexpr int outstanding = 64;
constexpr int mix = 5;  // four searches, then a request
constexpr milliseconds full_load{8'000};
constexpr int light_messages = 1'000;
constexpr milliseconds light_pause{5};
constexpr int lists = 40;
constexpr milliseconds look_again{2};
constexpr milliseconds after_restart{1'000};
constexpr milliseconds patience{20'000};  // for a bot that does not answer

struct Written {
    Steady at{};
    bool request = false;
    bool light = false;
    int answers = 0;
};

class BotBench {
public:
    BotBench(std::string folder, std::string catalog, std::vector<std::string> queries,
             std::string self)
        : folder_(std::move(folder)),
          catalog_(std::move(catalog)),
          queries_(std::move(queries)),
          self_(std::move(self)) {}

    int run();

private:
    bool prepare();
    asio::awaitable<void> measure();
    asio::awaitable<void> pause(milliseconds time);
    asio::awaitable<bool> until(std::function<bool()> there);
    asio::awaitable<void> light_load();
    asio::awaitable<void> heavy_load();
    asio::awaitable<void> list_requests();
    asio::awaitable<bool> is_ready();
    asio::awaitable<void> restart();
    std::string write(bool light);
    void arrived(std::string_view user, std::string_view root);
    void start_child();
    bool is_settled() const { return open_ == 0 && cards_ >= requests_; }
    void count_lost();

    const Clock clock_;
    std::string folder_, catalog_;
    std::vector<std::string> queries_;
    std::string self_;
    BenchCompany company_ = bench_company();
    asio::io_context context_{1};
    std::unique_ptr<sandbox::Sandbox> sandbox_;
    std::unique_ptr<Child> child_;
    bool child_over_ = true;
    std::string config_, bot_;
    std::unordered_map<std::string, Written> written_;
    std::vector<double> searches_ms_, requests_ms_, lists_ms_;
    int count_ = 0, requests_ = 0, cards_ = 0, open_ = 0, done_ = 0;
    bool heavy_ = false, failed_ = false;
    nlohmann::json out_;
};

bool BotBench::prepare() {
    std::filesystem::create_directories(folder_ + "/bot");
    out_["commit_p50_ms"] = rounded(commit_p50_ms(folder_));
    sandbox::Options options;
    options.start = clock_.wall();
    options.seed = bench_seed(company_);
    options.arriving = [this](std::string_view user, std::string_view root) {
        arrived(user, root);
    };
    auto sandbox = sandbox::start_sandbox(context_.get_executor(), std::move(options));
    if (!sandbox) return complain(sandbox.error().what) == 0;
    sandbox_ = std::move(*sandbox);
    const auto id_of = [this](const std::string& name) {
        return sandbox_->user_id(name).value_or("");
    };
    write_bench_past(folder_ + "/bot", {}, id_of, clock_.wall());
    bot_ = sandbox_->user_id("quartermaster").value_or("");
    config_ = write_bench_config(company_, folder_, sandbox_->url(), catalog_);
    return true;
}

// A post of the bot: an answer or a status post under what was written, or a duty card.
void BotBench::arrived(std::string_view user, std::string_view root) {
    if (user != bot_) return;
    if (root.empty()) {
        ++cards_;
        return;
    }
    const auto found = written_.find(std::string(root));
    if (found == written_.end() || ++found->second.answers > 1) return;
    --open_;
    ++done_;
    const Written& message = found->second;
    if (message.light)
        (message.request ? requests_ms_ : searches_ms_)
            .push_back(seconds_since(message.at, clock_) * 1'000);
    if (heavy_)
        asio::post(context_, [this] {
            if (heavy_) write(false);
        });
}

std::string BotBench::write(bool light) {
    const auto i = static_cast<std::size_t>(count_++);
    const std::size_t who = i % company_.channels.size();
    Written message;
    message.request = i % mix == mix - 1;
    message.light = light;
    const std::string text =
        message.request ? "@quartermaster could you give payments access to the staging database " +
                              std::to_string(i) + "?"
                        : "@quartermaster catalog search " + queries_[i % queries_.size()];
    message.at = clock_.steady();
    const auto id = sandbox_->write(company_.askers[who], company_.channels[who], text);
    if (!id) {
        failed_ = true;
        return "";
    }
    requests_ += message.request ? 1 : 0;
    ++open_;
    written_.emplace(*id, message);
    return *id;
}

void BotBench::start_child() {
    child_ = std::make_unique<Child>(context_.get_executor(),
                                     std::vector<std::string>{self_, "serve", "--config", config_},
                                     folder_ + "/bot.log");
    child_over_ = false;
    asio::co_spawn(context_, child_->run(), [this](std::exception_ptr) { child_over_ = true; });
}

asio::awaitable<void> BotBench::pause(milliseconds time) {
    asio::steady_timer timer(context_, time);
    co_await timer.async_wait(asio::use_awaitable);
}

asio::awaitable<bool> BotBench::until(std::function<bool()> there) {
    const Steady end = clock_.steady() + patience;
    while (!there() && clock_.steady() < end)
        co_await pause(look_again);
    co_return there();
}

asio::awaitable<void> BotBench::light_load() {
    for (int i = 0; i < light_messages; ++i) {
        write(true);
        co_await pause(light_pause);
    }
}

asio::awaitable<void> BotBench::heavy_load() {
    std::function<bool()> settled = [this] {
        return is_settled();
    };
    const Steady start = clock_.steady();
    const int before = done_;
    const double bot_before = cpu_ms(child_->process()), own_before = cpu_ms();
    heavy_ = true;
    for (int i = 0; i < outstanding; ++i)
        write(false);
    co_await pause(full_load);
    heavy_ = false;
    out_["mixed_per_s"] = rounded((done_ - before) / seconds_since(start, clock_));
    const double messages = std::max(1, done_ - before);
    out_["bot_cpu_ms"] = rounded((cpu_ms(child_->process()) - bot_before) / messages);
    out_["sandbox_cpu_ms"] = rounded((cpu_ms() - own_before) / messages);
    const bool all = co_await until(std::move(settled));
    out_["settled"] = all;
}

// `/req list` of an engineer whose team has 50 open, and what was asked here.
asio::awaitable<void> BotBench::list_requests() {
    auto https = net::make_https(context_.get_executor(),
                                 "http://127.0.0.1:" + std::to_string(company_.bot_port));
    for (int i = 0; https && i < lists; ++i) {
        net::HttpRequest request;
        request.method = "POST";
        request.target = "/mattermost/command";
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.headers.emplace_back("Authorization", "Token " + company_.command_token);
        request.body =
            "command=%2Freq&text=list&team_domain=bench&trigger_id=bench" + std::to_string(i) +
            "&user_name=engineer-0-1&user_id=" + sandbox_->user_id("engineer-0-1").value_or("") +
            "&channel_name=sre-0" + "&channel_id=" + sandbox_->channel_id("sre-0").value_or("") +
            "&token=" + company_.command_token;
        const Steady start = clock_.steady();
        const auto answer = co_await (*https)->send(std::move(request));
        const bool listed =
            answer && answer->status == 200 && answer->body.find("R1") != std::string::npos;
        if (listed) lists_ms_.push_back(seconds_since(start, clock_) * 1'000);
    }
    failed_ = failed_ || lists_ms_.empty();
    out_["list_ms"] = rounded(part_of_sorted(lists_ms_, 0.5));
}

// As whatever watches over it asks: may it have work?
asio::awaitable<bool> BotBench::is_ready() {
    net::HttpRequest request;
    request.target = "/readyz";
    auto https = net::make_https(context_.get_executor(),
                                 "http://127.0.0.1:" + std::to_string(company_.bot_port));
    if (!https) co_return false;
    const auto answer = co_await (*https)->send(std::move(request));
    co_return answer && answer->status == 200;
}

// From the start of the program until it is ready, and to its answer to what was written while it
// was away: everything of the last five minutes is read again for that.
asio::awaitable<void> BotBench::restart() {
    std::function<bool()> over = [this] {
        return child_over_;
    };
    std::function<bool()> answered = [this] {
        return open_ == 0;
    };
    out_["rss_mb"] = rounded(resident_mb(child_->process()));
    child_->stop();
    co_await until(std::move(over));
    while (count_ % mix == mix - 1)  // a search
        ++count_;
    write(false);
    const Steady start = clock_.steady();
    start_child();
    bool ready = false;
    while (!ready && seconds_since(start, clock_) * 1'000 < static_cast<double>(patience.count())) {
        ready = co_await is_ready();
        if (!ready) co_await pause(look_again);
    }
    out_["start_ms"] = rounded(seconds_since(start, clock_) * 1'000);
    const bool all = co_await until(std::move(answered));
    failed_ = failed_ || !ready || !all;
    out_["start_answer_ms"] = rounded(seconds_since(start, clock_) * 1'000);
    co_await pause(after_restart);  // what was said before is not said again
}

void BotBench::count_lost() {
    int lost = std::max(0, requests_ - cards_), doubled = std::max(0, cards_ - requests_);
    for (const auto& [id, message] : written_) {
        lost += message.answers == 0 ? 1 : 0;
        doubled += message.answers > 1 ? message.answers - 1 : 0;
    }
    out_["lost"] = lost;
    out_["doubled"] = doubled;
    out_["messages"] = written_.size();
}

asio::awaitable<void> BotBench::measure() {
    std::function<bool()> settled = [this] {
        return is_settled();
    };
    std::function<bool()> over = [this] {
        return child_over_;
    };
    write(false);  // read by back-fill: then the bot is up, with its catalog
    start_child();
    const bool is_up = co_await until(settled);
    failed_ = !is_up;
    std::function<bool()> synced = [this] {
        const auto status = ask_control(folder_ + "/bot", R"({"do":"status"})");
        return status && nlohmann::json::parse(*status).value("entries", 0) > 0;
    };
    const bool is_read = co_await until(synced);
    failed_ = failed_ || !is_read;
    if (!failed_) {
        co_await light_load();
        co_await until(settled);
        co_await heavy_load();
        co_await list_requests();
        co_await restart();
    }
    count_lost();
    out_["search_p50_ms"] = rounded(part_of_sorted(searches_ms_, 0.5));
    out_["search_p99_ms"] = rounded(part_of_sorted(searches_ms_, 0.99));
    out_["request_p50_ms"] = rounded(part_of_sorted(requests_ms_, 0.5));
    out_["request_p99_ms"] = rounded(part_of_sorted(requests_ms_, 0.99));
    child_->stop();
    co_await until(std::move(over));
    sandbox_->stop();
    context_.stop();
}

int BotBench::run() {
    if (!prepare()) return 1;
    asio::co_spawn(context_, measure(), [this](std::exception_ptr failure) {
        failed_ = failed_ || failure;
        context_.stop();
    });
    context_.run();
    std::printf("%s\n", out_.dump().c_str());
    return failed_ ? complain("the bot did not answer; its log is " + folder_ + "/bot.log") : 0;
}

}  // namespace

int cli_bench_bot(const std::string& catalog, const std::string& queries_path,
                  const std::string& self) {
    auto queries = queries_in(queries_path);
    // Words that read like a request open one: those are counted as the others.
    const auto commands = all_commands();
    std::erase_if(queries, [&](const std::string& query) {
        const auto match = core::match_mention(commands, "catalog search " + query, false);
        return !match || match->command->path != "catalog search";
    });
    if (queries.empty()) return complain(queries_path + " has no query");
    const BenchFolder folder;
    return BotBench(folder.path(), catalog, queries, self).run();
}

}  // namespace qm::app

// What `bench bot` works on.
// SPDX-License-Identifier: Apache-2.0
#include "app/bench_bot_data.hpp"

#include "app/bench_tools.hpp"
#include "app/setup.hpp"
#include "core/calendar.hpp"
#include "core/seal.hpp"
#include "core/spec.hpp"
#include "store/rows.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <yaml-cpp/yaml.h>

#include <fstream>
#include <sys/stat.h>

namespace qm::app {
namespace {

constexpr int teams = 6;
constexpr int members = 8;
constexpr int products_each = 11;                     // channels: more than are outstanding
constexpr std::chrono::seconds request_every{3'100};  // over ten years
constexpr std::chrono::days texts_kept{365};          // what the bot would have erased is not there
constexpr std::chrono::hours next_look{20};
constexpr int commits = 300;

const char* const kinds[] = {"question", "task", "access", "fix", "monitoring"};

std::string team_id(int team) {
    return "sre-" + std::to_string(team);
}

std::string engineer(int team, int member) {
    return "engineer-" + std::to_string(team) + "-" + std::to_string(member);
}

unsigned short free_port() {
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
    return acceptor.local_endpoint().port();
}

void write_file(const std::string& path, const std::string& text) {
    const mode_t old = ::umask(0077);
    std::ofstream out(path, std::ios::trunc);
    ::umask(old);
    out << text << "\n";
}

YAML::Node team_node(const BenchCompany& company, int team) {
    YAML::Node node;
    node["id"] = team_id(team);
    node["name"] = "SRE " + std::to_string(team);
    node["channel"] = company.team_channels[static_cast<std::size_t>(team)];
    node["zone"] = "UTC";
    node["handover"] = "00:00";  // measured at any hour: it is always duty
    node["duty"]["from"] = "00:00";
    node["duty"]["until"] = "23:59";
    for (const char* day : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"})
        node["working_days"].push_back(day);
    node["holidays"] = "none";
    for (int i = 0; i < members; ++i)
        node["members"].push_back(engineer(team, i));
    node["lead"] = engineer(team, 0);
    node["rotation"]["mode"] = "round-robin";
    for (int i = 0; i < products_each; ++i) {
        const std::string& name =
            company.channels[static_cast<std::size_t>(team * products_each + i)];
        YAML::Node product;
        product["name"] = name;
        product["channels"].push_back(name);
        node["products"].push_back(product);
    }
    return node;
}

class Past {
public:
    Past(store::Db& db, const BenchPast& past, const IdOf& id_of, Instant now)
        : db_(db), past_(past), id_of_(id_of), now_(now) {}

    void write() {
        const auto today = std::chrono::floor<std::chrono::days>(now_);
        for (int i = 0; i < teams * members; ++i) {
            const std::string name = engineer(i / members, i % members);
            store::save_person(db_, {UserId(id_of_(name)), name, name, "en", "UTC"});
        }
        for (int i = 0; i < past_.requests; ++i)
            write_request(i);
        store::set_meta(db_, "last_request", std::to_string(1'000 + past_.requests));
        for (int team = 0; team < teams; ++team) {
            for (int day = past_.days; day > 0; --day) {
                const std::string name = engineer(team, day % members);
                const Instant midnight = today - std::chrono::days{day};
                const std::string iso = core::iso_date(core::to_local(midnight, "UTC").date);
                store::publish(db_, TeamId(team_id(team)), {iso, name, "plan", "", "", ""});
                store::add_handover(
                    db_, {TeamId(team_id(team)), iso, midnight, name, name, 1, "", std::nullopt});
            }
        }
    }

private:
    void write_request(int i) {
        const std::string number = std::to_string(1'001 + i);
        const bool open = past_.requests - i <= past_.open;
        Request r;
        r.id = RequestId("R" + number);
        r.team = TeamId(team_id(i % teams));
        r.product = "product-" + std::to_string(i % (teams * products_each));
        r.because = "channel " + r.product;
        r.kind = kinds[i % std::size(kinds)];
        r.state = open ? RequestState::taken : RequestState::solved;
        r.asker = UserId("asker" + std::to_string(i % 500));
        r.channel = ChannelId("channel" + std::to_string(i % 66));
        r.root = PostId("root" + number);
        r.opened_at = now_ - request_every * (past_.requests - i);
        const bool erased = r.opened_at < now_ - texts_kept;
        if (!erased)
            r.text = "could you give payments read access to the staging database number " + number;
        r.reply_due = r.opened_at + std::chrono::hours{1};
        r.first_reply_at = r.opened_at + std::chrono::minutes{i % 75};
        r.taken_by = UserId(id_of_(engineer(i % teams, i / teams % members)));
        if (!open) {
            r.solved_at = r.opened_at + std::chrono::hours{5};
            if (!erased) r.answer = "done, until the end of the month";
        } else {
            store::set_timer(db_, "remind/" + r.id.value, now_ + next_look, 1);
        }
        store::insert_request(db_, r, 1'001 + i);
        store::save_thread(db_, r.root, r.id, false);
        store::save_thread(db_, PostId("card" + number), r.id, true);
        const char* const steps[] = {"request opened", "request taken", "request solved"};
        for (int step = 0; step < (open ? 2 : 3); ++step)
            store::log(db_, "mm:post:" + number + "/" + std::to_string(step), 0,
                       {r.opened_at, steps[step], r.id.value, r.asker.value});
        write_card("status/", r);
        write_card("duty/", r);
    }

    void write_card(const std::string& what, const Request& r) {
        store::OutboxRow row;
        row.key = core::key_of({r.id.value, what});
        row.kind = "create";
        row.subject = what + r.id.value;
        row.channel = r.channel;
        row.root = r.root;
        row.post = PostId(what + r.root.value);
        row.pending = row.key;
        row.locale = "en";
        row.state = "sent";
        row.wanted = row.drawn = r.version;
        row.created = r.opened_at;
        store::add_post(db_, row);
    }

    store::Db& db_;
    const BenchPast& past_;
    const IdOf& id_of_;
    Instant now_;
};

}  // namespace

BenchCompany bench_company() {
    BenchCompany company;
    for (int i = 0; i < teams * products_each; ++i) {
        company.channels.push_back("product-" + std::to_string(i));
        company.askers.push_back("asker-" + std::to_string(i));
    }
    for (int i = 0; i < teams; ++i)
        company.team_channels.push_back(team_id(i));
    company.bot_token = core::random_hex(13);
    company.command_token = core::random_hex(13);
    company.bot_port = free_port();
    return company;
}

sandbox::Seed bench_seed(const BenchCompany& company) {
    sandbox::Seed seed;
    seed.team_name = "bench";
    seed.team_display = "Bench";
    const auto add_user = [&](const std::string& name) {
        sandbox::SeedUser user;
        user.username = name;
        user.password = "bench";
        user.display = name;
        user.timezone = "UTC";
        seed.users.push_back(std::move(user));
    };
    const auto add_channel = [&](const std::string& name, std::vector<std::string> people) {
        people.push_back("quartermaster");
        seed.channels.push_back({name, name, false, std::move(people), ""});
    };
    for (std::size_t i = 0; i < company.channels.size(); ++i) {
        add_user(company.askers[i]);
        add_channel(company.channels[i], {company.askers[i]});
    }
    for (int team = 0; team < teams; ++team) {
        std::vector<std::string> people;
        for (int i = 0; i < members; ++i) {
            people.push_back(engineer(team, i));
            add_user(people.back());
        }
        add_channel(company.team_channels[static_cast<std::size_t>(team)], people);
    }
    sandbox::SeedUser bot;
    bot.username = "quartermaster";
    bot.display = "Quartermaster";
    bot.bot = true;
    bot.token = company.bot_token;
    seed.users.push_back(std::move(bot));
    return seed;
}

std::string write_bench_config(const BenchCompany& company, const std::string& folder,
                               const std::string& sandbox_url, const std::string& catalog) {
    YAML::Node root;
    root["data"] = folder + "/bot";
    root["mattermost"]["url"] = sandbox_url;
    root["mattermost"]["team"] = "bench";
    root["mattermost"]["token_file"] = folder + "/bot-token";
    root["mattermost"]["command_tokens_file"] = folder + "/command-tokens";
    const std::string listen = "127.0.0.1:" + std::to_string(company.bot_port);
    root["http"]["listen"] = listen;
    root["http"]["public_url"] = "http://" + listen;
    for (int team = 0; team < teams; ++team)
        root["teams"].push_back(team_node(company, team));
    YAML::Node source;
    source["lines"] = catalog;
    source["visibility"] = "internal";
    root["catalog"]["sources"].push_back(source);
    root["log"]["level"] = "warn";
    YAML::Emitter emitter;
    emitter << root;
    write_file(folder + "/bot-token", company.bot_token);
    write_file(folder + "/command-tokens", "req=" + company.command_token);
    const std::string path = folder + "/quartermaster.yaml";
    write_file(path, emitter.c_str());
    return path;
}

void write_bench_past(const std::string& data, const BenchPast& past, const IdOf& id_of,
                      Instant now) {
    const auto db = open_data(data);
    db->script("begin immediate");
    Past(*db, past, id_of, now).write();
    db->script("commit");
}

double commit_p50_ms(const std::string& folder) {
    const auto db = open_data(folder + "/commits");
    const Clock clock;
    std::vector<double> times;
    for (int i = 0; i < commits; ++i) {
        const Steady start = clock.steady();
        db->run("begin immediate");
        store::set_meta(*db, "commits", std::to_string(i));
        db->run("commit");
        times.push_back(seconds_since(start, clock) * 1'000);
    }
    return part_of_sorted(std::move(times), 0.5);
}

}  // namespace qm::app

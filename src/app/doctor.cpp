// What the bot needs, tried end to end: the run over the probes, and what is judged without asking.
// SPDX-License-Identifier: Apache-2.0
#include "app/doctor.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <ctime>
#include <netdb.h>

namespace qm::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

constexpr std::size_t names_shown = 10;
constexpr std::chrono::seconds clock_warns{2};
constexpr std::chrono::seconds clock_fails{60};

constexpr const char* private_v4[] = {"127.0.0.0/8",    "10.0.0.0/8",     "172.16.0.0/12",
                                      "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10",
                                      "0.0.0.0/8"};
constexpr const char* private_v6[] = {"::1/128", "fc00::/7", "fe80::/10"};

const char* name_of(Health health) {
    return health == Health::ok ? "ok" : health == Health::warn ? "warn" : "fail";
}

bool is_in(const asio::ip::address& address, const std::string& network) {
    boost::system::error_code code;
    if (address.is_v4()) {
        const auto net = asio::ip::make_network_v4(network, code);
        const asio::ip::network_v4 one(address.to_v4(), 32);
        return !code && (one == net.canonical() || one.is_subnet_of(net.canonical()));
    }
    const auto net = asio::ip::make_network_v6(network, code);
    const asio::ip::network_v6 one(address.to_v6(), 128);
    return !code && (one == net.canonical() || one.is_subnet_of(net.canonical()));
}

}  // namespace

asio::awaitable<Findings> examine(std::vector<Probe> probes) {
    Findings all;
    for (const Probe& probe : probes) {
        Findings found;
        try {
            found = co_await probe.look();
        } catch (const std::exception& error) {
            found.push_back({Health::fail, probe.check, std::string("it broke: ") + error.what(),
                             "ask again; if it stays, send this line to us"});
        }
        for (Finding& one : found)
            all.push_back(std::move(one));
    }
    co_return all;
}

std::string listed(const std::vector<std::string>& names) {
    std::string all;
    for (std::size_t i = 0; i < std::min(names.size(), names_shown); ++i)
        all += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > names_shown)
        all += " and " + std::to_string(names.size() - names_shown) + " more";
    return all;
}

int exit_code_of(const Findings& findings) {
    for (const Finding& one : findings) {
        if (one.health == Health::fail) return 1;
    }
    return 0;
}

std::string findings_text(const Findings& findings) {
    std::string all;
    for (const Finding& one : findings) {
        const std::string health = name_of(one.health);
        all += health + std::string(6 - health.size(), ' ') + one.check + ": " + one.what + "\n";
        if (!one.mend.empty()) all += "      → " + one.mend + "\n";
    }
    return all;
}

std::string findings_json(const Findings& findings) {
    json checks = json::array();
    for (const Finding& one : findings)
        checks.push_back({{"health", name_of(one.health)},
                          {"check", one.check},
                          {"what", one.what},
                          {"mend", one.mend}});
    const json all = {{"ok", exit_code_of(findings) == 0}, {"checks", std::move(checks)}};
    return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

Finding judge_clock(std::string_view date_header, Instant now) {
    std::tm parts{};
    const std::string date(date_header);
    if (::strptime(date.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts) == nullptr)
        return {Health::warn, "clock", "the server tells no time to compare with",
                "compare this machine's clock by hand: `timedatectl`"};
    const std::chrono::seconds off{to_unix(now) - static_cast<std::int64_t>(::timegm(&parts))};
    const auto size = std::chrono::abs(off);
    const std::string what = "this machine is " + std::to_string(size.count()) + " s " +
                             (off.count() < 0 ? "behind" : "ahead of") + " the chat server";
    if (size <= clock_warns) return {Health::ok, "clock", what, ""};
    return {size > clock_fails ? Health::fail : Health::warn, "clock", what,
            "let both follow a time server (`timedatectl set-ntp true`)"};
}

std::vector<std::string> addresses_of(const std::string& host) {
    std::vector<std::string> all;
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &wanted, &found) != 0) return all;
    for (const addrinfo* one = found; one != nullptr; one = one->ai_next) {
        char text[NI_MAXHOST];
        if (::getnameinfo(one->ai_addr, one->ai_addrlen, text, sizeof text, nullptr, 0,
                          NI_NUMERICHOST) == 0)
            all.emplace_back(text);
    }
    ::freeaddrinfo(found);
    return all;
}

bool is_private_address(std::string_view text) {
    boost::system::error_code code;
    asio::ip::address address = asio::ip::make_address(std::string(text), code);
    if (code) return false;
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    if (address.is_v4()) {
        for (const char* network : private_v4) {
            if (is_in(address, network)) return true;
        }
        return false;
    }
    for (const char* network : private_v6) {
        if (is_in(address, network)) return true;
    }
    return false;
}

bool is_listed(std::string_view list, std::string_view host, std::string_view text) {
    boost::system::error_code code;
    const asio::ip::address address = asio::ip::make_address(std::string(text), code);
    const bool known = !code;
    constexpr std::string_view between = " ,\t\n";
    while (!list.empty()) {
        const std::size_t begin = list.find_first_not_of(between);
        if (begin == list.npos) break;
        const std::size_t end = std::min(list.find_first_of(between, begin), list.size());
        const std::string word(list.substr(begin, end - begin));
        list.remove_prefix(end);
        if (word == host || word == text) return true;
        const bool network = word.find('/') != word.npos;
        const bool sort = address.is_v6() == (word.find(':') != word.npos);
        if (known && network && sort && is_in(address, word)) return true;
    }
    return false;
}

}  // namespace qm::app

// Rotas that are kept in another calendar.
// SPDX-License-Identifier: Apache-2.0
#include "app/rota_follow.hpp"

#include "app/log.hpp"
#include "app/offload.hpp"
#include "desk/followed.hpp"
#include "desk/imported.hpp"
#include "desk/watch.hpp"
#include "net/https.hpp"
#include "net/url.hpp"

#include <boost/asio/as_tuple.hpp>

namespace qm::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds follow_every{600};
constexpr std::chrono::milliseconds follow_patience{20'000};
constexpr int redirects_max = 3;

bool is_calendar(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto begin = text.find_first_not_of(" \t\r\n");
    return begin != text.npos && text.substr(begin, 15) == "BEGIN:VCALENDAR";
}

struct FollowScope {
    bool follows = false;
    core::RotaScope scope;
};

// A transaction's hands on one team; nothing when it is configured no more.
template <class Does>
void with_team(store::Db& db, const desk::Setup& setup, const TeamId& id, Instant now, Does does) {
    const auto closed = desk::with_closed_days(db, setup);
    const desk::Setup& whole = closed ? *closed : setup;
    const Team* team = whole.team(id);
    if (team == nullptr) return;
    desk::Turn turn{db, whole, now,  "follow:" + id.value + ":" + std::to_string(to_unix(now)),
                    {}, 0,     false};
    does(turn, *team);
}

}  // namespace

RotaFollow::RotaFollow(asio::any_io_executor executor, StoreThread& store, const Clock& clock,
                       Sender::SetupSource setup, std::function<void()> changed)
    : executor_(executor),
      store_(store),
      clock_(clock),
      setup_(std::move(setup)),
      changed_(std::move(changed)),
      timer_(executor) {}

void RotaFollow::use(const Config& config) {
    follows_ = config.follows;
    woken_ = true;
    timer_.cancel();
}

void RotaFollow::stop() {
    stopping_ = true;
    timer_.cancel();
}

asio::awaitable<void> RotaFollow::run() {
    while (!stopping_) {
        woken_ = false;
        try {
            co_await round();
        } catch (const std::exception& error) {
            log::error("a rota could not be followed", {{"why", error.what()}});
        }
        if (woken_ || stopping_) continue;
        timer_.expires_after(follow_every);
        auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        (void)code;
    }
}

asio::awaitable<void> RotaFollow::round() {
    const std::map<std::string, std::string> all = follows_;  // a reload may replace them
    for (const auto& [team, url] : all) {
        if (stopping_) co_return;
        co_await look(TeamId(team), url);
    }
}

asio::awaitable<void> RotaFollow::look(TeamId team, std::string url) {
    std::function<FollowScope(store::Db&)> ask = [setup = setup_(), now = clock_.wall(),
                                                  team](store::Db& db) {
        FollowScope known;
        with_team(db, *setup, team, now, [&](desk::Turn& turn, const Team& one) {
            known.follows = desk::follows(turn, one);
            if (known.follows) known.scope = desk::rota_scope(turn, one);
        });
        return known;
    };
    FollowScope known = co_await store_.read<FollowScope>(std::move(ask));
    if (!known.follows) co_return;
    Fetched fetched = co_await fetch(std::move(url));
    if (stopping_) co_return;
    core::RotaRead read;
    if (fetched.why.empty()) {
        std::function<core::RotaRead()> parse = [text = std::move(fetched.text),
                                                 scope = std::move(known.scope)] {
            return core::read_rota(text, scope);
        };
        read = co_await offload<core::RotaRead>(pool_, executor_, std::move(parse));
    }
    std::function<std::string(store::Db&)> take = [setup = setup_(), now = clock_.wall(), team,
                                                   read, why = fetched.why](store::Db& db) {
        std::string trouble;
        with_team(db, *setup, team, now, [&](desk::Turn& turn, const Team& one) {
            if (why.empty())
                desk::follow_rota(turn, one, read);
            else
                desk::follow_failed(turn, one, why);
            trouble = desk::follow_trouble(turn, one);
        });
        return trouble;
    };
    const std::string trouble = co_await store_.write<std::string>(std::move(take));
    if (!trouble.empty()) log::warn("rota not followed", {{"team", team.value}, {"why", trouble}});
    changed_();
}

// The address may hold a key: it is named in no error.
asio::awaitable<RotaFollow::Fetched> RotaFollow::fetch(std::string url) {
    Fetched failed;
    net::HttpsOptions options;
    options.request_timeout = follow_patience;
    options.body_max = core::rota_file_max;
    options.connections_max = 1;
    const bool secure = url.starts_with("https://");
    for (int i = 0; i <= redirects_max; ++i) {
        failed.why = "the address of the calendar does not read";
        const auto address = net::parse_url(url);
        if (!address) co_return failed;
        auto http = net::make_https(executor_, address->base(), options);
        if (!http) co_return failed;
        net::HttpRequest request;
        request.target = address->target;
        auto answer = co_await (*http)->send(std::move(request));
        failed.why = "the calendar's server does not answer, or with more than 2 MB";
        if (!answer) co_return failed;
        if (answer->status >= 300 && answer->status < 400) {
            url = std::string(answer->header("location"));
            failed.why = "the calendar's server sends us on in vain: configure the last address";
            if (!url.starts_with("https://") && (secure || !url.starts_with("http://")))
                co_return failed;
            continue;
        }
        failed.why = "the calendar's server answers " + std::to_string(answer->status);
        if (answer->status != 200) co_return failed;
        failed.why = "the address does not answer with a calendar";
        if (!is_calendar(answer->body)) co_return failed;
        co_return Fetched{std::move(answer->body), ""};
    }
    co_return failed;
}

}  // namespace qm::app

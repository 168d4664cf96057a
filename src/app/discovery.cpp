// Opens GitLab groups up into the repositories in them.
// SPDX-License-Identifier: Apache-2.0
#include "app/discovery.hpp"

#include "app/log.hpp"
#include "app/offload.hpp"
#include "core/seal.hpp"
#include "net/https.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace qm::app {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

constexpr std::uintmax_t listed_max = 64u << 20;

std::string read_file(const std::string& path) {
    std::error_code code;
    if (fs::file_size(path, code) > listed_max || code) return "";
    std::ifstream in(path, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

// Whole or not at all: a crash in between leaves the old one.
bool write_file(const std::string& path, const std::string& text) {
    std::error_code code;
    fs::create_directories(fs::path(path).parent_path(), code);
    const std::string made = path + ".new";
    std::ofstream out(made, std::ios::binary | std::ios::trunc);
    out << text;
    out.close();
    if (!out) return false;
    fs::rename(made, path, code);
    return !code;
}

std::string host_of(const std::string& url) {
    const auto mark = url.find("://");
    const auto from = mark == std::string::npos ? 0 : mark + 3;
    return url.substr(from, url.find('/', from) - from);
}

char low(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool begins(std::string_view text, std::string_view start) {
    return text.size() > start.size() && fits(start, text.substr(0, start.size()));
}

// The address to fetch a project from, "" when it cannot be used. Our token goes to the https
// address, so it must be GitLab's own; and none may look like a path of this machine.
std::string address_of(const GitlabGroup& group, const gitlab::Project& project) {
    const std::string& ssh = project.ssh_url;
    if (!group.ssh) return begins(project.http_url, group.base + "/") ? project.http_url : "";
    const auto colon = ssh.find(':');
    const auto at = ssh.find('@');
    const bool short_form = at != ssh.npos && at > 0 && at < colon && colon < ssh.find('/');
    return ssh.starts_with("ssh://") || short_form ? ssh : "";
}

bool is_skipped(const GitlabGroup& group, const std::string& path) {
    for (const std::string& pattern : group.skip)
        if (fits(pattern, path)) return true;
    return false;
}

// A name is a source's identity in the store: the second of two gets its host before it.
void add_once(std::vector<Source> found, Discovered& all, std::set<std::string>& names,
              std::set<std::string>& urls) {
    for (Source& source : found) {
        if (!urls.insert(source.url).second) continue;
        if (names.contains(source.name)) source.name = host_of(source.url) + "/" + source.name;
        names.insert(source.name);
        all.sources.push_back(std::move(source));
    }
}

std::string file_of(const GitlabGroup& group, const std::string& data) {
    return data + "/gitlab/" + core::key_of({group.base, group.group}) + ".list";
}

}  // namespace

bool fits(std::string_view pattern, std::string_view path) {
    std::size_t p = 0, t = 0, star = pattern.npos, from = 0;
    while (t < path.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            from = t;
        } else if (p < pattern.size() && low(pattern[p]) == low(path[t])) {
            ++p;
            ++t;
        } else if (star != pattern.npos) {
            p = star + 1;
            t = ++from;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*')
        ++p;
    return p == pattern.size();
}

std::vector<Source> sources_of(const Source& group, const gitlab::Known& known, bool stale,
                               std::vector<std::string>& errors) {
    std::vector<Source> found;
    std::size_t left_out = 0;
    for (const auto& [id, project] : known.projects()) {
        if (is_skipped(*group.gitlab, project.path)) continue;
        Source source;
        source.url = address_of(*group.gitlab, project);
        if (source.url.empty()) {
            if (++left_out == 1)
                errors.push_back(group.name + ": GitLab names an address for " + project.path +
                                 " that is not under " + group.gitlab->base +
                                 ": write in gitlab: the address that GitLab gives itself");
            continue;
        }
        source.name = project.path;
        source.web = project.web_url;
        source.visibility = project.visibility;
        if (!group.gitlab->ssh) source.token = group.token;
        source.identity = group.gitlab->base + "#" + std::to_string(id);
        source.quiet = !stale && known.quiet(project);
        source.allow_local = group.allow_local;
        found.push_back(std::move(source));
    }
    if (left_out > 1)
        errors.push_back(group.name + ": and so for " + std::to_string(left_out - 1) + " more");
    return found;
}

Discovery::Discovery(asio::any_io_executor executor, const Clock& clock, asio::thread_pool& pool,
                     std::chrono::milliseconds second)
    : executor_(executor), clock_(clock), pool_(pool), second_(second), timer_(executor) {}

void Discovery::stop() {
    stopping_ = true;
    timer_.cancel();
}

asio::awaitable<Discovered> Discovery::open_up(std::vector<Source> sources, std::string data) {
    Discovered all;
    std::set<std::string> names;
    std::set<std::string> urls;
    for (const Source& source : sources) {
        if (source.gitlab) continue;
        names.insert(source.name);
        urls.insert(source.url);
        all.sources.push_back(source);
    }
    for (const Source& source : sources) {
        if (!source.gitlab) continue;
        const std::string file = file_of(*source.gitlab, data);
        Group& group = groups_[file];
        const std::string why = co_await refresh(source, file, &group);
        if (!why.empty()) {
            all.errors.push_back(source.name + ": " + why);
            log::warn(
                "group not listed",
                {{"group", source.url}, {"why", why}, {"kept", group.known.projects().size()}});
        }
        all.whole = all.whole && group.known.ever();
        const bool stale = group.known.wants_full(clock_.wall(), source.gitlab->full_every);
        add_once(sources_of(source, group.known, stale, all.errors), all, names, urls);
    }
    co_return all;
}

asio::awaitable<void> Discovery::load(std::string file, Group* group) {
    std::function<std::string()> job = [file] {
        return read_file(file);
    };
    const std::string text = co_await offload<std::string>(pool_, executor_, std::move(job));
    group->loaded = true;
    if (text.empty()) co_return;
    auto known = gitlab::Known::read(text);
    if (known)
        group->known = std::move(*known);
    else
        log::warn("a list of projects begins anew", {{"file", file}, {"why", known.error().what}});
}

// Empty: done. What was known stays known otherwise.
asio::awaitable<std::string> Discovery::refresh(Source source, std::string file, Group* group) {
    if (!group->loaded) co_await load(file, group);
    const Instant asked = clock_.wall();
    if (asked < group->not_before) co_return "GitLab asked us to wait; the next round asks again";
    const bool full = group->known.wants_full(asked, source.gitlab->full_every);
    gitlab::Listing listing(source.gitlab->group, full ? "" : group->known.since());
    std::string why = co_await list(source, &listing);
    group->not_before = asked + listing.patience();
    if (!why.empty()) co_return why;
    const gitlab::Change change = group->known.take(std::move(listing.projects()), full, asked);
    log::info("group listed", {{"group", source.url},
                               {"full", full ? "yes" : "no"},
                               {"projects", group->known.projects().size()},
                               {"added", change.added},
                               {"renamed", change.renamed},
                               {"gone", change.gone}});
    std::function<bool()> job = [file, text = group->known.write()] {
        return write_file(file, text);
    };
    const bool written = co_await offload<bool>(pool_, executor_, std::move(job));
    if (!written) log::warn("a list of projects cannot be kept", {{"file", file}});
    for (const std::string& lack : listing.left_out())
        why += (why.empty() ? "left out: " : ", ") + lack;
    if (change.mass)
        why += (why.empty() ? "" : "; ") + std::to_string(change.held) +
               " of our projects are not in GitLab's list: they are kept for now, look at the "
               "token's rights";
    co_return why;
}

asio::awaitable<std::string> Discovery::list(Source source, gitlab::Listing* listing) {
    auto http = net::make_https(executor_, source.gitlab->base);
    if (!http) co_return http.error().what;
    while (!stopping_) {
        if (listing->state() == gitlab::Listing::State::done) co_return "";
        if (listing->state() == gitlab::Listing::State::failed) co_return listing->error().what;
        if (listing->state() == gitlab::Listing::State::wait) {
            timer_.expires_after(listing->wait().count() * second_);
            auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
            (void)code;
            listing->waited();
            continue;
        }
        net::HttpRequest request;
        request.target = listing->target();
        if (!source.token.empty()) request.headers.emplace_back("PRIVATE-TOKEN", source.token);
        auto response = co_await (*http)->send(std::move(request));
        gitlab::Answer answer;
        if (response) {
            answer.status = response->status;
            answer.headers = std::move(response->headers);
            answer.body = std::move(response->body);
        } else {
            answer.body = response.error().what;
        }
        listing->take(answer, clock_.wall());
    }
    co_return "we are stopping";
}

Discovered open_up_now(std::vector<Source> sources, std::string data) {
    asio::io_context context{1};
    asio::thread_pool pool{1};
    const Clock clock;
    Discovery discovery(context.get_executor(), clock, pool);
    Discovered found;
    std::exception_ptr failure;
    bool done = false;
    asio::co_spawn(context, discovery.open_up(std::move(sources), std::move(data)),
                   [&](std::exception_ptr error, Discovered discovered) {
                       done = true;
                       failure = error;
                       found = std::move(discovered);
                   });
    const auto guard = asio::make_work_guard(context);
    while (!done)
        context.run_one();
    if (failure) std::rethrow_exception(failure);
    return found;
}

}  // namespace qm::app

// The configuration's names on Slack: people by name, e-mail or id, channels by name or id. What is
// missing is a note with its mend, never a reason not to start.
// SPDX-License-Identifier: Apache-2.0
#include "chat/directory_key.hpp"
#include "chat/slack_room.hpp"

#include <algorithm>
#include <set>

namespace qm::chat {

namespace asio = boost::asio;

namespace {

constexpr int list_pages_max = 50;

bool looks_like_id(const std::string& name, std::string_view firsts) {
    return name.size() >= 6 && firsts.find(name.front()) != std::string_view::npos &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

// Slack answered, and does not tell us of them: of another workspace, or hidden.
bool is_nobody_here(const SlackAnswer& answer) {
    const errc code = failed(answer).code;
    return code == errc::not_found || code == errc::not_allowed || code == errc::invalid ||
           answer.reply.error == "missing_scope";
}

}  // namespace

Person SlackRoom::keep(const SlackUser& user) {
    Person person;
    person.id = UserId(user.id);
    const auto alias = alias_.find(user.id);
    person.username = alias != alias_.end() ? alias->second : user.name;
    person.display = user.display;
    person.locale = user.locale;
    person.zone = user.zone;
    names_.keep_user(user.id, person.username);
    users_.put(user.id, user, options_.steady());
    return person;
}

Channel SlackRoom::keep(const SlackChannel& from) {
    Channel channel;
    channel.id = ChannelId(from.id);
    channel.name = from.name;
    channel.display = from.name;
    channel.type = from.is_direct    ? ChannelType::direct
                   : from.is_group   ? ChannelType::group
                   : from.is_private ? ChannelType::closed
                                     : ChannelType::open;
    // What is private is told to its members only; a public channel can be joined when needed.
    channel.reachable =
        !from.is_archived && !from.is_unread &&
        (from.is_member || from.is_direct || from.is_group || (options_.join && !from.is_private));
    names_.keep_channel(from.id, from.name);
    channels_.put(from.id, from, options_.steady());
    return channel;
}

asio::awaitable<SlackKnown> SlackRoom::user(std::string id) {
    SlackKnown known;
    known.person.id = UserId(id);
    const auto found = users_.find(id, options_.steady());
    if (found.value != nullptr) {
        const SlackUser copy = *found.value;
        known.is_bot = copy.is_bot;
        if (found.fresh) {
            known.person = keep(copy);
            co_return known;
        }
    }
    SlackFields fields;
    fields.emplace_back("user", id);
    fields.emplace_back("include_locale", "true");
    const auto answer = co_await rest_.ask("users.info", std::move(fields));
    const auto user = answer && answer->ok()
                          ? read_slack_user(answer->body)
                          : result<SlackUser>(Error{errc::unavailable, "not asked"});
    if (user) {
        known.person = keep(*user);
        known.is_bot = user->is_bot;
        co_return known;
    }
    const auto old = users_.find(id, options_.steady());
    known.asked = old.value != nullptr || (answer && is_nobody_here(*answer));
    if (old.value != nullptr) {
        known.person = keep(SlackUser(*old.value));
    } else if (known.asked) {  // by their id they can be called, and told from others
        known.nameless = true;
        known.person.username = id;
        known.person.display = "‹" + id + "›";
        names_.keep_user(id, id);
    }
    co_return known;
}

asio::awaitable<result<Channel>> SlackRoom::channel(std::string id) {
    const auto found = channels_.find(id, options_.steady());
    if (found.fresh) co_return keep(SlackChannel(*found.value));
    SlackFields fields;
    fields.emplace_back("channel", id);
    const auto answer = co_await rest_.ask("conversations.info", std::move(fields));
    if (!answer) co_return answer.error();
    if (!answer->ok()) {
        const Error error = failed(*answer);
        const bool never = error.code == errc::not_found || error.code == errc::not_allowed ||
                           answer->reply.error == "missing_scope";
        if (!never) co_return error;
        // What is said there counts all the same: as private, and it is asked again in a while.
        SlackChannel unread;
        unread.id = id;
        unread.is_direct = id.starts_with('D');
        unread.is_private = true;
        unread.is_unread = true;
        co_return keep(unread);
    }
    const auto channel = read_slack_channel(answer->body);
    if (!channel) co_return channel.error();
    co_return keep(*channel);
}

// A card is drawn when it is sent: whom it calls must be known by then, or it calls nobody, for
// ever. But no longer than is fair to whoever waits for it.
bool SlackRoom::awaits_names() const {
    return unnamed_since_ && options_.steady() - *unnamed_since_ < options_.timings.names;
}

// Who was met before this start is called all the same, and an asker need not be configured.
asio::awaitable<void> SlackRoom::learn_mentioned(std::vector<std::string> usernames) {
    for (std::string& username : usernames) {
        if (!listener_.named || !names_.user_id(username).empty()) continue;
        const auto person = co_await listener_.named(username);
        if (person) names_.keep_user(person->id.value, person->username);
    }
}

asio::awaitable<result<void>> SlackRoom::settle_names() {
    named_ = true;
    Event event;
    event.kind = EventKind::directory;
    event.at_ms = listener_.wall_ms();
    event.at = from_unix(event.at_ms / 1000);
    auto settled = co_await find_people(event);
    if (settled) settled = co_await find_channels(event);
    if (!settled) {
        named_ = false;
        co_return settled.error();
    }
    if (named_) unnamed_since_.reset();  // else there are newer ones
    event.key = directory_key("slack", event);
    co_await listener_.event(std::move(event));
    co_return result<void>();
}

// The list is read only as far as somebody is still missing.
asio::awaitable<result<void>> SlackRoom::find_people(Event& found) {
    const std::vector<std::string> wanted = wanted_names_.usernames;  // newer ones may come
    std::set<std::string> missing(wanted.begin(), wanted.end());
    const auto take = [&](const SlackUser& user) {
        for (const std::string& word : {user.name, user.email, user.id}) {
            if (word.empty() || missing.erase(word) == 0) continue;
            alias_[user.id] = word;
            if (user.is_gone) note("@" + word + " is deactivated in Slack: change the teams.");
            found.people.push_back(keep(user));
        }
    };
    for (const std::string& name : wanted) {
        const bool mail = name.find('@') != std::string::npos;
        if (!mail && !looks_like_id(name, "UW")) continue;
        SlackFields fields;
        fields.emplace_back(mail ? "email" : "user", name);
        fields.emplace_back("include_locale", "true");
        const std::string method = mail ? "users.lookupByEmail" : "users.info";
        const auto answer = co_await ask_patiently(method, std::move(fields));
        if (!answer) co_return answer.error();
        const auto user =
            answer->ok() ? read_slack_user(answer->body) : result<SlackUser>(failed(*answer));
        if (user) take(*user);
    }
    std::string cursor;
    for (int page = 0; page < list_pages_max && !missing.empty(); ++page) {
        SlackFields fields;
        fields.emplace_back("limit", "200");
        fields.emplace_back("include_locale", "true");
        if (!cursor.empty()) fields.emplace_back("cursor", cursor);
        const auto answer = co_await ask_patiently("users.list", std::move(fields));
        if (!answer) co_return answer.error();
        if (!answer->ok()) co_return failed(*answer);
        const auto users = read_slack_users(answer->body);
        if (!users) co_return users.error();
        for (const SlackUser& user : *users)
            take(user);
        cursor = answer->reply.next;
        if (cursor.empty()) break;
    }
    for (const std::string& name : missing)
        note("Nobody in Slack is called " + name + ": correct the configuration.");
    co_return result<void>();
}

asio::awaitable<result<std::vector<SlackChannel>>> SlackRoom::list_channels(std::string method) {
    std::vector<SlackChannel> all;
    std::string cursor;
    for (int page = 0; page < list_pages_max; ++page) {
        SlackFields fields;
        fields.emplace_back("limit", "200");
        fields.emplace_back("exclude_archived", "true");
        fields.emplace_back("types", method == "users.conversations"
                                         ? "public_channel,private_channel,mpim,im"
                                         : "public_channel");
        if (!cursor.empty()) fields.emplace_back("cursor", cursor);
        const auto answer = co_await ask_patiently(method, std::move(fields));
        if (!answer) co_return answer.error();
        if (!answer->ok()) co_return failed(*answer);
        auto channels = read_slack_channels(answer->body);
        if (!channels) co_return channels.error();
        for (SlackChannel& channel : *channels)  // a list of one's own does not say so
            channel.is_member = channel.is_member || method == "users.conversations";
        all.insert(all.end(), channels->begin(), channels->end());
        cursor = answer->reply.next;
        if (cursor.empty()) break;
    }
    co_return all;
}

// Where the bot is, it needs no list of all channels to find them.
asio::awaitable<result<void>> SlackRoom::find_channels(Event& found) {
    std::set<std::string> missing(wanted_names_.channels.begin(), wanted_names_.channels.end());
    const auto own = co_await list_channels("users.conversations");
    if (!own) co_return own.error();
    for (const SlackChannel& channel : *own) {
        const Channel known = keep(channel);
        const bool wanted = missing.erase(channel.name) + missing.erase(channel.id) > 0;
        if (wanted) found.channels.push_back(known);
    }
    if (missing.empty()) co_return result<void>();
    const auto open = co_await list_channels("conversations.list");
    if (!open) co_return open.error();
    for (const SlackChannel& channel : *open) {
        if (missing.erase(channel.name) + missing.erase(channel.id) == 0) continue;
        found.channels.push_back(keep(channel));
        std::string why;
        if (options_.join) {
            std::string body = write_slack_channel(channel.id);
            const auto joined = co_await rest_.call("conversations.join", std::move(body));
            if (joined && joined->ok()) continue;
            why = " (conversations.join: " + (joined ? joined->why() : joined.error().what) + ")";
        }
        note("The bot is not in #" + channel.name + why + ": /invite it there.");
    }
    for (const std::string& name : missing)
        note("The bot finds no channel #" + name +
             ": correct the configuration, or /invite the bot if it is private.");
    co_return result<void>();
}

void SlackRoom::rename(Names names) {
    wanted_names_ = std::move(names);
    named_ = false;
    if (me_.empty()) return;  // settled before the first connection
    unnamed_since_ = options_.steady();
    if (!settling_) start_loop(settle_again());
}

asio::awaitable<void> SlackRoom::settle_again() {
    settling_ = true;
    while (!named_ && !stopping_) {
        const auto settled = co_await settle_names();
        if (settled) continue;
        note("The new names could not be resolved yet, trying again: " + settled.error().what);
        const bool soon = settled.error().code != errc::unauthorised;  // which somebody must mend
        co_await nap_.wait(soon ? options_.timings.backfill_again : options_.timings.token);
    }
    settling_ = false;
}

}  // namespace qm::chat

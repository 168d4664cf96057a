// Everything the sandbox's server knows: pure state, changed only by put() and read by queries.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox/world.hpp"

#include "sandbox/ids.hpp"

#include <algorithm>

namespace qm::sandbox {

namespace {

template <class Map>
const typename Map::mapped_type* find(const Map& map, const std::string& key) {
    auto at = map.find(key);
    return at == map.end() ? nullptr : &at->second;
}

bool later(const Post* a, const Post* b) {
    return a->create_at > b->create_at;
}

// One page of posts already in the wanted order.
World::Posts cut(const World::Posts& all, std::size_t page, std::size_t per_page) {
    std::size_t from = std::min(all.size(), page * per_page);
    std::size_t until = std::min(all.size(), from + per_page);
    return {all.begin() + static_cast<std::ptrdiff_t>(from),
            all.begin() + static_cast<std::ptrdiff_t>(until)};
}

}  // namespace

void World::put(Team team) {
    team_ = std::move(team);
}

void World::put(User user) {
    newest_at_ = std::max(newest_at_, user.update_at);
    auto [at, is_new] = user_at_.try_emplace(user.id, users_.size());
    if (is_new) {
        user_by_name_[user.username] = users_.size();
        users_.push_back(std::move(user));
        return;
    }
    User& known = users_[at->second];
    user_by_name_.erase(known.username);
    user_by_name_[user.username] = at->second;
    known = std::move(user);
}

void World::put(Session session) {
    newest_at_ = std::max(newest_at_, session.create_at);
    if (!sessions_.contains(session.token)) session_order_.push_back(session.token);
    std::string token = session.token;
    sessions_[token] = std::move(session);
    if (session_order_.size() <= sessions_max) return;
    auto login = std::ranges::find_if(
        session_order_, [&](const std::string& each) { return !sessions_.at(each).access; });
    if (login == session_order_.end()) return;  // access tokens are never pushed out
    sessions_.erase(*login);
    session_order_.erase(login);
}

void World::put(Channel channel) {
    auto [at, is_new] = channel_at_.try_emplace(channel.id, channels_.size());
    if (is_new) {
        channel_by_name_[channel.name] = channels_.size();
        channels_.push_back(std::move(channel));
        return;
    }
    Channel& known = channels_[at->second];
    channel_by_name_.erase(known.name);
    channel_by_name_[channel.name] = at->second;
    channel.members = std::move(known.members);
    channel.last_post_at = known.last_post_at;
    channel.total_msg_count = known.total_msg_count;
    known = std::move(channel);
}

void World::put(Post post) {
    newest_at_ = std::max({newest_at_, post.create_at, post.update_at});
    auto known = posts_.find(post.id);
    if (known != posts_.end()) {
        known->second = std::move(post);
        return;
    }
    post_order_.push_back(post.id);
    std::string id = post.id;
    const Post& kept = posts_.emplace(id, std::move(post)).first->second;
    by_channel_[kept.channel_id].push_back(&kept);
    by_thread_[kept.thread()].push_back(&kept);
    auto channel = channel_at_.find(kept.channel_id);
    if (channel != channel_at_.end()) {
        channels_[channel->second].last_post_at = kept.create_at;
        ++channels_[channel->second].total_msg_count;
    }
    forget_oldest_posts();
}

// A tenth at once: erasing from the front of a channel's list costs its length.
void World::forget_oldest_posts() {
    if (post_order_.size() <= kept_posts_) return;
    std::size_t excess = post_order_.size() - kept_posts_ + kept_posts_ / 10;
    std::unordered_map<std::string, bool> gone;
    for (; excess > 0; --excess) {
        gone[post_order_.front()] = true;
        post_order_.pop_front();
    }
    auto is_gone = [&](const Post* post) {
        return gone.contains(post->id);
    };
    for (auto* lists : {&by_channel_, &by_thread_}) {
        for (auto& entry : *lists)
            std::erase_if(entry.second, is_gone);
        std::erase_if(*lists, [](const auto& entry) { return entry.second.empty(); });
    }
    for (const auto& [id, yes] : gone)
        posts_.erase(id);
}

void World::put(Command command) {
    for (Command& known : commands_)
        if (known.id == command.id) {
            known = std::move(command);
            return;
        }
    commands_.push_back(std::move(command));
}

void World::put(const Joined& joined) {
    auto at = channel_at_.find(joined.channel_id);
    if (at == channel_at_.end()) return;
    channels_[at->second].members[joined.member.user_id] = joined.member;
}

void World::put(const Left& left) {
    auto at = channel_at_.find(left.channel_id);
    if (at != channel_at_.end()) channels_[at->second].members.erase(left.user_id);
}

void World::put(const SessionEnd& end) {
    sessions_.erase(end.token);
    std::erase(session_order_, end.token);
}

void World::put(const CommandEnd& end) {
    std::erase_if(commands_, [&](const Command& command) { return command.id == end.id; });
}

void World::put(const WallTime& time) {
    newest_at_ = std::max(newest_at_, time.now);
}

const User* World::user(const std::string& id) const {
    const std::size_t* at = find(user_at_, id);
    return at ? &users_[*at] : nullptr;
}

const User* World::user_named(std::string_view username) const {
    const std::size_t* at = find(user_by_name_, lower(username));
    return at ? &users_[*at] : nullptr;
}

const Session* World::session(const std::string& token) const {
    const Session* session = find(sessions_, token);
    const User* owner = session ? user(session->user_id) : nullptr;
    return owner && owner->delete_at != 0 ? nullptr : session;
}

const Channel* World::channel(const std::string& id) const {
    const std::size_t* at = find(channel_at_, id);
    return at ? &channels_[*at] : nullptr;
}

const Channel* World::channel_named(std::string_view name) const {
    const std::size_t* at = find(channel_by_name_, lower(name));
    return at ? &channels_[*at] : nullptr;
}

const Post* World::post(const std::string& id) const {
    return find(posts_, id);
}

const Command* World::command(const std::string& id) const {
    for (const Command& command : commands_)
        if (command.id == id) return &command;
    return nullptr;
}

const Command* World::command_for(std::string_view trigger) const {
    for (const Command& command : commands_)
        if (command.trigger == trigger) return &command;
    return nullptr;
}

std::vector<Session> World::sessions() const {
    std::vector<Session> all;
    for (const std::string& token : session_order_)
        all.push_back(sessions_.at(token));
    return all;
}

World::Posts World::posts() const {
    Posts all;
    for (const std::string& id : post_order_)
        all.push_back(&posts_.at(id));
    return all;
}

std::size_t World::reply_count(const Post& post) const {
    const Posts* all = find(by_thread_, post.thread());
    if (all == nullptr) return 0;
    return static_cast<std::size_t>(std::ranges::count_if(
        *all, [](const Post* reply) { return !reply->root_id.empty() && reply->delete_at == 0; }));
}

const World::Posts* World::of_channel(const Channel& channel) const {
    return find(by_channel_, channel.id);
}

World::Posts World::page(const Channel& channel, std::size_t page, std::size_t per_page) const {
    Posts live;
    if (const Posts* all = of_channel(channel))
        std::ranges::copy_if(*all, std::back_inserter(live),
                             [](const Post* post) { return post->delete_at == 0; });
    std::ranges::stable_sort(live, later);
    return cut(live, page, per_page);
}

World::Posts World::after(const Channel& channel, const std::string& anchor, std::size_t page,
                          std::size_t per_page) const {
    const Post* from = post(anchor);
    const Posts* all = of_channel(channel);
    if (from == nullptr || all == nullptr) return {};
    Posts live;
    std::ranges::copy_if(*all, std::back_inserter(live), [&](const Post* post) {
        return post->delete_at == 0 && post->create_at > from->create_at;
    });
    std::ranges::stable_sort(live, [](const Post* a, const Post* b) { return later(b, a); });
    Posts found = cut(live, page, per_page);
    std::ranges::reverse(found);
    return found;
}

World::Posts World::before(const Channel& channel, const std::string& anchor, std::size_t page,
                           std::size_t per_page) const {
    const Post* from = post(anchor);
    const Posts* all = of_channel(channel);
    if (from == nullptr || all == nullptr) return {};
    Posts live;
    std::ranges::copy_if(*all, std::back_inserter(live), [&](const Post* post) {
        return post->delete_at == 0 && post->create_at < from->create_at;
    });
    std::ranges::stable_sort(live, later);
    return cut(live, page, per_page);
}

World::Posts World::since(const Channel& channel, std::int64_t update_at) const {
    constexpr std::size_t limit = 1000;
    Posts found;
    if (const Posts* all = of_channel(channel))
        for (const Post* post : *all)
            if (post->update_at > update_at && found.size() < limit) found.push_back(post);
    std::ranges::stable_sort(found, later);
    return found;
}

World::Posts World::thread(const std::string& root_id) const {
    Posts live;
    if (const Posts* all = find(by_thread_, root_id))
        std::ranges::copy_if(*all, std::back_inserter(live),
                             [](const Post* post) { return post->delete_at == 0; });
    return live;
}

}  // namespace qm::sandbox

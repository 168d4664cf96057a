// Everything the sandbox's server knows: pure state, changed only by put() and read by queries.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sandbox/model.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace qm::sandbox {

// Pointers stay good as long as the thing is kept; users and channels are kept for ever, a post
// until `posts_max` newer ones came.
class World {
public:
    static constexpr std::size_t posts_max = 100'000;
    static constexpr std::size_t sessions_max = 10'000;  // then the oldest login ends
    static constexpr std::size_t users_max = 2'000;
    static constexpr std::size_t channels_max = 5'000;
    static constexpr std::size_t commands_max = 200;

    explicit World(std::size_t kept_posts = posts_max) : kept_posts_(kept_posts) {}
    World(World&&) = default;  // no copies: its lists point into itself

    void put(Team team);
    void put(User user);
    void put(Session session);
    void put(Channel channel);  // members of a known channel stay as they are
    void put(Post post);        // new, or the newest form of a known one
    void put(Command command);
    void put(const Joined& joined);
    void put(const Left& left);
    void put(const SessionEnd& end);
    void put(const CommandEnd& end);
    void put(const WallTime& time);

    const Team& team() const { return team_; }
    const User* user(const std::string& id) const;
    const User* user_named(std::string_view username) const;
    // None of a deactivated account; once it is active again its access tokens are good again.
    const Session* session(const std::string& token) const;
    const Channel* channel(const std::string& id) const;
    const Channel* channel_named(std::string_view name) const;
    const Post* post(const std::string& id) const;  // also a deleted one
    const Command* command(const std::string& id) const;
    const Command* command_for(std::string_view trigger) const;

    const std::deque<User>& users() const { return users_; }
    const std::deque<Channel>& channels() const { return channels_; }
    const std::deque<Command>& commands() const { return commands_; }
    std::vector<Session> sessions() const;  // oldest first
    // All posts in order of creation, deleted ones too.
    std::vector<const Post*> posts() const;
    std::size_t reply_count(const Post& post) const;  // live answers in its thread
    std::int64_t newest_at() const { return newest_at_; }

    // Pages of live posts, newest first, as Mattermost's store selects them.
    using Posts = std::vector<const Post*>;
    Posts page(const Channel& channel, std::size_t page, std::size_t per_page) const;
    // Strictly later than the anchor: a post of the same millisecond is skipped, and an unknown
    // anchor gives nothing. Pages count away from the anchor.
    Posts after(const Channel& channel, const std::string& anchor, std::size_t page,
                std::size_t per_page) const;
    Posts before(const Channel& channel, const std::string& anchor, std::size_t page,
                 std::size_t per_page) const;
    // By update, deleted ones too, at most 1000.
    Posts since(const Channel& channel, std::int64_t update_at) const;
    // Live posts of a thread, the root first.
    Posts thread(const std::string& root_id) const;

private:
    void forget_oldest_posts();
    const Posts* of_channel(const Channel& channel) const;

    std::size_t kept_posts_;
    Team team_;
    std::deque<User> users_;  // deques: what points into them stays
    std::deque<Channel> channels_;
    std::deque<Command> commands_;
    std::unordered_map<std::string, std::size_t> user_at_, user_by_name_, channel_at_;
    std::unordered_map<std::string, std::size_t> channel_by_name_;
    std::unordered_map<std::string, Session> sessions_;
    std::deque<std::string> session_order_;
    std::unordered_map<std::string, Post> posts_;
    std::deque<std::string> post_order_;
    std::unordered_map<std::string, Posts> by_channel_, by_thread_;  // in order of creation
    std::int64_t newest_at_ = 0;
};

}  // namespace qm::sandbox

// A chat platform in memory: it numbers posts, remembers what each says, and writes down what
// people would see, in plain words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/post.hpp>

#include "chat/render.hpp"
#include "core/say.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace qm::tests {

// Markup that reads well in a file. What came from outside shows its defused at sign as "＠".
class PlainMarkup : public core::Markup {
public:
    std::string plain(std::string_view text) const override;
    std::string code(std::string_view text) const override;
    std::string quote(std::string_view text, bool) const override;
    std::string snippet(std::string_view language, std::string_view text) const override;
    std::string mention(std::string_view username) const override;
    std::string channel(std::string_view name) const override;
    std::string link(std::string_view url, std::string_view label) const override;
    std::string post_link(std::string_view channel, std::string_view post,
                          std::string_view label) const override;
};

struct Shown {
    PostId id;
    ChannelId channel;
    PostId root;  // empty: a root itself
    std::string key;
    std::int64_t version = 0;
    chat::Rendered what;
    std::vector<Shown> before;  // as it was before each edit: some people see old cards
};

// Channels are called "~payments", and "dm:bob" for the direct channel of Bob; their root posts are
// "~payments/1", "~payments/2", and what stands under the first "~payments/1.1".
class Platform {
public:
    explicit Platform(const core::Texts& texts) : texts_(texts) {}

    PostId new_post(const ChannelId& channel, const PostId& root);
    SendOutcome send(const Post& post);
    SendOutcome look(const Post& post) const;  // by key, as after a crash
    // With what stands below it. Nothing can be edited or written there any more.
    void remove(const PostId& post);
    chat::Rendered render(const Message& message, std::string_view locale, const Zone& zone,
                          Instant now) const;

    const Shown* find(const PostId& id) const;
    // The newest post with that button, whose text names `about`; of several the one in `prefer`.
    // `old`: as it was before an edit took the button away.
    const Shown* with_button(std::string_view label, std::string_view about,
                             const ChannelId& prefer, bool old,
                             const std::function<bool(const ChannelId&)>& seen) const;
    const std::vector<PostId>& order() const { return order_; }

    std::vector<std::string> lines;  // what was seen since they were taken away
    bool cut_before = false;         // the process dies before the platform hears of a post
    ChannelId refuses;               // nothing new is posted there
    bool cut_after = false;          // … after it did

private:
    void show(std::string_view label, const chat::Rendered& what);

    const core::Texts& texts_;
    PlainMarkup markup_;
    std::map<std::string, int> roots_;    // by channel
    std::map<std::string, int> replies_;  // by root
    std::map<PostId, Shown> posts_;
    std::set<PostId> removed_;  // and not said to be
    std::vector<PostId> order_;
};

// "~payments/1" for what stands in that thread, "~payments #1" for a root.
std::string place_of(const PostId& id);

// Lines as a file shows them: the first after `label`, the others below, buttons last.
std::vector<std::string> written(std::string_view label, const chat::Rendered& what);

// User names that were mentioned, as the markup above writes them.
std::vector<std::string> mentions_in(std::string_view text);

}  // namespace qm::tests

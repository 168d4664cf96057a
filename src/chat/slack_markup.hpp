// Slack's mrkdwn: outside text becomes a message here, and a message becomes words.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "chat/recent.hpp"
#include "core/say.hpp"

#include <string>
#include <string_view>

namespace qm::chat {

// Who is behind an id, as far as it was met: a mention is made of ids, our sentences of names.
class SlackNames {
public:
    static constexpr std::size_t most = 20'000;

    void keep_user(const std::string& id, const std::string& name);
    void keep_channel(const std::string& id, const std::string& name);
    std::string user_id(const std::string& name);  // "" when not met
    std::string user_name(const std::string& id);
    std::string channel_id(const std::string& name);
    std::string channel_name(const std::string& id);

    std::string workspace;  // "https://acme.slack.com", no slash at its end; "" until known

private:
    using Map = Recent<std::string>;
    static std::string of(Map& map, const std::string& key);

    Map user_ids_{most, std::chrono::hours(1)};
    Map user_names_{most, std::chrono::hours(1)};
    Map channel_ids_{most, std::chrono::hours(1)};
    Map channel_names_{most, std::chrono::hours(1)};
};

class SlackMarkup final : public core::Markup {
public:
    explicit SlackMarkup(SlackNames& names) : names_(names) {}

    std::string sentence(std::string_view literal) const override;
    std::string plain(std::string_view text) const override;  // one line
    std::string marked(const std::vector<Piece>& pieces) const override;
    std::string code(std::string_view text) const override;
    std::string quote(std::string_view text, bool whole) const override;
    std::string snippet(std::string_view language, std::string_view text) const override;
    std::string mention(std::string_view username) const override;
    std::string channel(std::string_view name) const override;
    std::string link(std::string_view url, std::string_view label) const override;
    std::string post_link(std::string_view channel, std::string_view post,
                          std::string_view label) const override;

private:
    SlackNames& names_;
};

// What somebody typed, of what Slack made of it: "<@U1> see <https://a.example|a.example> &amp; b"
// is "@quartermaster see a.example & b". Channels become "~name", as the commands read them; a link
// with words of its own becomes "words (https://…)".
std::string slack_words(std::string_view text, SlackNames& names);

}  // namespace qm::chat

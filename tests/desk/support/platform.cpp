// A chat platform in memory.
// SPDX-License-Identifier: Apache-2.0
#include "platform.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace qm::tests {
namespace {

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const bool here = text.substr(at).starts_with(from);
        out += here ? to : text.substr(at, 1);
        at += here ? from.size() : 1;
    }
    return out;
}

constexpr std::string_view indent = "    ";
constexpr std::string_view below = "        ";

}  // namespace

std::string PlainMarkup::plain(std::string_view text) const {
    return replaced(text, "@", "＠");
}
std::string PlainMarkup::code(std::string_view text) const {
    return "`" + std::string(text) + "`";
}
std::string PlainMarkup::quote(std::string_view text, bool) const {
    return "> " + replaced(plain(text), "\n", "\n> ");
}
std::string PlainMarkup::snippet(std::string_view, std::string_view text) const {
    return "```\n" + std::string(text) + "\n```";
}
std::string PlainMarkup::mention(std::string_view username) const {
    return "@" + std::string(username);
}
std::string PlainMarkup::channel(std::string_view name) const {
    return "~" + std::string(name);
}
std::string PlainMarkup::link(std::string_view url, std::string_view label) const {
    return std::string(label) + " <" + std::string(url) + ">";
}
std::string PlainMarkup::post_link(std::string_view, std::string_view post,
                                   std::string_view label) const {
    return std::string(label) + " <" + (post.empty() ? "nowhere" : std::string(post)) + ">";
}

std::string place_of(const PostId& id) {
    const auto dot = id.value.rfind('.');
    if (dot != std::string::npos) return id.value.substr(0, dot);
    return replaced(id.value, "/", " #");
}

std::vector<std::string> written(std::string_view label, const chat::Rendered& what) {
    std::vector<std::string> out;
    std::string line = std::string(indent) + std::string(label) + "  ";
    for (const char c : what.text) {
        if (c != '\n') {
            line += c;
            continue;
        }
        out.push_back(line);
        line = below;
    }
    out.push_back(line);
    std::string buttons;
    for (const chat::RenderedControl& control : what.controls)
        buttons += (buttons.empty() ? "[" : " [") + control.label + "]";
    if (!buttons.empty()) out.push_back(std::string(below) + buttons);
    for (std::string& one : out)
        one.erase(one.find_last_not_of(' ') + 1);
    std::erase(out, "");
    return out;
}

std::vector<std::string> mentions_in(std::string_view text) {
    std::vector<std::string> names;
    for (std::size_t at = text.find('@'); at != text.npos; at = text.find('@', at + 1)) {
        std::size_t end = at + 1;
        while (end < text.size() && (text[end] == '-' || text[end] == '_' ||
                                     std::isalnum(static_cast<unsigned char>(text[end])) != 0))
            ++end;
        names.emplace_back(text.substr(at + 1, end - at - 1));
    }
    return names;
}

PostId Platform::new_post(const ChannelId& channel, const PostId& root) {
    if (root.empty()) return PostId(channel.value + "/" + std::to_string(++roots_[channel.value]));
    return PostId(root.value + "." + std::to_string(++replies_[root.value]));
}

chat::Rendered Platform::render(const Message& message, std::string_view locale, const Zone& zone,
                                Instant now) const {
    return chat::render(message, core::Saying{texts_, markup_, locale, zone, now});
}

void Platform::show(std::string_view label, const chat::Rendered& what) {
    for (std::string& line : written(label, what))
        lines.push_back(std::move(line));
}

SendOutcome Platform::send(const Post& post) {
    SendOutcome outcome;
    if (cut_before) return outcome;
    outcome.state = SendState::sent;
    if (post.kind != PostKind::remove && !refuses.empty() && post.channel == refuses) {
        outcome.state = SendState::refused;
        outcome.why = "not in the channel";
        return outcome;
    }
    if (removed_.contains(post.kind == PostKind::create ? post.root : post.post)) {
        outcome.state = SendState::refused;
        outcome.gone = true;
        outcome.why = "deleted";
        return outcome;
    }
    if (post.kind == PostKind::remove) {
        posts_.erase(post.post);
        lines.push_back(std::string(indent) + "removed " + post.post.value);
        return outcome;
    }
    chat::Rendered what = render(post.message, post.locale, post.zone, post.now);
    if (post.kind == PostKind::edit) {
        Shown& old = posts_.at(post.post);
        const bool same = written("", what) == written("", old.what);
        auto before = std::exchange(old.before, {});  // a copy does not carry them along
        before.push_back(old);
        old.before = std::move(before);
        old.what = std::move(what);
        old.version = post.version;
        if (!same) show("edit " + place_of(old.id), old.what);
        return outcome;
    }
    Shown shown;
    shown.channel = post.to.empty() ? post.channel : ChannelId("dm:" + post.to.value);
    shown.root = post.root;
    shown.id = new_post(shown.channel, shown.root);
    shown.key = post.key;
    shown.version = post.version;
    shown.what = std::move(what);
    show(place_of(shown.id), shown.what);
    outcome.post = shown.id;
    outcome.channel = shown.channel;
    order_.push_back(shown.id);
    posts_[shown.id] = std::move(shown);
    if (cut_after) outcome = SendOutcome{};
    return outcome;
}

void Platform::remove(const PostId& post) {
    removed_.insert(post);
    std::erase_if(posts_, [&](const auto& each) {
        const bool below = each.first == post || each.second.root == post;
        if (below) removed_.insert(each.first);
        return below;
    });
}

SendOutcome Platform::look(const Post& post) const {
    SendOutcome outcome;
    for (const auto& [id, shown] : posts_) {
        if (shown.key != post.key) continue;
        outcome.state = SendState::sent;
        outcome.post = id;
        outcome.channel = shown.channel;
    }
    return outcome;
}

const Shown* Platform::find(const PostId& id) const {
    const auto found = posts_.find(id);
    return found == posts_.end() ? nullptr : &found->second;
}

const Shown* Platform::with_button(std::string_view label, std::string_view about,
                                   const ChannelId& prefer, bool old,
                                   const std::function<bool(const ChannelId&)>& seen) const {
    const auto has_it = [&](const Shown& shown) {
        const auto& controls = shown.what.controls;
        return shown.what.text.find(about) != std::string::npos &&
               std::any_of(controls.begin(), controls.end(),
                           [&](const auto& control) { return control.label == label; });
    };
    const Shown* best = nullptr;
    for (auto id = order_.rbegin(); id != order_.rend(); ++id) {
        const Shown* shown = find(*id);
        if (shown == nullptr || !seen(shown->channel)) continue;
        if (old) {
            const auto was = std::find_if(shown->before.rbegin(), shown->before.rend(), has_it);
            shown = was == shown->before.rend() ? nullptr : &*was;
        } else if (!has_it(*shown)) {
            shown = nullptr;
        }
        if (shown == nullptr) continue;
        if (best == nullptr) best = shown;
        if (shown->channel == prefer) return shown;
    }
    return best;
}

}  // namespace qm::tests

// Quotes, code, names and links in Slack's mrkdwn. Only &, < and > mean something everywhere; what
// pairs up (*, _, ~, `) is parted from the word it would dress.
// SPDX-License-Identifier: Apache-2.0
#include "chat/slack_markup.hpp"

#include "chat/quote.hpp"
#include "chat/slack_wire.hpp"
#include "chat/utf8.hpp"
#include "net/url.hpp"

#include <algorithm>

namespace qm::chat {

namespace {

constexpr std::string_view slack_parting =
    "\u200b";  // nobody sees it, and no pair is found across it

void put_escaped(std::string& out, char c) {
    if (c == '&')
        out += "&amp;";
    else if (c == '<')
        out += "&lt;";
    else if (c == '>')
        out += "&gt;";
    else
        out += c;
}

std::string slack_escaped(std::string_view text) {
    std::string out;
    for (const char c : text)
        put_escaped(out, c);
    return out;
}

bool is_inside_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

// Inside a word these are letters like others.
std::string undressed(std::string_view line) {
    std::string out;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        const bool dress = c == '*' || c == '_' || c == '~';
        const bool inside = i > 0 && i + 1 < line.size() && is_inside_word(line[i - 1]) &&
                            is_inside_word(line[i + 1]);
        if (c == '`' || (dress && !inside)) out += slack_parting;
        put_escaped(out, c);
    }
    return out;
}

std::string unticked(std::string text) {
    std::replace(text.begin(), text.end(), '`', '\'');
    return text;
}

std::string link_part(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|')
            out += "%7C";
        else
            put_escaped(out, c);
    }
    return out;
}

std::string unescaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto take = [&](std::string_view what, char c) {
            if (!text.starts_with(what)) return false;
            out += c;
            text.remove_prefix(what.size());
            return true;
        };
        if (take("&amp;", '&') || take("&lt;", '<') || take("&gt;", '>')) continue;
        out += text.front();
        text.remove_prefix(1);
    }
    return out;
}

// "https://a.example/" and "a.example" lead to the same place.
std::string bare_address(std::string_view address) {
    const std::size_t colon = address.find(':');
    const std::string_view scheme = address.substr(0, colon);
    const std::string_view after = address.substr(scheme.size());
    if (after.starts_with("://"))
        address = after.substr(3);
    else if (!after.empty() && (scheme == "mailto" || scheme == "tel"))
        address = after.substr(1);
    if (address.ends_with('/')) address.remove_suffix(1);
    std::string out(address);
    for (char& c : out)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

// Slack makes a link of an address that was typed: then its words are the address. Words of its own
// say what it is, and the address where.
std::string linked(const std::string& target, const std::string& label) {
    if (label.empty()) return target;
    if (bare_address(label) == bare_address(target)) return label;
    constexpr std::string_view mail = "mailto:";
    const bool to_somebody = target.starts_with(mail);
    return label + " (" + (to_somebody ? target.substr(mail.size()) : target) + ")";
}

// "@U1|bob", "#C1|payments", "!here", "!date^1|now", "https://a.example|a": what stood there.
std::string named(std::string_view inside, SlackNames& names) {
    const std::size_t bar = inside.find('|');
    const std::string_view target = inside.substr(0, bar);
    const std::string label(bar == std::string_view::npos ? "" : inside.substr(bar + 1));
    if (target.starts_with('@')) {
        const std::string id(target.substr(1));
        const std::string known = names.user_name(id);
        return "@" + (!known.empty() ? known : !label.empty() ? label : id);
    }
    if (target.starts_with('#')) {
        const std::string id(target.substr(1));
        const std::string known = names.channel_name(id);
        return "~" + (!known.empty() ? known : !label.empty() ? label : id);
    }
    if (target.starts_with('!')) {
        const std::string_view word = target.substr(1, target.find('^') - 1);
        if (!label.empty()) return label;
        return "@" + std::string(word);
    }
    return linked(std::string(target), label);
}

}  // namespace

std::string SlackNames::of(Map& map, const std::string& key) {
    const auto found = map.find(key, Map::Time{0});
    return found.value != nullptr ? *found.value : std::string();
}

void SlackNames::keep_user(const std::string& id, const std::string& name) {
    if (id.empty() || name.empty()) return;
    user_ids_.put(name, id, Map::Time{0});
    user_names_.put(id, name, Map::Time{0});
}

void SlackNames::keep_channel(const std::string& id, const std::string& name) {
    if (id.empty() || name.empty()) return;
    channel_ids_.put(name, id, Map::Time{0});
    channel_names_.put(id, name, Map::Time{0});
}

std::string SlackNames::user_id(const std::string& name) {
    return of(user_ids_, name);
}

std::string SlackNames::user_name(const std::string& id) {
    return of(user_names_, id);
}

std::string SlackNames::channel_id(const std::string& name) {
    return of(channel_ids_, name);
}

std::string SlackNames::channel_name(const std::string& id) {
    return of(channel_names_, id);
}

// Our own sentences are Markdown: "**" is Slack's "*", a list's "- " is a bullet.
std::string SlackMarkup::sentence(std::string_view literal) const {
    std::string out;
    for (std::size_t i = 0; i < literal.size(); ++i) {
        if (literal.substr(i).starts_with("**")) {
            out += '*';
            ++i;
        } else if (literal.substr(i).starts_with("- ") && i > 0 && literal[i - 1] == '\n') {
            out += "•";
        } else {
            put_escaped(out, literal[i]);
        }
    }
    return out;
}

std::string SlackMarkup::plain(std::string_view text) const {
    return undressed(cleaned(text, Breaks::fold));
}

std::string SlackMarkup::marked(const std::vector<Piece>& pieces) const {
    std::string whole;
    std::string out;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        const std::string text = cleaned(pieces[i].text, Breaks::fold);
        if (text.empty()) continue;
        const bool free_before = whole.empty() || whole.back() == ' ' || whole.back() == '(';
        const bool free_after = i + 1 == pieces.size() || pieces[i + 1].text.empty() ||
                                !is_inside_word(pieces[i + 1].text.front());
        const bool word = is_inside_word(text.front()) && is_inside_word(text.back());
        const bool bold = pieces[i].strong && word && free_before && free_after;
        out += bold ? "*" + undressed(text) + "*" : undressed(text);
        whole += text;
    }
    return out;
}

std::string SlackMarkup::code(std::string_view text) const {
    const std::string clean = unticked(cleaned(text, Breaks::fold));
    return clean.empty() ? clean : "`" + slack_escaped(clean) + "`";
}

std::string SlackMarkup::quote(std::string_view text, bool whole) const {
    const std::string clean = cleaned(text, Breaks::keep);
    const std::size_t first = clean.find_first_not_of(" \n");
    if (first == std::string::npos) return {};
    const std::size_t last = clean.find_last_not_of(" \n");
    return quote_lines(std::string_view(clean).substr(first, last + 1 - first), whole,
                       [](std::string_view line) { return undressed(line); });
}

std::string SlackMarkup::snippet(std::string_view, std::string_view text) const {
    std::string clean = cleaned(text, Breaks::keep);
    while (clean.ends_with('\n'))
        clean.pop_back();
    std::string out = "```\n";
    for (std::size_t i = 0; i < clean.size(); ++i) {
        if (std::string_view(clean).substr(i).starts_with("```")) out += slack_parting;
        put_escaped(out, clean[i]);
    }
    return out + "\n```";
}

std::string SlackMarkup::mention(std::string_view username) const {
    const std::string id = names_.user_id(std::string(username));
    return id.empty() ? plain(username) : "<@" + id + ">";
}

std::string SlackMarkup::channel(std::string_view name) const {
    const std::string id = names_.channel_id(std::string(name));
    return id.empty() ? "#" + plain(name) : "<#" + id + ">";
}

std::string SlackMarkup::link(std::string_view url, std::string_view label) const {
    const std::string clean = cleaned(label, Breaks::fold);
    const auto parsed = net::parse_url(url);
    const bool linkable = parsed && (parsed->scheme == "http" || parsed->scheme == "https");
    if (!linkable) {
        const std::string words = undressed(clean);
        if (url.empty() || url == label) return words;
        return (words.empty() ? "" : words + " ") + code(url);
    }
    // A label that looks like an address could name another place than the link leads to.
    const bool address =
        clean.find("://") != std::string::npos || clean.find("www.") != std::string::npos;
    if (clean.empty() || address) return "<" + link_part(url) + ">";
    return "<" + link_part(url) + "|" + slack_escaped(unticked(clean)) + ">";
}

std::string SlackMarkup::post_link(std::string_view, std::string_view post,
                                   std::string_view label) const {
    const SlackPlace place = slack_place(std::string(post));
    if (place.ts.empty() || names_.workspace.empty()) return std::string(label);
    std::string digits = place.ts;
    std::erase(digits, '.');
    return "<" + names_.workspace + "/archives/" + place.channel + "/p" + digits + "|" +
           std::string(label) + ">";
}

std::string slack_words(std::string_view text, SlackNames& names) {
    std::string out;
    while (!text.empty()) {
        const std::size_t open = std::min(text.find('<'), text.size());
        out += unescaped(text.substr(0, open));
        text.remove_prefix(open);
        if (text.empty()) break;
        const std::size_t close = text.find('>');
        if (close == std::string_view::npos) return out + unescaped(text);
        out += unescaped(named(text.substr(1, close - 1), names));
        text.remove_prefix(close + 1);
    }
    return out;
}

}  // namespace qm::chat

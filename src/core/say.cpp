// Fills sentences with values: in a platform's markup, or bare for labels.
// SPDX-License-Identifier: Apache-2.0
#include "core/say.hpp"

#include "core/calendar.hpp"

#include <algorithm>

namespace qm::core {

namespace {

constexpr int nesting_bound = 8;

// Splits a sentence into its literal parts and its placeholders, in order.
template <class Literal, class Name>
void parse(std::string_view sentence, Literal literal, Name name) {
    while (!sentence.empty()) {
        const std::size_t open = sentence.find('{');
        literal(sentence.substr(0, open));
        if (open == std::string_view::npos) return;
        sentence.remove_prefix(open);
        if (sentence.starts_with("{{")) {
            literal("{");
            sentence.remove_prefix(2);
            continue;
        }
        const std::size_t close = sentence.find('}');
        if (close == std::string_view::npos || close == 1) {  // no name: it is text
            literal(sentence.substr(0, 1));
            sentence.remove_prefix(1);
            continue;
        }
        name(sentence.substr(1, close - 1));
        sentence.remove_prefix(close + 1);
    }
}

constexpr std::chrono::days year_is_plain{180};

struct Renderer {
    const Saying& saying;
    bool bare = false;
    int depth = 0;

    std::string text(const Text& what) const {
        std::string out;
        bool after_day = false;
        parse(
            saying.texts.sentence(saying.locale, what.key),
            [&](std::string_view literal) {
                // "12 nov." ends a sentence by itself.
                const bool twice = after_day && out.ends_with('.') && literal.starts_with('.');
                const std::string_view words = literal.substr(twice ? 1 : 0);
                out += bare ? std::string(words) : saying.markup.sentence(words);
                after_day = false;
            },
            [&](std::string_view name) {
                const auto fill =
                    std::find_if(what.fills.begin(), what.fills.end(),
                                 [&](const Fill& candidate) { return candidate.name == name; });
                if (fill == what.fills.end())
                    out.append("{").append(name).append("}");
                else
                    out += std::visit(*this, fill->value);
                after_day = fill != what.fills.end() && (std::holds_alternative<Day>(fill->value) ||
                                                         std::holds_alternative<At>(fill->value));
            });
        return out;
    }

    std::string operator()(const Plain& value) const {
        return bare ? value.text : saying.markup.plain(value.text);
    }
    std::string operator()(const Words& value) const {
        return bare ? value.text : pass_on(saying.markup, value.text);
    }
    std::string operator()(const Marked& value) const {
        if (!bare) return saying.markup.marked(value.pieces);
        std::string whole;
        for (const Piece& piece : value.pieces)
            whole += piece.text;
        return whole;
    }
    std::string operator()(const Code& value) const {
        return bare ? value.text : saying.markup.code(value.text);
    }
    std::string operator()(const Mention& value) const {
        return bare ? value.username : saying.markup.mention(value.username);
    }
    std::string operator()(const ChannelName& value) const {
        return bare ? value.name : saying.markup.channel(value.name);
    }
    std::string operator()(const Link& value) const {
        return bare ? value.label : saying.markup.link(value.url, value.label);
    }
    std::string operator()(const At& value) const {
        return say_time(value.when, saying.now, saying.zone, saying.locale);
    }
    // "Tue 6 Oct is over" would puzzle before that day: one of another year is said with it.
    std::string operator()(const Day& value) const {
        const std::string day = say_day(value.date, saying.locale);
        const auto away = value.date.time_since_epoch() -
                          std::chrono::floor<std::chrono::days>(saying.now).time_since_epoch();
        if (saying.now == Instant{} || std::chrono::abs(away) < year_is_plain) return day;
        const std::chrono::year_month_day date{value.date};
        return day + " " + std::to_string(static_cast<int>(date.year()));
    }
    std::string operator()(const Lasting& value) const {
        return say_lasting(value.time, saying.locale);
    }
    std::string operator()(const PostLink& value) const {
        const std::string label =
            Renderer{saying, bare, nesting_bound}.text(Text{value.label_key, {}});
        return bare ? label : saying.markup.post_link(value.channel, value.post, label);
    }
    std::string operator()(const Nested& value) const {
        if (!value.text || depth >= nesting_bound) return {};
        return Renderer{saying, bare, depth + 1}.text(*value.text);
    }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
};

}  // namespace

void Texts::add(const std::string& locale, const std::map<std::string, std::string>& sentences) {
    Sentences& into = sentences_[locale];
    for (const auto& [key, sentence] : sentences)
        into.insert_or_assign(key, sentence);
}

const std::string* Texts::find(std::string_view locale, std::string_view key) const {
    const auto language = sentences_.find(locale);
    if (language == sentences_.end()) return nullptr;
    const auto found = language->second.find(key);
    return found == language->second.end() ? nullptr : &found->second;
}

std::string Texts::sentence(std::string_view locale, std::string_view key) const {
    const std::string_view language = locale.substr(0, locale.find_first_of("-_"));
    for (const std::string_view one : {locale, language, std::string_view("en")}) {
        if (const std::string* found = find(one, key)) return *found;
    }
    return std::string(key);
}

bool Texts::has(std::string_view key) const {
    return find("en", key) != nullptr;
}

std::vector<std::string> Texts::problems(std::string_view locale) const {
    std::vector<std::string> lines;
    const auto english = sentences_.find("en");
    const auto other = sentences_.find(locale);
    if (english == sentences_.end() || other == sentences_.end()) {
        lines.push_back("there are no sentences in " + std::string(locale) + " or in en");
        return lines;
    }
    for (const auto& [key, sentence] : english->second) {
        const auto found = other->second.find(key);
        if (found == other->second.end())
            lines.push_back("missing: " + key);
        else if (placeholders(found->second) != placeholders(sentence))
            lines.push_back("other placeholders than in en: " + key);
    }
    for (const auto& [key, sentence] : other->second) {
        if (!has(key)) lines.push_back("not in en: " + key);
    }
    return lines;
}

std::vector<std::string> placeholders(std::string_view sentence) {
    std::vector<std::string> names;
    parse(
        sentence, [](std::string_view) {},
        [&](std::string_view name) { names.emplace_back(name); });
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::string render(const Text& text, const Saying& saying) {
    return Renderer{saying}.text(text);
}

std::string render_bare(const Text& text, const Saying& saying) {
    return Renderer{saying, true}.text(text);
}

}  // namespace qm::core

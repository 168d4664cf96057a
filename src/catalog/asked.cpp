// Reads the text of a query.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/asked.hpp"

#include "catalog/filters.hpp"
#include "catalog/words.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace qm::catalog {
namespace {

constexpr std::size_t key_bytes_max = 24;
constexpr std::size_t excluded_letters_min = 2;  // "docker run -d" excludes nothing

struct QueryToken {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string inside;  // without the minus and the quotes
    std::string key;     // folded; empty: no filter
    bool without = false;
    bool quoted = false;
};

std::size_t blank_at(std::string_view text) {
    if (text.empty()) return 0;
    if (static_cast<unsigned char>(text[0]) <= 0x20) return 1;
    if (text.starts_with("\u00A0")) return 2;
    return text.starts_with("\u202F") || text.starts_with("\u200B") ? 3 : 0;
}

struct Marks {
    std::string_view open;
    std::array<std::string_view, 2> close;
};
constexpr std::array<Marks, 4> marks{
    {{"\"", {"\"", "”"}}, {"“", {"”", "\""}}, {"„", {"“", "”"}}, {"«", {"»", "»"}}}};

struct Quoted {
    std::string inside;
    std::size_t length = 0;  // with its marks; 0: no quote that is closed
};

std::string without_ends(std::string_view text) {
    while (const auto size = blank_at(text))
        text.remove_prefix(size);
    const auto last = text.find_last_not_of(" \t\r\n");
    std::string out(text.substr(0, last == std::string_view::npos ? 0 : last + 1));
    for (const std::string_view end : {"\u00A0", "\u202F"}) {
        if (out.ends_with(end)) out.resize(out.size() - end.size());
    }
    return out;
}

Quoted quoted_at(std::string_view text) {
    for (const Marks& each : marks) {
        if (!text.starts_with(each.open)) continue;
        for (std::size_t at = each.open.size(); at < text.size(); ++at) {
            for (const std::string_view close : each.close) {
                const auto rest = text.substr(at);
                if (!rest.starts_with(close)) continue;
                const auto after = rest.substr(close.size());
                if (!after.empty() && blank_at(after) == 0) continue;
                return {without_ends(text.substr(each.open.size(), at - each.open.size())),
                        at + close.size()};
            }
        }
    }
    return {};
}

// The known name of a filter before a colon, with the length of both.
std::pair<std::string, std::size_t> key_at(std::string_view text) {
    const auto colon = text.substr(0, key_bytes_max).find(':');
    if (colon == std::string_view::npos || colon == 0) return {};
    std::string key = fold(text.substr(0, colon));
    return filter_of(key) ? std::pair(std::move(key), colon + 1)
                          : std::pair(std::string(), std::size_t{0});
}

std::size_t letters_at(std::string_view text) {
    std::size_t count = 0;
    while (count < text.size() && (std::isalpha(static_cast<unsigned char>(text[count])) != 0 ||
                                   static_cast<unsigned char>(text[count]) >= 0x80))
        ++count;
    return count;
}

QueryToken query_token_at(std::string_view text, std::size_t begin) {
    QueryToken token;
    token.begin = begin;
    std::size_t at = begin;
    const auto left = [&] {
        return text.substr(at);
    };
    if (left().starts_with('-')) {
        const auto after = text.substr(begin + 1);
        token.without = quoted_at(after).length > 0 || letters_at(after) >= excluded_letters_min;
        at += token.without;
    }
    auto [key, length] = key_at(left());
    if (const auto quote = quoted_at(left().substr(length)); quote.length > 0) {
        at += length + quote.length;
        token.key = std::move(key);
        token.inside = quote.inside;
        token.quoted = true;
        token.end = at;
        return token;
    }
    const std::size_t word = at;
    while (at < text.size() && blank_at(left()) == 0)
        ++at;
    const bool has_value = length > 0 && at > word + length;
    if (has_value) token.key = std::move(key);
    token.inside =
        text.substr(word + (has_value ? length : 0), at - word - (has_value ? length : 0));
    token.end = at;
    return token;
}

// In `image: "redis"` and `source = "a/b"` the quotes belong to what was pasted.
bool is_phrase(const QueryToken& token, std::string_view before) {
    constexpr std::string_view pasted = "/:@={}$\\<>";
    if (token.inside.find_first_of(pasted) != std::string::npos) return false;
    return !before.ends_with(':') && !before.ends_with('=') && !normal_form(token.inside).empty();
}

class QueryReader {
public:
    QueryReader(std::string_view text, const std::vector<Kind>& kinds)
        : text_(text), kinds_(kinds) {}

    Asked read() {
        for (std::size_t at = 0; at < text_.size();) {
            if (const auto blank = blank_at(text_.substr(at))) {
                at += blank;
                continue;
            }
            const QueryToken token = query_token_at(text_, at);
            at = take_parted(token);
            if (at > token.end) continue;
            take(token);
        }
        // What holds no filter is searched to the letter.
        if (asked_.conditions.empty() && asked_.complaints.empty() && !filtered_)
            asked_.words = text_;
        return std::move(asked_);
    }

private:
    std::string_view raw(const QueryToken& token) const {
        return text_.substr(token.begin, token.end - token.begin);
    }
    void add_words(std::string_view words) {
        asked_.words.append(asked_.words.empty() ? "" : " ").append(words);
    }

    void take(const QueryToken& token) {
        const bool room = asked_.conditions.size() < conditions_max;
        if (room && !token.key.empty() && take_filter(token)) return;
        const bool phrase = token.key.empty() && token.quoted && is_phrase(token, asked_.words);
        const bool excluded = token.key.empty() && token.without &&
                              (phrase || (!token.quoted && !normal_form(token.inside).empty()));
        if (!room || (!phrase && !excluded)) return add_words(raw(token));
        Condition condition{About::words, token.without, {}, std::string(raw(token))};
        condition.values.push_back(normal_form(token.inside));
        asked_.conditions.push_back(std::move(condition));
        if (!token.without) add_words(token.inside);
    }

    // "kind: role": the value stands apart. Only one that is known makes it a filter, for people
    // paste "kind: Deployment" too. The end of what was taken.
    std::size_t take_parted(const QueryToken& token) {
        auto [key, length] = key_at(token.inside);
        if (key.empty() || token.quoted || length != token.inside.size()) return token.end;
        const About about = filter_of(key)->about;
        if (about == About::owner && key != "team" && key != "equipe") return token.end;
        std::size_t next = token.end;
        while (next < text_.size() && blank_at(text_.substr(next)) > 0)
            next += blank_at(text_.substr(next));
        QueryToken value = query_token_at(text_, next);
        const auto values = values_of(value);
        const bool plain = value.key.empty() && !value.without && !values.empty();
        const bool known = std::all_of(values.begin(), values.end(), [&](const auto& each) {
            const FilterValue read = read_value(about, each, kinds_);
            return !read.values.empty() || read.everything;
        });
        if (!plain || !known || asked_.conditions.size() >= conditions_max) return token.end;
        value.begin = token.begin;
        value.key = std::move(key);
        value.without = token.without;
        take_filter(value);
        return value.end;
    }

    bool take_filter(const QueryToken& token) {
        const Filter filter = *filter_of(token.key);
        Condition condition{filter.about, token.without, {}, std::string(raw(token))};
        for (const std::string& value : values_of(token)) {
            FilterValue read = read_value(filter.about, value, kinds_);
            if (read.values.empty() && !read.everything) {
                if (filter.shy) return false;
                complain(token, value, std::move(read));
                return true;
            }
            if (read.everything && token.without) read.values.emplace_back("only");
            for (std::string& each : read.values) {
                if (condition.values.size() < values_max)
                    condition.values.push_back(std::move(each));
            }
        }
        filtered_ = true;
        if (!condition.values.empty()) asked_.conditions.push_back(std::move(condition));
        return true;
    }

    static std::vector<std::string> values_of(const QueryToken& token) {
        if (token.quoted) return {token.inside};
        std::vector<std::string> values;
        std::string_view left = token.inside;
        while (!left.empty() && values.size() < values_max) {
            const auto end = std::min(left.find(','), left.size());
            if (end > 0) values.emplace_back(left.substr(0, end));
            left.remove_prefix(std::min(end + 1, left.size()));
        }
        return values;
    }

    void complain(const QueryToken& token, const std::string& value, FilterValue read) {
        Complaint complaint{filter_of(token.key)->about, value, read.nearest, read.known, ""};
        if (!read.nearest.empty()) {
            std::string mended(raw(token));
            const auto at = mended.rfind(value);
            if (at != std::string::npos) mended.replace(at, value.size(), read.nearest);
            complaint.mended = std::string(text_.substr(0, token.begin)) + mended +
                               std::string(text_.substr(token.end));
        }
        asked_.complaints.push_back(std::move(complaint));
    }

    std::string_view text_;
    const std::vector<Kind>& kinds_;
    Asked asked_;
    bool filtered_ = false;  // something was said by a filter, if only "deprecated:yes"
};

}  // namespace

Asked ask(std::string_view text, const std::vector<Kind>& kinds) {
    return QueryReader(cut(text, asked_bytes_max), kinds).read();
}

std::string normal_query(std::string_view words) {
    constexpr std::size_t bytes_max = 256;
    constexpr std::size_t words_max = 8;
    std::string out;
    std::size_t count = 0;
    for (const auto& word : words_of(cut(words, bytes_max))) {
        if (++count > words_max) break;
        // "caches" is no "cach": people read what is counted.
        const bool kept = word.ends_with("ches");
        out.append(out.empty() ? "" : " ")
            .append(kept ? word.substr(0, word.size() - 1) : singular(word));
    }
    return out;
}

}  // namespace qm::catalog

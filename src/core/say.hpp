// Texts become words: language, zone and escaping meet here, once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/text.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qm::core {

// What differs between platforms. All input is outside text.
class Markup {
public:
    virtual ~Markup() = default;
    // What stands between a sentence's values: ours, written in Markdown.
    virtual std::string sentence(std::string_view literal) const { return std::string(literal); }
    virtual std::string plain(std::string_view text) const = 0;  // escaped, mentions defused
    // Plain, with whole words of it in bold; without a bold of its own it is just plain.
    virtual std::string marked(const std::vector<Piece>& pieces) const {
        std::string whole;
        for (const Piece& piece : pieces)
            whole += piece.text;
        return plain(whole);
    }
    virtual std::string code(std::string_view text) const = 0;
    // A block of its own; `whole`: of many lines too (reply.hpp).
    virtual std::string quote(std::string_view text, bool whole) const = 0;
    virtual std::string snippet(std::string_view language, std::string_view text) const = 0;
    virtual std::string mention(std::string_view username) const = 0;
    virtual std::string channel(std::string_view name) const = 0;
    virtual std::string link(std::string_view url, std::string_view label) const = 0;
    // A message on the platform, by its channel and id; `label` is ours and rendered already.
    virtual std::string post_link(std::string_view channel, std::string_view post,
                                  std::string_view label) const = 0;
};

// Somebody's words by what every markup has: each line, code in ticks and fences, addresses of the
// web; all else escaped.
std::string pass_on(const Markup& markup, std::string_view text);

// Sentences by language and key. "{name}" is filled; "{{" is a brace.
class Texts {
public:
    using Sentences = std::map<std::string, std::string, std::less<>>;

    // Adds one language, or to it; a later sentence of the same key wins.
    void add(const std::string& locale, const std::map<std::string, std::string>& sentences);
    // Of "fr-CA" the "fr" sentence; English when the locale or the key is unknown there; the key
    // itself when nowhere.
    std::string sentence(std::string_view locale, std::string_view key) const;
    bool has(std::string_view key) const;  // in English
    const std::map<std::string, Sentences, std::less<>>& all() const { return sentences_; }
    // What is wrong with a language against English, a line each: keys it lacks, keys English does
    // not know, placeholders that differ. Empty: nothing.
    std::vector<std::string> problems(std::string_view locale) const;

private:
    const std::string* find(std::string_view locale, std::string_view key) const;

    std::map<std::string, Sentences, std::less<>> sentences_;
};

// The names a sentence wants filled: sorted, each once.
std::vector<std::string> placeholders(std::string_view sentence);

struct Saying {
    const Texts& texts;
    const Markup& markup;
    std::string_view locale;
    const Zone& zone;
    Instant now;
};

// A placeholder without a fill stays as "{name}": a mistake of ours that is better seen than lost.
std::string render(const Text& text, const Saying& saying);

// For labels of buttons and titles of forms: values go in as they are, nothing is escaped.
std::string render_bare(const Text& text, const Saying& saying);

}  // namespace qm::core

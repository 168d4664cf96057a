// Texts become words: language, zone and escaping meet here, once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/result.hpp>
#include <quartermaster/text.hpp>

#include <map>
#include <string>
#include <string_view>

namespace qm::core {

// What differs between platforms. All input is outside text.
class Markup {
public:
    virtual ~Markup() = default;
    virtual std::string plain(std::string_view text) const = 0;    // escaped, mentions defused
    virtual std::string code(std::string_view text) const = 0;
    virtual std::string quote(std::string_view text) const = 0;    // a whole block
    virtual std::string snippet(std::string_view language, std::string_view text) const = 0;
    virtual std::string mention(std::string_view username) const = 0;
    virtual std::string channel(std::string_view name) const = 0;
    virtual std::string link(std::string_view url, std::string_view label) const = 0;
    // A message on the platform, by its channel and id; `label` is ours and rendered already.
    virtual std::string post_link(std::string_view channel, std::string_view post,
                                  std::string_view label) const = 0;
};

// Sentences by language and key. "{name}" is filled; "{{" is a brace.
class Texts {
public:
    // Adds one language; returns the keys of `reference` ("en") that it lacks or adds.
    void add(std::string locale, std::map<std::string, std::string> sentences);
    // English when the locale or the key is unknown there; the key itself when nowhere.
    const std::string& sentence(std::string_view locale, std::string_view key) const;
    bool has(std::string_view key) const;
    const std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>& all()
        const { return sentences_; }

private:
    std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>> sentences_;
};

struct Saying {
    const Texts& texts;
    const Markup& markup;
    std::string_view locale;
    const Zone& zone;
    Instant now;
};

std::string render(const Text& text, const Saying& saying);

// For labels of buttons and titles of forms: values go in as they are, nothing is escaped.
std::string render_bare(const Text& text, const Saying& saying);

}  // namespace qm::core

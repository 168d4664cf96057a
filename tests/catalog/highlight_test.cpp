// Which words are marked.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/highlight.hpp"

#include <gtest/gtest.h>

#include <random>

namespace qm::catalog {
namespace {

std::string shown(const std::string& text, const std::vector<std::string>& words,
                  bool camel = false) {
    std::string out;
    std::size_t at = 0;
    for (const Stretch& one : spans(text, words, camel)) {
        out += text.substr(at, one.begin - at) + "[" + text.substr(one.begin, one.end - one.begin) +
               "]";
        at = one.end;
    }
    return out + text.substr(at);
}

TEST(Highlight, WholeWordsWhateverTheCaseAccentsAndNumber) {
    EXPECT_EQ(shown("Redis, redisson and xredis", {"redis"}), "[Redis], redisson and xredis");
    EXPECT_EQ(shown("Réseaux et réseau", {"reseau"}), "[Réseaux] et [réseau]");
    EXPECT_EQ(shown("Backups of backup", {"backups"}), "[Backups] of [backup]");
    EXPECT_EQ(shown("re\u0301seau privé", {"reseau"}), "[re\u0301seau] privé");
    EXPECT_EQ(shown("nothing here", {"redis", ""}), "nothing here");
}

TEST(Highlight, JoinedNamesAndCamelCase) {
    EXPECT_EQ(shown("node_exporter-2", {"nodeexporter"}), "[node_exporter]-2");
    EXPECT_EQ(shown("redis-ha", {"redis"}), "[redis]-ha");
    EXPECT_EQ(shown("postgresExporter", {"exporter"}, true), "postgres[Exporter]");
    EXPECT_EQ(shown("postgresExporter", {"exporter", "postgres"}, true), "[postgresExporter]")
        << "neighbours are one mark";
    EXPECT_EQ(shown("python 3.11", {"3.11"}), "python [3.11]");
}

TEST(Highlight, NothingInsideAddressesAndMentions) {
    for (const std::string text : {"see https://redis.io/redis", "mail ops@redis.io",
                                   "www.redis.io", "@redis", "`redis-cli`"})
        EXPECT_EQ(shown(text, {"redis", "cli"}), text);
    EXPECT_EQ(shown("https://x.y redis", {"redis"}), "https://x.y [redis]");
}

TEST(Highlight, SpansAreOrderedAndCutNoCharacter) {
    std::mt19937 random(3);
    const std::string bytes = "abAB é\xC3\xFF.-_@: 12\xCC\x81";
    for (int i = 0; i < 3'000; ++i) {
        std::string text;
        for (unsigned n = random() % 30; n > 0; --n)
            text += bytes[random() % bytes.size()];
        std::size_t at = 0;
        for (const Stretch& one : spans(text, {"a", "b", "ab", "12", "e"}, i % 2 == 0)) {
            EXPECT_GE(one.begin, at);
            EXPECT_GT(one.end, one.begin);
            ASSERT_LE(one.end, text.size());
            at = one.end;
        }
    }
}

}  // namespace
}  // namespace qm::catalog

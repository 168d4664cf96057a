// The sentences of config/texts: every language says all that English says, with the same values.
// SPDX-License-Identifier: Apache-2.0
#include "core/say.hpp"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <filesystem>

namespace qm::core {
namespace {

void flatten(const YAML::Node& node, const std::string& prefix,
             std::map<std::string, std::string>& into) {
    for (const auto& pair : node) {
        const std::string key = prefix + pair.first.as<std::string>();
        if (pair.second.IsMap()) {
            flatten(pair.second, key + ".", into);
            continue;
        }
        EXPECT_TRUE(into.emplace(key, pair.second.as<std::string>()).second)
            << key << " is there twice";
    }
}

Texts read_texts() {
    Texts texts;
    for (const auto& file : std::filesystem::directory_iterator(QM_SOURCE_DIR "/config/texts")) {
        if (file.path().extension() != ".yaml") continue;
        std::map<std::string, std::string> sentences;
        flatten(YAML::LoadFile(file.path().string()), "", sentences);
        texts.add(file.path().stem().string(), sentences);
    }
    return texts;
}

TEST(Sentences, every_language_is_complete) {
    const Texts texts = read_texts();
    ASSERT_TRUE(texts.all().contains("en"));
    ASSERT_TRUE(texts.all().contains("fr"));
    for (const auto& [locale, sentences] : texts.all()) {
        EXPECT_GT(sentences.size(), 20u) << locale;
        for (const std::string& problem : texts.problems(locale))
            ADD_FAILURE() << locale << ": " << problem;
    }
}

TEST(Sentences, nothing_summons_and_every_placeholder_has_a_plain_name) {
    const Texts texts = read_texts();
    for (const auto& [locale, sentences] : texts.all()) {
        for (const auto& [key, sentence] : sentences) {
            // A sentence that is left out is left out everywhere.
            EXPECT_EQ(sentence.empty(), texts.sentence("en", key).empty()) << locale << " " << key;
            // Only a value may mention a person, never a sentence.
            for (const char* all : {"@channel", "@here", "@all"})
                EXPECT_EQ(sentence.find(all), std::string::npos) << locale << " " << key;
            for (const std::string& name : placeholders(sentence))
                EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789"),
                          std::string::npos)
                    << locale << " " << key << ": " << name;
        }
    }
}

}  // namespace
}  // namespace qm::core

// The sentences packed into the program.
// SPDX-License-Identifier: Apache-2.0
#include "app/texts.hpp"

#include "embedded.hpp"

#include <yaml-cpp/yaml.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace qm::app {
namespace {

using Sentences = std::map<std::string, std::string>;

// "status: {new: …}" is the key "status.new".
void flatten(const YAML::Node& node, const std::string& prefix, Sentences& into) {
    for (const auto& pair : node) {
        const std::string key = prefix + pair.first.as<std::string>();
        if (pair.second.IsMap())
            flatten(pair.second, key + ".", into);
        else
            into[key] = pair.second.IsNull() ? "" : pair.second.as<std::string>();
    }
}

result<Sentences> read(const std::string& name, const std::string& yaml) {
    try {
        Sentences sentences;
        flatten(YAML::Load(yaml), "", sentences);
        return sentences;
    } catch (const YAML::Exception& error) {
        return Error{errc::invalid, name + ": " + error.what()};
    }
}

}  // namespace

result<core::Texts> load_texts(const std::string& folder) {
    core::Texts texts;
    std::map<std::string, Sentences> languages;
    for (const embedded::File& file : embedded::texts()) {
        auto sentences = read(file.path, std::string(file.bytes));
        if (!sentences) return sentences.error();
        languages[std::filesystem::path(file.path).stem().string()] = std::move(*sentences);
    }
    std::error_code code;
    if (!folder.empty()) {
        for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
            if (entry.path().extension() != ".yaml") continue;
            std::ifstream in(entry.path());
            std::stringstream bytes;
            bytes << in.rdbuf();
            auto sentences = read(entry.path().string(), bytes.str());
            if (!sentences) return sentences.error();
            for (auto& [key, sentence] : *sentences)
                languages[entry.path().stem().string()][key] = sentence;
        }
        if (code) return Error{errc::not_found, "texts folder " + folder + ": " + code.message()};
    }
    for (auto& [locale, sentences] : languages)
        texts.add(locale, std::move(sentences));
    return texts;
}

}  // namespace qm::app

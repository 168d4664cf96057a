// One line a fact: a sentence and fields. No secrets; no message bodies at info.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace qm::app::log {

struct Field {
    std::string_view name;
    std::string value;

    Field(std::string_view field, std::string text) : name(field), value(std::move(text)) {}
    Field(std::string_view field, const char* text) : name(field), value(text) {}
    Field(std::string_view field, std::int64_t number)
        : name(field), value(std::to_string(number)) {}
    Field(std::string_view field, int number) : name(field), value(std::to_string(number)) {}
    Field(std::string_view field, std::size_t number)
        : name(field), value(std::to_string(number)) {}
};
using Fields = std::initializer_list<Field>;

// level: "debug", "info", "warn", "error". To standard error; `file` empty, or appended to.
void open(std::string_view level, const std::string& file);
void debug(std::string_view sentence, Fields fields = {});
void info(std::string_view sentence, Fields fields = {});
void warn(std::string_view sentence, Fields fields = {});
void error(std::string_view sentence, Fields fields = {});

}  // namespace qm::app::log

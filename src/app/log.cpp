// The only file that includes spdlog.
// SPDX-License-Identifier: Apache-2.0
#include "app/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace qm::app::log {
namespace {

// A value with a space or a quote is quoted; line ends and controls never reach the log.
std::string quoted(std::string_view text) {
    constexpr std::size_t most = 300;
    bool plain = !text.empty();
    for (const char c : text)
        plain = plain && static_cast<unsigned char>(c) > ' ' && c != '"' && c != '=';
    if (plain && text.size() <= most) return std::string(text);
    std::string out = "\"";
    for (const char c : text.substr(0, most)) {
        if (c == '"' || c == '\\') out += '\\';
        out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
    }
    return out + '"';
}

void write(spdlog::level::level_enum level, std::string_view sentence, Fields fields) {
    if (!spdlog::should_log(level)) return;
    std::string line(sentence);
    for (const Field& field : fields) {
        line += ' ';
        line += field.name;
        line += '=';
        line += quoted(field.value);
    }
    spdlog::log(level, "{}", line);
}

}  // namespace

void open(std::string_view level, const std::string& file) {
    std::shared_ptr<spdlog::logger> logger;
    if (file.empty())
        logger = spdlog::stderr_logger_mt("quartermaster");
    else
        logger = spdlog::basic_logger_mt("quartermaster", file);
    logger->set_level(spdlog::level::from_str(std::string(level)));
    logger->flush_on(spdlog::level::info);
    logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
    spdlog::set_default_logger(std::move(logger));
}

void debug(std::string_view sentence, Fields fields) {
    write(spdlog::level::debug, sentence, fields);
}
void info(std::string_view sentence, Fields fields) {
    write(spdlog::level::info, sentence, fields);
}
void warn(std::string_view sentence, Fields fields) {
    write(spdlog::level::warn, sentence, fields);
}
void error(std::string_view sentence, Fields fields) {
    write(spdlog::level::err, sentence, fields);
}

}  // namespace qm::app::log

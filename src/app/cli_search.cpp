// `catalog search` over a file of entries: no bot, no configuration, no data folder.
// SPDX-License-Identifier: Apache-2.0
#include "app/answer_words.hpp"
#include "app/catalog_sync.hpp"
#include "app/cli.hpp"
#include "app/hits_json.hpp"
#include "app/terminal_markup.hpp"
#include "app/texts.hpp"
#include "catalog/entry_json.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace qm::app {
namespace {

using nlohmann::json;

constexpr std::size_t lines_max = 2'000'000;
constexpr std::size_t query_line_max = 64u << 10;

// A folder opens like a file and has no lines.
bool is_folder(const std::string& path) {
    std::error_code none;
    return std::filesystem::is_directory(path, none);
}

// A query a line, and a line for each, also when nothing is found.
int answer_all(const CatalogView& catalog, const SearchArguments& arguments) {
    std::ifstream in(arguments.queries);
    if (!in || is_folder(arguments.queries)) return complain("cannot read " + arguments.queries);
    int code = 0;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line) && number <= lines_max; ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        const json query =
            line.size() > query_line_max ? json() : json::parse(line, nullptr, false);
        const bool fits = query.is_object() && query.contains("qid") && query.contains("query") &&
                          query["query"].is_string();
        if (!fits) {
            code = complain(arguments.queries + ":" + std::to_string(number) +
                            ": want {\"qid\": …, \"query\": \"…\"}");
            continue;
        }
        const Found found =
            catalog.search({query["query"].get<std::string>(), arguments.kind, arguments.limit, 0});
        json ids = json::array();
        for (const Hit& hit : found.hits)
            ids.push_back(hit.entry.id);
        std::printf("%s\n", json{{"qid", query["qid"]}, {"ids", std::move(ids)}}.dump().c_str());
    }
    return code;
}

}  // namespace

result<std::vector<Entry>> read_catalog_file(const std::string& path) {
    std::ifstream in(path);
    if (!in || is_folder(path)) return Error{errc::not_found, "cannot read " + path};
    std::vector<Entry> entries;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        auto entry = catalog::read_entry(line);
        if (!entry)
            return Error{entry.error().code,
                         path + ":" + std::to_string(number) + ": " + entry.error().what};
        entries.push_back(std::move(*entry));
        if (entries.size() > lines_max)
            return Error{errc::too_large, path + " has more than 2,000,000 entries"};
    }
    return entries;
}

int cli_search_file(const SearchArguments& arguments) {
    auto entries = read_catalog_file(arguments.catalog);
    if (!entries) return complain(entries.error().what);
    const auto index = build_index(std::move(*entries), arguments.dictionary);
    if (!arguments.queries.empty()) return answer_all(*index, arguments);
    std::string words;
    for (const std::string& word : arguments.words)
        words += (words.empty() ? "" : " ") + word;
    const json answer = hits_json(*index, {words, arguments.kind, arguments.limit, 0});
    if (arguments.json) {
        std::printf("%s\n", answer.dump().c_str());
        return 0;
    }
    return print_hits(answer);
}

int cli_why_file(const SearchArguments& arguments) {
    auto entries = read_catalog_file(arguments.catalog);
    if (!entries) return complain(entries.error().what);
    const auto texts = load_texts("");
    if (!texts) return complain(texts.error().what);
    const auto index = build_index(std::move(*entries), arguments.dictionary);
    desk::Setup setup;
    setup.commands = all_commands();
    std::string line = "catalog why";
    for (const std::string& word : arguments.words)
        line += " " + word;
    std::printf(
        "%s\n",
        answer_words(setup, *index, *texts, Clock().wall(), line, terminal_locale()).c_str());
    return 0;
}

}  // namespace qm::app

// Tries entries as JSON there and back, the keys people script against, and wrong input.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/entry_json.hpp"

#include <gtest/gtest.h>

#include <string>

namespace qm::catalog {
namespace {

Entry full() {
    Entry entry;
    entry.kind = "prometheus-exporter";
    entry.name = "redis_exporter";
    entry.repo = "sre/exporters";
    entry.path = "redis";
    entry.version = "1.2.3";
    entry.description = "Metrics of Redis, « bien sûr »";
    entry.keywords = {"redis", "cache"};
    entry.platforms = {"linux"};
    entry.owner = "sre/dba";
    entry.licence = "MIT";
    entry.inputs = {{"addr", "string", "redis://x", false, "Where"},
                    {"password", "", std::nullopt, true, ""}};
    entry.outputs = {{"redis_up", "", std::nullopt, false, "Whether"}};
    entry.dependencies = {"golang:1.26"};
    entry.deprecated = true;
    entry.snippet = "a: 1\nb: \"2\"";
    entry.snippet_language = "yaml";
    entry.updated = "2026-01-02T03:04:05Z";
    entry.url = "https://git.example/sre/exporters";
    entry.port = 9121;
    entry.metric_prefix = "redis";
    entry.problems = {{"a.yml", 3, "is broken"}};
    entry.readme_path = "redis/README.md";
    entry.authors = {{"Ann", 3, "2026-01-02T03:04:05Z"}};
    entry.releases = {{"1.2.3", "redis/1.2.3", "2025-12-01T00:00:00Z"}};
    entry.visibility = "internal";
    entry.added = "2025-01-02T03:04:05Z";
    entry.tombstone = true;
    entry.gone_at = "2026-02-02T03:04:05Z";
    entry.successor = "valkey_exporter";
    return entry;
}

TEST(EntryJson, goes_there_and_back) {
    const auto line = write_entry(full(), "prometheus-exporter/redis_exporter");
    EXPECT_EQ(line.find('\n'), std::string::npos);
    const auto back = read_entry(line);
    ASSERT_TRUE(back) << back.error().what;
    EXPECT_EQ(write_entry(*back, "prometheus-exporter/redis_exporter"), line);
    EXPECT_EQ(back->inputs[0].default_text, "redis://x");
    EXPECT_FALSE(back->inputs[1].default_text);
    EXPECT_TRUE(back->inputs[1].required);
    EXPECT_EQ(back->problems[0].line, 3);
}

TEST(EntryJson, absent_is_null_or_empty) {
    Entry entry;
    entry.kind = "helm-chart";
    entry.name = "x";
    EXPECT_EQ(write_entry(entry, "helm-chart/x"),
              R"({"id":"helm-chart/x","kind":"helm-chart","name":"x","repo":null,"path":"",)"
              R"("version":null,"description":null,"keywords":[],"platforms":[],"owner":null,)"
              R"("licence":null,"inputs":[],"outputs":[],"dependencies":[],"deprecated":false,)"
              R"("snippet":null,"snippet_language":null,"updated":null,"url":null,"port":null,)"
              R"("metric_prefix":null,"readme_path":null,"authors":[],"releases":[],"problems":[],)"
              R"("visibility":null,"added":null,"tombstone":false,"gone_at":null,)"
              R"("successor":null})");
}

TEST(EntryJson, an_id_alone_is_enough) {
    const auto entry = read_entry(R"({"id":"helm-chart/redis@sre/charts//charts/redis"})");
    ASSERT_TRUE(entry);
    EXPECT_EQ(entry->kind, "helm-chart");
    EXPECT_EQ(entry->name, "redis");
    EXPECT_EQ(entry->repo, "sre/charts");
    EXPECT_EQ(entry->path, "charts/redis");
    EXPECT_TRUE(read_entry(R"({"kind":"x","name":"y","readme":"unknown keys are ignored"})"));
    EXPECT_TRUE(read_entry(R"({"id":"x/y","version":null,"inputs":null})"));
    EXPECT_EQ(
        read_entry(R"({"id":"x/y","inputs":[{"name":"p","default":80}]})")->inputs[0].default_text,
        "80");
}

TEST(EntryJson, wrong_input_is_refused_with_the_mend) {
    struct Case {
        std::string line;
        const char* says;
    };
    const Case cases[] = {
        {"", "not JSON"},
        {"{", "not JSON"},
        {"[]", "JSON object"},
        {"{}", "\"kind\" and \"name\""},
        {R"({"id":"x"})", "\"kind\" and \"name\""},
        {R"({"id":"x/y","version":3})", "\"version\" must be a string"},
        {R"({"id":"x/y","keywords":"a"})", "\"keywords\" must be a list"},
        {R"({"id":"x/y","keywords":[1]})", "\"keywords\" must be a list of strings"},
        {R"({"id":"x/y","deprecated":"no"})", "\"deprecated\" must be true or false"},
        {R"({"id":"x/y","port":-1})", "\"port\" must be a whole number"},
        {R"({"id":"x/y","port":1e300})", "\"port\" must be a whole number"},
        {R"({"id":"x/y","inputs":[1]})", "\"inputs\" must be a list of objects"},
        {R"({"id":"x/y","inputs":[{"name":1}]})", "\"inputs\": \"name\" must be a string"},
        {std::string(100'000, '['), "not JSON"},
    };
    for (const auto& [line, says] : cases) {
        const auto entry = read_entry(line);
        ASSERT_FALSE(entry) << line.substr(0, 80);
        EXPECT_EQ(entry.error().code, errc::invalid);
        EXPECT_NE(entry.error().what.find(says), std::string::npos) << entry.error().what;
    }
    EXPECT_EQ(read_entry(std::string(5'000'000, ' ')).error().code, errc::too_large);
}

TEST(EntryJson, bytes_that_are_no_text_are_replaced) {
    Entry entry;
    entry.kind = "helm-chart";
    entry.name = "\xff";
    EXPECT_NE(write_entry(entry, "x").find("\xEF\xBF\xBD"), std::string::npos);
    EXPECT_FALSE(read_entry("{\"id\":\"x/\xff\"}"));
}

TEST(UniqueIds, add_what_tells_them_apart) {
    const auto entry = [](const char* kind, const char* name, const char* repo, const char* path) {
        Entry one;
        one.kind = kind;
        one.name = name;
        one.repo = repo;
        one.path = path;
        return one;
    };
    const auto ids = unique_ids(
        {entry("helm-chart", "redis", "a", "x"), entry("helm-chart", "redis", "b", "x"),
         entry("helm-chart", "redis", "b", "y"), entry("ansible-role", "redis", "a", ""),
         entry("debian-package", "p", "c", "d"), entry("debian-package", "p", "c", "d")});
    const std::vector<std::string> expected = {"helm-chart/redis@a",    "helm-chart/redis@b//x",
                                               "helm-chart/redis@b//y", "ansible-role/redis",
                                               "debian-package/p@c//d", "debian-package/p@c//d#2"};
    EXPECT_EQ(ids, expected);
    EXPECT_TRUE(unique_ids({}).empty());
}

}  // namespace
}  // namespace qm::catalog

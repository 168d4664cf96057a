// The rules of the house (docs and CONTRIBUTING.md), read over the sources. Every failure names
// file, line, rule and mend; the checks themselves are tried on samples first.
// SPDX-License-Identifier: Apache-2.0
#include "tidy/awaits.hpp"
#include "tidy/functions.hpp"
#include "tidy/source.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

namespace tidy {
namespace {

const std::vector<Source>& sources() {
    static const auto all = sources_under(QM_SOURCE_DIR);
    return all;
}

void blame(const Source& source, std::size_t line, const std::string& rule,
           const std::string& mend) {
    ADD_FAILURE() << source.path << ":" << line << ": " << rule << ". " << mend << ".";
}

void forbid(const Source& source, const std::string& text, const std::regex& pattern,
            const std::string& rule, const std::string& mend) {
    for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at)
        blame(source, source.line_at(static_cast<std::size_t>(at->position())), rule, mend);
}

// --- Includes: which rooms, files and libraries a room may see.

struct Room {
    std::set<std::string> rooms;      // "core", or one header "core/spec.hpp"
    std::set<std::string> libraries;  // by library_of
};

const std::map<std::string, Room>& rooms() {
    static const std::map<std::string, Room> table{
        {"include", {{}, {"boost/system"}}},
        {"commands", {{}, {"boost/system"}}},
        {"core", {{}, {"boost/system", "date", "openssl", "libical"}}},
        {"catalog", {{"core"}, {"boost/system", "yaml-cpp", "toml++", "md4c", "nlohmann"}}},
        {"store", {{}, {"boost/system", "sqlite3", "posix"}}},
        {"desk", {{"core", "catalog", "store"}, {"boost/system", "nlohmann"}}},
        {"net", {{}, {"boost/system", "boost/asio", "boost/beast", "boost", "openssl", "posix"}}},
        {"chat",
         {{"core/spec.hpp", "core/say.hpp", "core/seal.hpp", "net"},
          {"boost/system", "boost/asio", "nlohmann"}}},
        {"git", {{}, {"boost/system", "git2", "posix"}}},
        {"gitlab", {{}, {"boost/system", "nlohmann"}}},
        {"sandbox", {{"net"}, {"boost/system", "boost/asio", "nlohmann", "openssl", "posix"}}},
        {"app",
         {{"core", "catalog", "store", "desk", "net", "chat", "git", "gitlab", "sandbox",
           "embedded"},
          {"boost/system", "boost/asio", "boost", "yaml-cpp", "nlohmann", "CLI11", "spdlog", "fmt",
           "openssl", "posix"}}},
        {"embedded", {}},
    };
    return table;
}

std::string library_of(const std::string& header) {
    static const std::vector<std::pair<std::string, std::string>> starts{
        {"boost/system/", "boost/system"},
        {"boost/asio", "boost/asio"},
        {"boost/beast", "boost/beast"},
        {"boost/", "boost"},
        {"nlohmann/", "nlohmann"},
        {"yaml-cpp/", "yaml-cpp"},
        {"toml++/", "toml++"},
        {"md4c", "md4c"},
        {"sqlite3", "sqlite3"},
        {"git2", "git2"},
        {"spdlog/", "spdlog"},
        {"fmt/", "fmt"},
        {"CLI/", "CLI11"},
        {"date/", "date"},
        {"openssl/", "openssl"},
        {"libical/", "libical"},
        {"quartermaster/", ""},
    };
    for (const auto& [start, library] : starts) {
        if (header.starts_with(start)) return library;
    }
    if (header.find('.') != header.npos) return "posix";
    return {};  // the standard library
}

bool may_see(const Source& source, const std::string& header) {
    const auto slash = header.find('/');
    const auto first = header.substr(0, slash);
    if (slash == header.npos || !rooms().contains(first) || first == source.room())
        return header != "embedded.hpp" || source.room() == "app";
    const auto& allowed = rooms().at(source.room()).rooms;
    return allowed.contains(first) || allowed.contains(header);
}

// Libraries whose headers are dear or dangerous have one home.
std::string home_of(const Source& source, const std::string& header) {
    static const std::vector<std::pair<std::string, std::string>> homes{
        {"boost/beast", R"(src/net/(websocket|https|http_server|boost_beast)\.cpp)"},
        {"spdlog/", R"(src/app/log\.cpp)"},
        {"date/tz.h", R"(src/core/calendar\.cpp)"},
        {"CLI/", R"(src/(main|app/.*)\.cpp)"},
    };
    for (const auto& [start, home] : homes) {
        if (header.starts_with(start) && !std::regex_match(source.path, std::regex(home)))
            return home;
    }
    return {};
}

TEST(Tidy, RoomsSeeOnlyWhatTheyMay) {
    static const std::regex include(R"(^\s*#\s*include\s+([<"])([^>"]+)[>"])");
    for (const auto& source : sources()) {
        if (!source.is_cpp() || !rooms().contains(source.room())) continue;
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            std::smatch match;
            if (!std::regex_search(source.lines[i], match, include)) continue;
            const std::string header = match[2];
            if (match[1] == "\"" && !may_see(source, header))
                blame(source, i + 1, source.room() + " may not see " + header,
                      "Pass values through the contract, or move the code");
            if (match[1] == "\"") continue;
            const auto library = library_of(header);
            if (!library.empty() && !rooms().at(source.room()).libraries.contains(library))
                blame(source, i + 1, library + " does not belong in " + source.room(),
                      "Hide it behind the header of the room that owns it");
            if (const auto home = home_of(source, header); !home.empty())
                blame(source, i + 1, header + " has one home: " + home, "Use the room's header");
        }
    }
}

TEST(Tidy, CommandsSeeOnlyTheContract) {
    static const std::regex quoted("#\\s*include\\s+\"");
    for (const auto& source : sources()) {
        if (source.in("commands") || source.in("include"))
            forbid(source, source.code, quoted, "only <quartermaster/…> here",
                   "Ask for what is missing in the contract");
    }
}

// --- Coroutines, clocks, SQL, regular expressions.

TEST(Tidy, CoAwaitStandsAlone) {
    for (const auto& source : sources()) {
        if (!source.is_cpp()) continue;
        for (const auto& bad : bad_awaits(source.plain))
            blame(source, source.line_at(bad.offset), "C-1, g++ 12 miscompiles this co_await",
                  bad.mend);
    }
}

TEST(Tidy, CoAwaitLivesInFourRooms) {
    static const std::regex word(R"(\bco_(await|return|yield)\b)");
    static const std::set<std::string> homes{"net", "chat", "sandbox", "app", "tests"};
    for (const auto& source : sources()) {
        if (source.is_cpp() && !homes.contains(source.room()))
            forbid(source, source.plain, word, "no coroutines in " + source.room(),
                   "Return what is to be done; a worker of app does it");
    }
}

TEST(Tidy, OnlyTheClockReadsTheClock) {
    static const std::regex clock(
        R"(::\s*now\s*\(|\b(gettimeofday|clock_gettime)\s*\(|\btime\s*\(\s*(nullptr|0)\s*\))");
    for (const auto& source : sources()) {
        const bool home = source.in("src/net") || source.in("tests") ||
                          source.path.starts_with("src/app/clock.") ||
                          source.path.starts_with("src/sandbox/clock.");
        if (source.is_cpp() && !home)
            forbid(source, source.plain, clock, "the time is an argument",
                   "Take an Instant from the caller; only src/app/clock reads it");
    }
}

TEST(Tidy, SqlLivesInTheStore) {
    static const std::regex statement(
        R"re("\s*(select\s+[\w*(]|insert\s+(or\s+\w+\s+)?into\s|update\s+\w+\s+set\s)re"
        R"re(|delete\s+from\s|create\s+(unique\s+)?(table|index)\s|pragma\s+\w+))re",
        std::regex::icase);
    for (const auto& source : sources()) {
        if (source.is_cpp() && !source.in("src/store") && !source.in("tests"))
            forbid(source, source.code, statement, "SQL lives in src/store",
                   "Give the store a function for it");
    }
}

TEST(Tidy, NoRegularExpressionsOnOutsideText) {
    static const std::regex word(R"(\bstd::(w?regex|regex_\w+)\b|<regex>)");
    for (const auto& source : sources()) {
        if (source.is_cpp() && !source.in("tests"))
            forbid(source, source.plain, word, "std::regex overflows the stack on outside text",
                   "Cut the text by hand");
    }
}

// --- Shape and names.

std::size_t columns(const std::string& line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned>(c) & 0xC0U) != 0x80U;
    }));
}

TEST(Tidy, FilesAndLinesAreShort) {
    for (const auto& source : sources()) {
        if (source.lines.size() > 400)
            blame(source, 401, "a file has at most 400 lines", "Cut it by its nouns");
        for (std::size_t i = 0; i < source.lines.size(); ++i) {
            if (columns(source.lines[i]) > 100 && !source.path.ends_with(".cmake"))
                blame(source, i + 1, "a line has at most 100 columns", "./dev format");
        }
    }
}

TEST(Tidy, FunctionsAreShort) {
    for (const auto& source : sources()) {
        if (!source.is_cpp()) continue;
        for (const auto& body : function_bodies(source.plain)) {
            const auto from = source.line_at(body.from);
            const auto lines = source.line_at(body.to) - from + 1;
            if (lines > 60)
                blame(source, from,
                      "a function has at most 60 lines, this one " + std::to_string(lines),
                      "Cut it into steps with names");
        }
    }
}

TEST(Tidy, FilesSayWhatTheyAre) {
    for (const auto& source : sources()) {
        if (source.path.ends_with(".cmake")) continue;
        const auto line = [&](std::size_t i) {
            return i < source.lines.size() ? source.lines[i] : std::string();
        };
        static const std::regex comment(R"(^(//|--|/\*) ?\S.*)");
        if (!std::regex_match(line(0), comment))
            blame(source, 1, "the first line says what the file is", "Write one comment line");
        const auto first = source.text.substr(0, 2000);
        if (first.find("SPDX-License-Identifier: Apache-2.0") == first.npos)
            blame(source, 2, "the licence is missing", "SPDX-License-Identifier: Apache-2.0");
        if (source.path.ends_with(".hpp") && source.text.find("\n#pragma once\n") == first.npos)
            blame(source, 3, "a header is read once", "#pragma once");
    }
}

TEST(Tidy, CommandsAndKindsAreNamedAsTheirFunction) {
    for (const auto& source : sources()) {
        const bool command = source.in("commands");
        if (!command && !source.in("src/catalog/kinds")) continue;
        if (!source.path.ends_with(".cpp")) continue;
        const auto wanted = (command ? "Command " : "Kind ") + source.stem() + "()";
        if (source.plain.find(wanted) == source.plain.npos)
            blame(source, 1, "the file is named as its function", "Define " + wanted);
    }
}

TEST(Tidy, NothingIsLeftForLater) {
    static const std::regex later(
        "\\b(TO"
        "DO|FIX"
        "ME|XX"
        "X)\\b");
    for (const auto& source : sources())
        forbid(source, source.text, later, "nothing is left for later", "Do it, or open an issue");
}

TEST(Tidy, NamesSayWhatAThingIs) {
    static const std::regex empty(R"(\b(class|struct)\s+\w*(Manager|Helper|Utils?|Impl)\b)");
    for (const auto& source : sources()) {
        if (source.is_cpp())
            forbid(source, source.plain, empty, "an empty name", "Name it by what it is or does");
    }
}

// --- The checks themselves.

TEST(TidySelf, SourcesAreFound) {
    EXPECT_GT(sources().size(), 30U);
    EXPECT_TRUE(std::any_of(sources().begin(), sources().end(), [](const Source& source) {
        return source.path == "tests/tidy_test.cpp";
    }));
}

TEST(TidySelf, SafeAwaitsPass) {
    for (const char* good :
         {"auto x = co_await f();", "auto [ec, n] = co_await f(a, token);", "co_await f();",
          "co_return co_await f();", "auto [a, b] = co_await (f() && g());",
          "x = co_await f(a[1]);", "const Reply<int> r = co_await g(std::move(job));",
          "if (x) co_await f();", "if (x(1) && y) {\n co_await f();\n}", "for (;;) co_await f();",
          "else co_await f();", "auto won = co_await (f() || t.async_wait(token));",
          "(void)co_await f();", "case 1: co_await f();", "auto&& x = co_await f();"})
        EXPECT_TRUE(bad_awaits("{ " + std::string(good) + " }").empty())
            << good << ": " << bad_awaits("{ " + std::string(good) + " }").front().mend;
}

TEST(TidySelf, UnsafeAwaitsAreSeen) {
    for (const char* bad : {"if (co_await f()) co_return 1;",
                            "while (co_await f() != k) {}",
                            "switch (co_await f()) {}",
                            "for (;;) { if (co_await f()) co_return; }",
                            "for (auto& x : co_await f()) {}",
                            "if (auto r = co_await f(); r) {}",
                            "auto x = c ? co_await a() : co_await b();",
                            "co_await f(Agg{s, t});",
                            "co_await f({.name = s});",
                            "auto x = Agg{co_await f(), s};",
                            "co_await f({a, b});",
                            "co_await f([s] { return s; });",
                            "co_await co_spawn(ex, [s]() -> awaitable<void> {}, use_awaitable);",
                            "co_spawn(co_await this_coro::executor, job, detached);",
                            "auto x = 1 + co_await f();",
                            "auto x = co_await f() + 1;",
                            "auto x = co_await f(co_await g());",
                            "T x{co_await f()};",
                            "bool b = ok && co_await f();",
                            "auto x = co_await f() == 2;"})
        EXPECT_FALSE(bad_awaits("{ " + std::string(bad) + " }").empty()) << bad;
}

TEST(TidySelf, CommentsAndStringsAreBlanked) {
    const std::string text = "a(\"x // y\"); // co_await\n/* b\n */ c('\"'); R\"(q\"; {)\"; 1'000;";
    const auto plain = blanked(text, true);
    EXPECT_EQ(plain.size(), text.size());
    EXPECT_EQ(std::count(plain.begin(), plain.end(), '\n'), 2);
    for (const char* gone : {"co_await", "x", "b", "q", "{"})
        EXPECT_EQ(plain.find(gone), plain.npos) << gone;
    EXPECT_NE(plain.find("1'000"), plain.npos);
    EXPECT_NE(blanked(text, false).find("x // y"), text.npos);
}

TEST(TidySelf, FunctionsAreMeasured) {
    const std::string text =
        "namespace a {\nstruct B {\n  int f() const {\n    if (x) {\n    }\n    return 1;\n  "
        "}\n};\n"
        "int table[] = {\n 1,\n};\nenum class E {\n a };\nvoid g(struct C c) {\n}\n}\n";
    const auto bodies = function_bodies(text);
    ASSERT_EQ(bodies.size(), 2U);
    const Source source("src/a.cpp", text);
    EXPECT_EQ(source.line_at(bodies[0].from), 3U);
    EXPECT_EQ(source.line_at(bodies[0].to), 7U);
    EXPECT_EQ(source.line_at(bodies[1].from), 14U);
}

TEST(TidySelf, RoomsAreTold) {
    const Source desk("src/desk/a.cpp", "");
    EXPECT_TRUE(may_see(desk, "store/db.hpp"));
    EXPECT_TRUE(may_see(desk, "turn.hpp"));
    EXPECT_FALSE(may_see(desk, "net/https.hpp"));
    const Source chat("src/chat/a.cpp", "");
    EXPECT_TRUE(may_see(chat, "core/say.hpp"));
    EXPECT_FALSE(may_see(chat, "core/rota.hpp"));
    EXPECT_FALSE(may_see(chat, "embedded.hpp"));
    EXPECT_EQ(library_of("vector"), "");
    EXPECT_EQ(library_of("unistd.h"), "posix");
    EXPECT_EQ(home_of(desk, "boost/beast/core.hpp").empty(), false);
    EXPECT_EQ(home_of(Source("src/core/calendar.cpp", ""), "date/tz.h"), "");
}

}  // namespace
}  // namespace tidy

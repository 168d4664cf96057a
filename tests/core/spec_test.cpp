// Slash commands: what is understood, what is complained about, what a declaration says of itself.
// SPDX-License-Identifier: Apache-2.0
#include "core/spec.hpp"

#include "core/support/declared.hpp"

#include <gtest/gtest.h>

namespace qm::core {
namespace {

const std::vector<Command>& commands() {
    static const std::vector<Command> all = declared::all();
    return all;
}

std::string understood(std::string_view text) {
    const auto matched = match(commands(), text);
    return matched ? declared::shown(*matched->command, matched->given) : matched.error().what;
}

struct Case {
    const char* text;
    const char* understood;
};

TEST(Spec, understands) {
    const Case cases[] = {
        {"catalog redis", "catalog search words=redis"},
        {"/catalog redis", "catalog search words=redis"},
        {"  Catalog   Search  Redis  ", "catalog search words=Redis"},
        {"catalog search redis", "catalog search words=redis"},
        {"catalog redis --kind helm-chart", "catalog search kind=helm-chart, words=redis"},
        {"catalog --kind=Helm-Chart redis", "catalog search kind=helm-chart, words=redis"},
        {"catalog redis --KIND helm-chart --limit 3 cluster",
         "catalog search kind=helm-chart, limit=3, words=redis cluster"},
        {"catalog redis —kind helm-chart", "catalog search kind=helm-chart, words=redis"},
        {"catalog redis –limit=3", "catalog search limit=3, words=redis"},
        {"catalog redis --kind=\"helm-chart\"", "catalog search kind=helm-chart, words=redis"},
        {"catalog -- --kind", "catalog search words=--kind"},
        {"catalog redis -- x", "catalog search words=redis x"},
        {"catalog \"redis  cluster\" ha", "catalog search words=redis  cluster ha"},
        {"catalog “redis cluster”", "catalog search words=redis cluster"},
        {"catalog «\u00a0redis\u00a0»", "catalog search words=redis"},
        {"catalog 12\" rack", "catalog search words=12\" rack"},
        {"catalog \"open end", "catalog search words=\"open end"},
        {"catalog\u00a0redis", "catalog search words=redis"},
        {"catalog \"search\" me", "catalog search words=search me"},
        {"catalog \"show\" redis", "catalog search words=show redis"},
        {"catalog show redis", "catalog show name=redis"},
        {"catalog serch redis", "catalog search words=serch redis"},
        {"catalog redis — cluster", "catalog search words=redis — cluster"},
        {"catalog help", "quartermaster help topic=catalog"},
        {"catalog search help", "catalog search words=help"},
        {"run aide", "quartermaster help topic=run"},
        {"quartermaster", "quartermaster help"},
        {"quartermaster help req", "quartermaster help topic=req"},
        {"run", "run who"},
        {"run sre-core", "run who team=sre-core"},
        {"run take tomorrow", "run take date=tomorrow"},
        {"req", "req list"},
        {"req list", "req list"},
        {"req we need a bucket", "req new text=we need a bucket"},
        {"req take", "req take"},
        {"req take R1042", "req take id=R1042"},
        {"req take r1042", "req take id=R1042"},
        {"req reply R1042", "req reply id=R1042"},
        {"req reply R1042 hello", "req reply id=R1042, words=hello"},
        {"req reply hello R1042", "req reply words=hello R1042"},
        {"req solve R1042", "req solve id=R1042"},
        {"req solve R1042 done --force", "req solve answer=done --force, id=R1042"},
        {"req wait asker", "req wait whom=asker"},
        {"req drop R1042", "req drop id=R1042"},
        {"req take a look at the payments database",
         "req new text=take a look at the payments database"},
        {"req list all the buckets of payments", "req new text=list all the buckets of payments"},
    };
    for (const Case& c : cases) {
        EXPECT_EQ(understood(c.text), c.understood) << c.text;
    }
}

TEST(Spec, one_word_may_be_a_choice_of_another_default) {
    const Case cases[] = {
        {"req mine", "req list kind=mine"},
        {"/req Team", "req list kind=team"},
        {"req r1001", "req list id=R1001"},
        {"req list R1001", "req list id=R1001"},
        {"req \"mine\"", "req new text=mine"},
        {"req mine is slow", "req new text=mine is slow"},
        {"req R1001 is still slow", "req new text=R1001 is still slow"},
        {"req teams", "req new text=teams"},
    };
    for (const Case& c : cases)
        EXPECT_EQ(understood(c.text), c.understood) << c.text;
}

TEST(Spec, free_text_stays_as_it_was_typed) {
    EXPECT_EQ(understood("req reply R1042 line one\n\n  line \"two\" --kind x — y"),
              "req reply id=R1042, words=line one\n\n  line \"two\" --kind x — y");
    EXPECT_EQ(understood("req \"staging is slow\""), "req new text=staging is slow");
    EXPECT_EQ(understood("req \"staging\" and \"prod\""), "req new text=\"staging\" and \"prod\"");
    std::string many = "req new";
    for (int i = 0; i < 900; ++i)
        many += " abc";
    EXPECT_EQ(understood(many), "req new text=" + many.substr(4));  // "new" may be of the text
    // Control characters never get further.
    EXPECT_EQ(understood(std::string_view("req a\0b\x1b[31m\tc", 14)), "req new text=a b [31m\tc");
}

TEST(Spec, quotes_stay_where_they_mean_something) {
    std::vector<Command> all = declared::all();
    for (Command& command : all) {
        for (Param& param : command.params)
            param.quotes = param.kind == ParamKind::rest && command.path == "catalog search";
    }
    const auto words = [&](std::string_view text) {
        const auto matched = match(all, text);
        return matched ? matched->given.at("words") : matched.error().what;
    };
    EXPECT_EQ(words("catalog \"redis  cluster\" ha"), "\"redis  cluster\" ha");
    EXPECT_EQ(words("catalog “redis cluster”"), "\"redis cluster\"");
    EXPECT_EQ(words("catalog redis -\"a b\" team:\"SRE Core\" --limit=3"),
              "redis -\"a b\" team:\"SRE Core\"");
    EXPECT_EQ(words("catalog -- -kind:image redis"), "-kind:image redis");
    EXPECT_EQ(words("catalog redis"), "redis");
}

TEST(Spec, a_named_word_may_stand_anywhere_before_free_text) {
    struct Args {
        std::string date, team, words;
    };
    const auto nothing = [](const Args&, Context&) -> result<Reply> {
        return Reply{};
    };
    const std::vector<Command> all = {command<Args>("run take", "")
                                          .word("date", &Args::date, "")
                                          .optional()
                                          .named("team", &Args::team, "")
                                          .runs(nothing),
                                      command<Args>("run close", "")
                                          .word("date", &Args::date, "")
                                          .named("team", &Args::team, "")
                                          .rest("words", &Args::words, "")
                                          .optional()
                                          .runs(nothing)};
    const auto read = [&](std::string_view text) {
        const auto matched = match(all, text);
        return matched ? declared::shown(*matched->command, matched->given) : matched.error().what;
    };
    EXPECT_EQ(read("run take team:sre-core"), "run take team=sre-core");
    EXPECT_EQ(read("run take TEAM:sre-core friday"), "run take date=friday, team=sre-core");
    EXPECT_EQ(read("run take friday team:sre-core"), "run take date=friday, team=sre-core");
    EXPECT_EQ(read("run take \"team:sre-core\""), "run take date=team:sre-core");
    EXPECT_EQ(read("run close friday team:a  two   words"),
              "run close date=friday, team=a, words=two   words");
    EXPECT_EQ(read("run close friday the team:a words"),
              "run close date=friday, words=the team:a words");
    EXPECT_EQ(read("run take team:"), "run take date=team:");
    EXPECT_EQ(usage(all.back()), "/run close DATE [team:TEAM] [WORDS…]");
}

TEST(Spec, complains_helpfully) {
    const Case cases[] = {
        {"", "Nothing was written; try /quartermaster help."},
        {"  \n", "Nothing was written; try /quartermaster help."},
        {"catalgo redis",
         "There is no command “catalgo”; did you mean /catalog? There are: /catalog, /run, /req, "
         "/quartermaster."},
        {"xyzzy", "There is no command “xyzzy”. There are: /catalog, /run, /req, /quartermaster."},
        {"catalog",
         "WORDS is missing: what to look for. Usage: /catalog search WORDS… [--kind KIND] "
         "[--limit N]"},
        {"catalog redis --kid helm-chart",
         "There is no option “--kid”; did you mean --kind? Usage: /catalog search WORDS… [--kind "
         "KIND] [--limit N]"},
        {"catalog redis --limit many",
         "limit wants a whole number, not “many”. Usage: /catalog search WORDS… [--kind KIND] "
         "[--limit N]"},
        {"catalog redis --kind",
         "--kind wants a value after it. Usage: /catalog search WORDS… [--kind KIND] [--limit N]"},
        {"catalog redis --kind --limit 3",
         "--kind wants a value after it. Usage: /catalog search WORDS… [--kind KIND] [--limit N]"},
        {"catalog redis --limit 3 --limit 4",
         "--limit is given twice. Usage: /catalog search WORDS… [--kind KIND] [--limit N]"},
        {"run whoo",
         "/run does not know “whoo”; did you mean /run who? After /run comes one of: who, take."},
        {"run who sre core", "/run who does not expect “core”. Usage: /run who [TEAM]"},
        {"req take R1042 now", "/req take does not expect “now”. Usage: /req take [ID]"},
        {"req take it", "“it” is no request; write it as R1042. Usage: /req take [ID]"},
        {"req tkae R1042",
         "/req does not know “tkae”; did you mean /req take? After /req comes one of: list, new, "
         "take, reply, solve, reopen, wait."},
        {"req new", "TEXT is missing: what you need. Usage: /req TEXT…"},
        {"req wait", "WHOM is missing: for whom. Usage: /req wait WHOM"},
        {"req wait askr",
         "“askr” is no whom; did you mean asker? One of: asker, vendor. Usage: /req wait WHOM"},
    };
    for (const Case& c : cases) {
        EXPECT_FALSE(match(commands(), c.text)) << c.text;
        EXPECT_EQ(understood(c.text), c.understood) << c.text;
    }
}

TEST(Spec, a_wrong_choice_names_the_nearest_and_all) {
    const std::string said = understood("catalog redis --kind helm");
    EXPECT_NE(said.find("“helm” is no kind; did you mean helm-chart?"), std::string::npos) << said;
    EXPECT_NE(said.find("runbook"), std::string::npos);
}

TEST(Spec, a_text_that_only_begins_with_a_verb_is_a_request) {
    const Case cases[] = {
        {"req new broker please", "req new text=new broker please"},
        {"req take down the cluster", "req new text=take down the cluster"},
        {"req solve the mystery of the packets", "req new text=solve the mystery of the packets"},
        {"req reply to the vendor", "req new text=reply to the vendor"},
        {"req list all servers", "req new text=list all servers"},
        {"req not solved by R1042", "req new text=not solved by R1042"},
        // What looks like an id, and one word more, are slips.
        {"req take R1O42 now", "“R1O42” is no request; write it as R1042. Usage: /req take [ID]"},
        {"req solve R1O42 done",
         "“R1O42” is no request; write it as R1042. Usage: /req solve [ID] [ANSWER…]"},
        {"req solve 1042 done",
         "“1042” is no request; write it as R1042. Usage: /req solve [ID] [ANSWER…]"},
        {"req reply R1042 to the vendor", "req reply id=R1042, words=to the vendor"},
        {"req reply done", "req reply words=done"},
        // The words of a thread.
        {"req I take it", "req take"},
        {"req résolu", "req solve"},
    };
    for (const Case& c : cases)
        EXPECT_EQ(understood(c.text), c.understood) << c.text;
    const auto there = match(commands(), "req reply to the vendor", true);
    ASSERT_TRUE(there);
    EXPECT_EQ(declared::shown(*there->command, there->given), "req reply words=to the vendor");
}

TEST(Spec, bounds) {
    EXPECT_EQ(match(commands(), "req " + std::string(65536, 'x')).error().code, errc::too_large);
    EXPECT_TRUE(match(commands(), "req " + std::string(65532, 'x')));
    std::string many = "catalog";
    for (int i = 0; i < 63; ++i)
        many += " w";
    EXPECT_TRUE(match(commands(), many));
    EXPECT_EQ(match(commands(), many + " w w").error().code, errc::too_large);
    EXPECT_EQ(match(commands(), "catalog \xff\xfe").error().code, errc::invalid);
    EXPECT_EQ(match(commands(), "catalog \xed\xa0\x80").error().code, errc::invalid);  // surrogate
    EXPECT_EQ(match(commands(), "catalog \xc0\xaf").error().code, errc::invalid);      // overlong
    EXPECT_FALSE(match({}, "catalog redis"));
    // A complaint never repeats more than forty bytes of what was written.
    const std::string said = understood(std::string(3000, 'y'));
    EXPECT_LT(said.size(), 200u);
    for (const char* number : {"-1", "1000001", "99999999999", "3x", "0x3", "+3"})
        EXPECT_FALSE(match(commands(), std::string("catalog redis --limit=") + number)) << number;
}

TEST(Spec, a_trigger_without_a_default_lists_what_it_has) {
    const std::vector<Command> one{
        command<declared::Words>("team show", "Show").runs(declared::nothing)};
    EXPECT_EQ(match(one, "team").error().what,
              "/team wants to know what to do. After /team comes one of: show.");
    EXPECT_EQ(match(one, "team shwo").error().what,
              "/team does not know “shwo”; did you mean /team show? After /team comes one of: "
              "show.");
}

TEST(Spec, says_what_it_is) {
    EXPECT_EQ(usage(commands()[0]), "/catalog search WORDS… [--kind KIND] [--limit N]");
    EXPECT_EQ(triggers(commands()),
              (std::vector<std::string>{"catalog", "run", "req", "quartermaster"}));
    EXPECT_EQ(hint(commands(), "catalog"), "WORDS… [--kind KIND] [--limit N] | show NAME…");
    EXPECT_EQ(hint(commands(), "run"), "[TEAM] | take [DATE]");
    EXPECT_EQ(hint(commands(), "req"),
              "[mine|team] [ID] | TEXT… | take [ID] | reply [ID] [WORDS…] | solve [ID] [ANSWER…] | "
              "reopen [ID] | …");
    EXPECT_EQ(hint(commands(), "nobody"), "");
}

TEST(Spec, writes_its_reference) {
    const std::string page = write_docs(commands());
    for (const char* part : {"## /catalog\n", "### `/catalog search`\n",
                             "Usage: `/catalog search WORDS… [--kind KIND]",
                             "| `--kind` | no | only this kind: `ansible-role`, `exporter`",
                             "| `WORDS` | yes | what to look for |", "The same as `/catalog WORDS…",
                             "“qui est de service”", "    /catalog redis --kind helm-chart\n"})
        EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
    EXPECT_EQ(page.find("req drop"), std::string::npos);  // hidden
}

TEST(Spec, distances) {
    struct Distance {
        const char* a;
        const char* b;
        int away;
    };
    const Distance cases[] = {{"", "", 0},
                              {"a", "", 1},
                              {"redis", "redis", 0},
                              {"redis", "rdeis", 1},
                              {"redis", "reddis", 1},
                              {"redis", "radius", 2},
                              {"kitten", "sitting", 3},
                              {"abcd", "badc", 2},
                              {"ca", "abc", 3},
                              {"abcdefgh", "hgfedcba", 4}};
    for (const Distance& c : cases) {
        EXPECT_EQ(distance(c.a, c.b, 3), c.away) << c.a << " " << c.b;
        EXPECT_EQ(distance(c.b, c.a, 3), c.away) << c.b << " " << c.a;
    }
    EXPECT_EQ(distance("kitten", "sitting", 1), 2);
    EXPECT_EQ(distance(std::string(5000, 'a'), std::string(5000, 'b'), 2), 3);
    EXPECT_EQ(distance("a", "b", 0), 1);
}

TEST(Spec, nearest_names) {
    const std::vector<std::string> names{"search", "show", "helm-chart", "ansible-role"};
    EXPECT_EQ(nearest("serch", names), "search");
    EXPECT_EQ(nearest("SHWO", names), "show");
    EXPECT_EQ(nearest("helm", names), "helm-chart");
    EXPECT_EQ(nearest("xyz", names), "");
    EXPECT_EQ(nearest("", names), "");
    EXPECT_EQ(nearest("search", {}), "");
}

}  // namespace
}  // namespace qm::core

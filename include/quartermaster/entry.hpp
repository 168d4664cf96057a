// An entry of the catalog, a search and its answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/asked.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace qm {

struct Variable {  // an input or an output of an entry
    std::string name;
    std::string type;                         // empty when unknown
    std::optional<std::string> default_text;  // as written
    bool required = false;
    std::string description;
};

struct Problem {  // why something was not, or not wholly, read
    std::string path;
    int line = 0;  // 0: the whole file
    std::string reason;
};

struct Author {  // who knows it: from git's history, through .mailmap
    std::string name;
    int commits = 0;   // of the last twelve months that touched it
    std::string last;  // RFC 3339 UTC of the newest of them
};

struct Release {
    std::string version;  // "1.2.3"
    std::string tag;      // as it is in git: "postgresql/1.2.3"
    std::string at;       // RFC 3339 UTC of the tagged commit
};

struct Entry {
    std::string id;    // "<kind>/<name>[@<repo>[//<path>]]", unique in a catalog; "" outside of one
    std::string kind;  // one of the nine: "ansible-role", "helm-chart" …
    std::string name;
    std::string repo;  // the source it was read from
    std::string path;  // its folder or file inside the repository, "" for the root
    std::string version;
    std::string description;
    std::vector<std::string> keywords;
    std::vector<std::string> platforms;
    std::string owner;
    std::string licence;
    std::vector<Variable> inputs;
    std::vector<Variable> outputs;
    std::vector<std::string> dependencies;
    bool deprecated = false;
    std::string snippet;            // valid as pasted
    std::string snippet_language;   // "yaml", "sh", "hcl"
    std::string updated;            // RFC 3339 UTC of the last commit that touched it; may be empty
    std::string url;                // where a person reads it; may be empty
    int port = 0;                   // exporters: the default port
    std::string metric_prefix;      // exporters: "pg"
    std::string readme_path;        // its path in the repository; may be empty
    std::vector<Author> authors;    // most commits first, at most five
    std::vector<Release> releases;  // newest first, at most ten
    std::vector<Problem> problems;
    std::string visibility;            // GitLab's: "public", "internal", "private"; "": unknown
    std::vector<std::string> seen_by;  // groups of people who may find it; empty: everybody
    std::string added;                 // RFC 3339 UTC: when it was first read
    bool tombstone = false;            // it was here once
    std::string gone_at;               // tombstone: RFC 3339 UTC
    std::string successor;             // tombstone or deprecated: the name of what replaces it
};

struct Query {
    std::string words;  // as typed: filters too (docs/search.md)
    std::string kind;   // empty: every kind
    int limit = 5;
    int offset = 0;
    std::string only = {};  // this entry alone, by its id
    bool detailed = false;  // with how each hit was met, its rules, what to mark, and the counts
};

enum class Order { by_name, by_added, by_change };  // the newest first in the last two

struct Listing {
    std::string kind;   // empty: every kind
    std::string owner;  // empty: everybody's
    Order order = Order::by_name;
    bool tombstones = false;  // those that are gone, instead of those that are there
    int limit = 20;
    int offset = 0;
};

struct Dependency {
    std::string text;            // as the entry names it
    std::optional<Entry> entry;  // nothing: from outside
};

struct Expert {
    std::string name;
    int commits = 0;
    std::string last;                  // RFC 3339 UTC
    std::vector<std::string> entries;  // names, most commits first, at most five
};

struct KindCount {
    std::string kind;
    int entries = 0;
    int deprecated = 0;
    int without_owner = 0;
    int without_description = 0;
};

// Who looks, by the groups of people that they belong to: "sre", "team/core", "product/payments".
struct Viewer {
    std::vector<std::string> groups;
};

struct Met {            // how a word of the query was met
    std::string word;   // of the query, folded
    std::string as;     // the entry's own word; empty: by its kind, or not at all
    std::string where;  // "name", "keywords", "description", "details", "kind"; empty: it was not
    std::string how;    // "written", "ending", "meaning", "beginning", "does"
    int typos = 0;
};

struct Rule {  // of the strict order: of two hits the first rule in which they differ decides
    std::string name;        // "exact", "missing" … a sentence why.rule.NAME each
    std::int64_t value = 0;  // smaller is better
};

struct Stretch {  // bytes of a text
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct Hit {
    Entry entry;
    int bucket = 0;       // smaller is better: the first rule in which two hits differ decides
    std::string because;  // which rule, in words for the command line
    // Of a detailed query:
    std::vector<Met> met = {};                 // by word of the query
    std::vector<Rule> rules = {};              // in the order in which they decide; then the name
    std::vector<Stretch> in_name = {};         // what was met in the name
    std::vector<Stretch> in_description = {};  // and in the first 400 bytes of the description
};

struct Counted {
    std::string name;
    int times = 0;
};

struct Found {
    std::vector<Hit> hits;
    int total = 0;                         // before limit and offset
    std::vector<std::string> suggestions;  // near names when nothing was found
    Asked asked;                           // how the query's text was understood
    int dropped = 0;                       // by the filters, when nothing is left
    // Of a detailed query, among its best 2,000 results; most often first:
    std::vector<Counted> kinds;
    std::vector<Counted> owners;
    int deprecated = 0;
};

}  // namespace qm

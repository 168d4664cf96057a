// Entries as JSON: the documents of the store and the lines of `catalog scan --format jsonl`.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/entry_json.hpp"

#include <nlohmann/json.hpp>

#include <map>

namespace qm::catalog {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t line_max = 4 * 1024 * 1024;
constexpr std::size_t list_items_most = 2000;  // of one list

Json text_or_null(const std::string& text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json variables_json(const std::vector<Variable>& variables) {
    Json out = Json::array();
    for (const auto& variable : variables)
        out.push_back({{"name", variable.name},
                       {"type", text_or_null(variable.type)},
                       {"default", variable.default_text ? Json(*variable.default_text) : Json()},
                       {"required", variable.required},
                       {"description", text_or_null(variable.description)}});
    return out;
}

Json problems_json(const std::vector<Problem>& problems) {
    Json out = Json::array();
    for (const auto& problem : problems)
        out.push_back({{"path", problem.path}, {"line", problem.line}, {"reason", problem.reason}});
    return out;
}

Json authors_json(const std::vector<Author>& authors) {
    Json out = Json::array();
    for (const auto& author : authors)
        out.push_back({{"name", author.name}, {"commits", author.commits}, {"last", author.last}});
    return out;
}

Json releases_json(const std::vector<Release>& releases) {
    Json out = Json::array();
    for (const auto& release : releases)
        out.push_back({{"version", release.version}, {"tag", release.tag}, {"at", release.at}});
    return out;
}

// Reads the members of one object and keeps the first complaint.
class Reader {
public:
    Reader(const Json& json, std::string place) : json_(json), place_(std::move(place)) {}

    void read(const char* key, std::string& into) {
        if (const auto* value = find(key)) {
            if (value->is_string())
                into = value->get<std::string>();
            else
                complain(key, "a string");
        }
    }
    void read(const char* key, std::optional<std::string>& into) {
        if (const auto* value = find(key)) {
            if (value->is_string())
                into = value->get<std::string>();
            else if (value->is_structured())
                complain(key, "a string");
            else
                into = value->dump();  // a number or a bool, as written
        }
    }
    void read(const char* key, bool& into) {
        if (const auto* value = find(key)) {
            if (value->is_boolean())
                into = value->get<bool>();
            else
                complain(key, "true or false");
        }
    }
    void read(const char* key, int& into) {
        if (const auto* value = find(key)) {
            if (value->is_number_integer() && value->get<std::int64_t>() >= 0 &&
                value->get<std::int64_t>() < 1'000'000'000)
                into = value->get<int>();
            else
                complain(key, "a whole number");
        }
    }
    void read(const char* key, std::vector<std::string>& into) {
        each(key, [&](const Json& item) {
            if (item.is_string())
                into.push_back(item.get<std::string>());
            else
                complain(key, "a list of strings");
        });
    }
    template <class Function>
    void each(const char* key, Function function) {
        const auto* value = find(key);
        if (!value) return;
        if (!value->is_array()) return complain(key, "a list");
        if (value->size() > list_items_most) return complain(key, "a list of at most 2000");
        for (const auto& item : *value)
            function(item);
    }
    void complain(const char* key, const char* wanted) {
        if (error_.empty()) error_ = place_ + '"' + key + "\" must be " + wanted + '.';
    }
    void take(const std::string& error) {
        if (error_.empty()) error_ = error;
    }
    const std::string& error() const { return error_; }

private:
    const Json* find(const char* key) const {
        const auto found = json_.find(key);
        return found == json_.end() || found->is_null() ? nullptr : &*found;
    }

    const Json& json_;
    std::string place_;
    std::string error_;
};

void read_variables(Reader& reader, const char* key, std::vector<Variable>& into) {
    reader.each(key, [&](const Json& item) {
        if (!item.is_object()) return reader.complain(key, "a list of objects");
        Variable variable;
        Reader inner(item, '"' + std::string(key) + "\": ");
        inner.read("name", variable.name);
        inner.read("type", variable.type);
        inner.read("default", variable.default_text);
        inner.read("required", variable.required);
        inner.read("description", variable.description);
        reader.take(inner.error());
        into.push_back(std::move(variable));
    });
}

void read_authors(Reader& reader, std::vector<Author>& into) {
    reader.each("authors", [&](const Json& item) {
        if (!item.is_object()) return reader.complain("authors", "a list of objects");
        Author author;
        Reader inner(item, "\"authors\": ");
        inner.read("name", author.name);
        inner.read("commits", author.commits);
        inner.read("last", author.last);
        reader.take(inner.error());
        into.push_back(std::move(author));
    });
}

void read_releases(Reader& reader, std::vector<Release>& into) {
    reader.each("releases", [&](const Json& item) {
        if (!item.is_object()) return reader.complain("releases", "a list of objects");
        Release release;
        Reader inner(item, "\"releases\": ");
        inner.read("version", release.version);
        inner.read("tag", release.tag);
        inner.read("at", release.at);
        reader.take(inner.error());
        into.push_back(std::move(release));
    });
}

void read_problems(Reader& reader, std::vector<Problem>& into) {
    reader.each("problems", [&](const Json& item) {
        if (!item.is_object()) return reader.complain("problems", "a list of objects");
        Problem problem;
        Reader inner(item, "\"problems\": ");
        inner.read("path", problem.path);
        inner.read("line", problem.line);
        inner.read("reason", problem.reason);
        reader.take(inner.error());
        into.push_back(std::move(problem));
    });
}

// "<kind>/<name>[@<repo>[//<path>]]" gives what the line itself does not say.
void read_id(std::string_view id, Entry& entry) {
    const auto slash = id.find('/');
    if (slash == id.npos) return;
    if (entry.kind.empty()) entry.kind = id.substr(0, slash);
    auto rest = id.substr(slash + 1);
    const auto at = rest.find('@');
    if (entry.name.empty()) entry.name = rest.substr(0, at);
    if (at == rest.npos) return;
    rest.remove_prefix(at + 1);
    const auto path = rest.find("//");
    if (entry.repo.empty()) entry.repo = rest.substr(0, path);
    if (path != rest.npos && entry.path.empty()) entry.path = rest.substr(path + 2);
}

Error invalid(std::string what) {
    return Error{errc::invalid, std::move(what)};
}

void count(const std::vector<std::string>& ids, std::map<std::string, int>& seen) {
    for (const auto& id : ids)
        ++seen[id];
}

}  // namespace

std::string write_entry(const Entry& entry, std::string_view id) {
    Json json = {{"id", id},
                 {"kind", entry.kind},
                 {"name", entry.name},
                 {"repo", text_or_null(entry.repo)},
                 {"path", entry.path},
                 {"version", text_or_null(entry.version)},
                 {"description", text_or_null(entry.description)},
                 {"keywords", entry.keywords},
                 {"platforms", entry.platforms},
                 {"owner", text_or_null(entry.owner)},
                 {"licence", text_or_null(entry.licence)},
                 {"inputs", variables_json(entry.inputs)},
                 {"outputs", variables_json(entry.outputs)},
                 {"dependencies", entry.dependencies},
                 {"deprecated", entry.deprecated},
                 {"snippet", text_or_null(entry.snippet)},
                 {"snippet_language", text_or_null(entry.snippet_language)},
                 {"updated", text_or_null(entry.updated)},
                 {"url", text_or_null(entry.url)},
                 {"port", entry.port > 0 ? Json(entry.port) : Json()},
                 {"metric_prefix", text_or_null(entry.metric_prefix)},
                 {"readme_path", text_or_null(entry.readme_path)},
                 {"authors", authors_json(entry.authors)},
                 {"releases", releases_json(entry.releases)},
                 {"problems", problems_json(entry.problems)},
                 {"visibility", text_or_null(entry.visibility)},
                 {"added", text_or_null(entry.added)},
                 {"tombstone", entry.tombstone},
                 {"gone_at", text_or_null(entry.gone_at)},
                 {"successor", text_or_null(entry.successor)}};
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

result<Entry> read_entry(std::string_view line) {
    if (line.size() > line_max) return Error{errc::too_large, "An entry is larger than 4 MB."};
    const auto json = Json::parse(line, nullptr, false);
    if (json.is_discarded()) return invalid("The line is not JSON: give one object a line.");
    if (!json.is_object()) return invalid("The line is not a JSON object: give one entry a line.");
    Entry entry;
    std::string id;
    Reader reader(json, "");
    reader.read("id", id);
    reader.read("kind", entry.kind);
    reader.read("name", entry.name);
    reader.read("repo", entry.repo);
    reader.read("path", entry.path);
    reader.read("version", entry.version);
    reader.read("description", entry.description);
    reader.read("keywords", entry.keywords);
    reader.read("platforms", entry.platforms);
    reader.read("owner", entry.owner);
    reader.read("licence", entry.licence);
    read_variables(reader, "inputs", entry.inputs);
    read_variables(reader, "outputs", entry.outputs);
    reader.read("dependencies", entry.dependencies);
    reader.read("deprecated", entry.deprecated);
    reader.read("snippet", entry.snippet);
    reader.read("snippet_language", entry.snippet_language);
    reader.read("updated", entry.updated);
    reader.read("url", entry.url);
    reader.read("port", entry.port);
    reader.read("metric_prefix", entry.metric_prefix);
    reader.read("readme_path", entry.readme_path);
    read_authors(reader, entry.authors);
    read_releases(reader, entry.releases);
    read_problems(reader, entry.problems);
    reader.read("visibility", entry.visibility);
    reader.read("added", entry.added);
    reader.read("tombstone", entry.tombstone);
    reader.read("gone_at", entry.gone_at);
    reader.read("successor", entry.successor);
    if (!reader.error().empty()) return invalid(reader.error());
    read_id(id, entry);
    entry.id = std::move(id);
    if (entry.kind.empty() || entry.name.empty())
        return invalid("An entry needs \"kind\" and \"name\", or an \"id\" like \"kind/name\".");
    return entry;
}

std::vector<std::string> unique_ids(const std::vector<Entry>& entries) {
    std::vector<std::string> ids;
    for (const auto& entry : entries)
        ids.push_back(entry.kind + '/' + entry.name);
    std::map<std::string, int> seen;
    count(ids, seen);
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (seen[ids[i]] > 1) ids[i] += '@' + entries[i].repo;
    seen.clear();
    count(ids, seen);
    for (std::size_t i = 0; i < ids.size(); ++i)
        if (seen[ids[i]] > 1) ids[i] += "//" + entries[i].path;
    std::map<std::string, int> again;  // the same thing twice in one folder: numbered
    for (auto& id : ids)
        if (const int nth = ++again[id]; nth > 1) id += '#' + std::to_string(nth);
    return ids;
}

}  // namespace qm::catalog

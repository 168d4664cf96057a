// What the source of a Prometheus exporter tells: flags, metrics, their prefix, the default port.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/exporter_source.hpp"

#include "catalog/paths.hpp"
#include "catalog/source_calls.hpp"
#include "catalog/text.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace qm::catalog {
namespace {

// String constants by folder (a Go package) and by name alone where only one value is known.
class Constants {
public:
    void read(const SourceFile& file) {
        for (const auto line : lines_of(file.text))
            note(dir_of(file.path), trim(line));
    }
    // A literal, a constant ("namespace", "collector.Namespace"), or nothing.
    bool value(std::string_view dir, std::string_view expression, std::string& out) const {
        std::string name(expression);
        for (int hops = 0; hops < 5; ++hops) {  // a constant may be another one's value
            if (string_literal(name, out)) return true;
            const auto dot = name.rfind('.');
            if (dot != std::string::npos) name.erase(0, dot + 1);
            auto found = local_.find(std::string(dir) + '\n' + name);
            if (found == local_.end() || dot != std::string::npos) {
                found = global_.find(name);
                if (found == global_.end() || found->second == ambiguous) return false;
            }
            name = found->second;
        }
        return false;
    }

private:
    static constexpr std::string_view ambiguous = "\n";

    // `namespace = "pg"`, `const x string = "y"`, `x = config.Y`: kept as written.
    void note(std::string_view dir, std::string_view line) {
        if (local_.size() > 5000) return;
        for (const std::string_view word : {"const ", "var "})
            if (line.starts_with(word)) line = trim(line.substr(word.size()));
        std::size_t end = 0;
        while (end < line.size() &&
               (std::isalnum(static_cast<unsigned char>(line[end])) || line[end] == '_'))
            ++end;
        auto rest = trim(line.substr(end));
        if (rest.starts_with("string ")) rest = trim(rest.substr(7));
        if (end == 0 || !rest.starts_with('=') || rest.starts_with("==")) return;
        rest = trim(rest.substr(1));
        if (const auto comment = rest.rfind("\" //"); comment != rest.npos)
            rest = rest.substr(0, comment + 1);
        std::string text;
        const bool name =
            rest.size() < 80 && std::all_of(rest.begin(), rest.end(), [](char c) {
                return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
            });
        if (!name && !string_literal(rest, text)) return;
        const std::string key(line.substr(0, end));
        local_.emplace(std::string(dir) + '\n' + key, rest);
        const auto [place, fresh] = global_.emplace(key, rest);
        if (!fresh && place->second != rest) place->second = ambiguous;
    }

    std::map<std::string, std::string> local_;
    std::map<std::string, std::string> global_;
};

struct Votes {
    std::map<std::string, int> counts;

    void add(std::string_view prefix) {
        if (prefix.size() > 1 && prefix.size() < 60) ++counts[std::string(prefix)];
    }
    std::string most() const {
        const auto best = std::max_element(counts.begin(), counts.end(),
                                           [](auto& a, auto& b) { return a.second < b.second; });
        return best == counts.end() ? std::string{} : best->first;
    }
};

bool is_metric(std::string_view name) {
    return name.size() > 3 && contains(name, "_") &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == ':';
           });
}

class GoReader {
public:
    explicit GoReader(const std::vector<SourceFile>& files) : files_(files) {
        for (const auto& file : files)
            constants_.read(file);
    }

    ExporterFacts read() {
        for (const auto& file : files_)
            read_file(file);
        facts_.prefix = votes_.most();
        if (facts_.prefix.empty()) {
            for (const auto& flag : facts_.flags)
                if ((flag.name == "namespace" || flag.name == "metric-prefix" ||
                     flag.name == "metrics.namespace") &&
                    flag.default_text)
                    facts_.prefix = *flag.default_text;
        }
        if (!facts_.prefix.empty())
            for (const auto& [name, help] : tables_)
                metric(facts_.prefix + '_' + name, help);
        if (facts_.port == 0) facts_.port = listening_port(facts_.flags);
        return std::move(facts_);
    }

private:
    void read_file(const SourceFile& file) {
        const auto& text = file.text;
        const bool main = contains(text, "package main");
        if (main && contains(text, "promhttp.")) facts_.serves = true;
        if (contains(text, "MustNewConstMetric") || contains(text, "NewConstMetric(") ||
            contains(text, "BuildFQName"))
            facts_.collects = true;
        for (const auto& call : calls_of(text, "AddFlags")) {
            std::string address;
            if (facts_.port == 0 && string_literal(call.argument(1), address) &&
                port_of(address) > 0) {
                facts_.port = port_of(address);
                add_flag({"web.listen-address", "string", address, false,
                          "Addresses on which to expose metrics and web interface."});
                add_flag({"web.config.file", "string", std::nullopt, false,
                          "Path to configuration file that can enable TLS or authentication."});
            }
        }
        kingpin_flags(file);
        plain_flags(file);
        metrics(file);
        metric_tables(file.text);
    }

    // Lines `"name": value,` of a Go map from its opening brace on; the map ends at a closing one.
    template <class Use>
    static std::string_view map_lines(std::string_view text, std::size_t from, Use use) {
        std::size_t seen = 0;
        for (auto line = text.find('\n', from); line != text.npos;
             line = text.find('\n', line + 1)) {
            const auto words = trim(text.substr(line + 1, text.find('\n', line + 1) - line - 1));
            if (words.starts_with('}') || ++seen > 2 * metrics_max) return text.substr(line + 1);
            const auto end = words.starts_with('"') ? words.find('"', 1) : words.npos;
            if (end != words.npos && words.substr(end + 1).starts_with(':'))
                use(words.substr(1, end - 1), trim(words.substr(end + 2)));
        }
        return {};
    }

    // The first string of `{txt: "help", …}` or of `"value",`.
    static std::string first_string(std::string_view text) {
        const auto open = text.find_first_of("\"`");
        const auto close = open == text.npos ? open : text.find(text[open], open + 1);
        return close == text.npos ? std::string{}
                                  : std::string(text.substr(open + 1, close - open - 1));
    }

    // Names that stand in maps, given a namespace only when the program runs: values of maps called
    // metric…, and keys of tables out of which a loop makes descriptions.
    void metric_tables(std::string_view text) {
        for (auto at = text.find("map[string]string{"); at != text.npos;
             at = text.find("map[string]string{", at + 1)) {
            const auto line = text.rfind('\n', at) + 1;
            if (!contains(lower(text.substr(line, at - line)), "metric")) continue;
            map_lines(text, at, [&](std::string_view, std::string_view value) {
                if (tables_.size() < metrics_max) tables_.emplace_back(first_string(value), "");
            });
        }
        for (auto at = text.find("range map[string]struct"); at != text.npos;
             at = text.find("range map[string]struct", at + 1)) {
            const auto body = text.find("}{", at);
            if (body == text.npos || body - at > 500) continue;
            std::vector<std::pair<std::string, std::string>> rows;
            const auto loop =
                map_lines(text, body, [&](std::string_view key, std::string_view value) {
                    if (rows.size() < metrics_max) rows.emplace_back(key, first_string(value));
                });
            if (!contains(loop.substr(0, 500), "Desc")) continue;
            for (auto& row : rows)
                if (tables_.size() < metrics_max) tables_.push_back(std::move(row));
        }
    }

    void add_flag(Variable flag) {
        const bool known =
            std::any_of(facts_.flags.begin(), facts_.flags.end(),
                        [&](const Variable& other) { return other.name == flag.name; });
        if (!known && !flag.name.empty() && facts_.flags.size() < flags_max)
            facts_.flags.push_back(std::move(flag));
    }

    void kingpin_flags(const SourceFile& file) {
        static const std::map<std::string, std::string, std::less<>> types = {
            {"String", "string"}, {"Bool", "bool"},         {"Int", "number"},
            {"Uint", "number"},   {"Int64", "number"},      {"Float64", "number"},
            {"Strings", "list"},  {"Duration", "duration"}, {"StringMap", "dict"},
            {"Enum", "string"}};
        for (const auto& call : calls_of(file.text, "Flag")) {
            Variable flag;
            std::string help;
            if (!constants_.value(dir_of(file.path), call.argument(0), flag.name)) continue;
            if (constants_.value(dir_of(file.path), call.argument(1), help))
                flag.description = help;
            for (const auto& [method, inner] : chained(file.text, call.end)) {
                std::string text;
                if (method == "Default" &&
                    constants_.value(dir_of(file.path), inner.argument(0), text))
                    flag.default_text = text;
                if (method == "Required") flag.required = true;
                if ((method == "Envar" || method == "OverrideDefaultFromEnvar") &&
                    string_literal(inner.argument(0), text))
                    flag.description += (flag.description.empty() ? "$" : " ($") + text +
                                        (flag.description.empty() ? "" : ")");
                const auto bare =
                    method.ends_with("Var") ? method.substr(0, method.size() - 3) : method;
                if (const auto type = types.find(bare); type != types.end())
                    flag.type = type->second;
            }
            add_flag(std::move(flag));
        }
    }

    // flag.String("name", default, "help") and flag.StringVar(&x, "name", default, "help").
    void plain_flags(const SourceFile& file) {
        static constexpr std::pair<std::string_view, std::string_view> kinds[] = {
            {"String", "string"}, {"Bool", "bool"},         {"Int", "number"},
            {"Int64", "number"},  {"Duration", "duration"}, {"Float64", "number"}};
        for (const auto& [kind, type] : kinds) {
            for (const std::string_view package : {"flag.", "pflag.", "fs.", "flags."}) {
                for (const std::string_view end : {"", "Var"}) {
                    const auto name = std::string(package) + std::string(kind) + std::string(end);
                    for (const auto& call : calls_of(file.text, name))
                        plain_flag(call, type, end.empty() ? 0 : 1);
                }
            }
        }
    }

    void plain_flag(const Call& call, std::string_view type, std::size_t first) {
        Variable flag;
        if (call.arguments.size() < first + 3 || !string_literal(call.argument(first), flag.name))
            return;
        flag.type = type;
        string_literal(call.argument(first + 2), flag.description);
        const auto value = call.argument(first + 1);
        std::string text;
        if (string_literal(value, text)) {
            flag.default_text = text;
        } else if (value.ends_with(')') && contains(lower(value), "env")) {
            // getEnv("NAME", "default"): the last argument is the default.
            const auto open = value.find('(');
            const auto inner = calls_of(value, std::string_view(value).substr(0, open));
            if (!inner.empty() && inner[0].arguments.size() > 1) {
                if (string_literal(inner[0].arguments.back(), text))
                    flag.default_text = text;
                else
                    flag.default_text = inner[0].arguments.back();
                if (string_literal(inner[0].argument(0), text))
                    flag.description += " ($" + text + ')';
            }
        } else if (!contains(value, "(")) {
            flag.default_text = value;
        }
        add_flag(std::move(flag));
    }

    void metric(std::string name, const std::string& help) {
        if (!is_metric(name) || facts_.metrics.size() >= metrics_max) return;
        for (const auto& known : facts_.metrics)
            if (known.name == name) return;
        facts_.metrics.push_back({std::move(name), {}, std::nullopt, false, help});
    }

    // "pg" + "stat_database" + "numbackends"; nothing when a part is not known.
    std::string full_name(std::string_view dir, const std::string& space, const std::string& sub,
                          const std::string& name) {
        std::string out;
        for (const auto* part : {&space, &sub, &name}) {
            std::string text;
            if (part->empty() || *part == "\"\"") continue;
            if (!constants_.value(dir, *part, text)) return {};
            if (text.empty()) continue;
            out += (out.empty() ? "" : "_") + text;
        }
        return out;
    }

    void metrics(const SourceFile& file) {
        const auto dir = dir_of(file.path);
        for (const auto& call : calls_of(file.text, "BuildFQName")) {
            std::string space;
            if (constants_.value(dir, call.argument(0), space)) votes_.add(space);
        }
        for (const auto& call : calls_of(file.text, "NewDesc")) {
            std::string help;
            std::string name;
            constants_.value(dir, call.argument(1), help);
            const auto inner = calls_of(call.argument(0), "BuildFQName");
            if (!inner.empty()) {
                name = full_name(dir, inner[0].argument(0), inner[0].argument(1),
                                 inner[0].argument(2));
            } else if (constants_.value(dir, call.argument(0), name) && is_metric(name)) {
                votes_.add(std::string_view(name).substr(0, name.find('_')));
            }
            metric(std::move(name), help);
        }
        for (const auto* type :
             {"GaugeOpts", "CounterOpts", "HistogramOpts", "SummaryOpts", "Opts"}) {
            for (const auto& call : calls_of(file.text, type, '{')) {
                std::string help;
                std::string space;
                constants_.value(dir, call.keyword("Help"), help);
                auto name = full_name(dir, call.keyword("Namespace"), call.keyword("Subsystem"),
                                      call.keyword("Name"));
                if (constants_.value(dir, call.keyword("Namespace"), space))
                    votes_.add(space);
                else if (is_metric(name))
                    votes_.add(std::string_view(name).substr(0, name.find('_')));
                metric(std::move(name), help);
            }
        }
    }

    const std::vector<SourceFile>& files_;
    Constants constants_;
    Votes votes_;
    ExporterFacts facts_;
    std::vector<std::pair<std::string, std::string>> tables_;  // names without prefix, help
};

}  // namespace

int port_of(std::string_view address) {
    const auto colon = address.rfind(':');
    if (colon != address.npos) address = address.substr(colon + 1);
    int port = 0;
    const auto* end = address.data() + address.size();
    const auto read = std::from_chars(address.data(), end, port);
    return read.ec == std::errc{} && read.ptr == end && port > 0 && port < 65536 ? port : 0;
}

int listening_port(const std::vector<Variable>& flags) {
    int other = 0;
    for (const auto& flag : flags) {
        if (!flag.default_text) continue;
        const auto name = lower(flag.name);
        const auto port = port_of(*flag.default_text);
        if (port == 0) continue;
        if (name == "web.listen-address") return port;
        const bool listens = contains(name, "listen") || name == "port" || name == "web.port" ||
                             name == "addr" || contains(name, "metrics-addr") ||
                             name == "metrics-port" || contains(name, "bind");
        if (listens && other == 0) other = port;
    }
    return other;
}

ExporterFacts read_go(const std::vector<SourceFile>& files) {
    return GoReader(files).read();
}

}  // namespace qm::catalog

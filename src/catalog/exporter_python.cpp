// Prometheus exporters written in Python: argparse, click, environment, prometheus_client.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/exporter_source.hpp"
#include "catalog/source_calls.hpp"
#include "catalog/text.hpp"

#include <algorithm>

namespace qm::catalog {
namespace {

// A literal without quotes, or the expression itself when it is short and plain.
std::optional<std::string> plain(const std::string& expression) {
    std::string text;
    if (string_literal(expression, text)) return text;
    if (expression.empty() || expression == "None" || contains(expression, "("))
        return std::nullopt;
    return expression;
}

void add(std::vector<Variable>& flags, Variable flag) {
    const bool known = std::any_of(flags.begin(), flags.end(),
                                   [&](const Variable& other) { return other.name == flag.name; });
    if (!known && !flag.name.empty() && flags.size() < flags_max) flags.push_back(std::move(flag));
}

// parser.add_argument("-p", "--port", type=int, default=9100, help="…"), click.option(…)
void read_options(std::string_view text, std::string_view function, ExporterFacts& facts) {
    for (const auto& call : calls_of(text, function)) {
        Variable flag;
        for (const auto& argument : call.arguments) {
            std::string name;
            if (!string_literal(argument, name)) break;
            while (name.starts_with('-'))
                name.erase(0, 1);
            if (name.size() > flag.name.size()) flag.name = name;
        }
        const auto type = call.keyword("type");
        flag.type = type == "int" || type == "float" ? "number"
                    : type == "bool"                 ? "bool"
                                                     : "string";
        if (contains(call.keyword("action"), "store_") || call.keyword("is_flag") == "True")
            flag.type = "bool";
        flag.default_text = plain(call.keyword("default"));
        flag.required = call.keyword("required") == "True" && !flag.default_text;
        string_literal(call.keyword("help"), flag.description);
        if (flag.name != "help" && flag.name != "version") add(facts.flags, std::move(flag));
    }
}

// os.environ.get("NAME", "default"), os.getenv("NAME"), os.environ["NAME"]
void read_environment(std::string_view text, ExporterFacts& facts) {
    for (const auto* function : {"environ.get", "getenv"}) {
        for (const auto& call : calls_of(text, function)) {
            Variable flag;
            if (!string_literal(call.argument(0), flag.name)) continue;
            flag.type = "string";
            flag.default_text = plain(call.argument(1));
            add(facts.flags, std::move(flag));
        }
    }
    for (const auto& call : calls_of(text, "environ", '[')) {
        Variable flag;
        if (!string_literal(call.argument(0), flag.name)) continue;
        flag.type = "string";
        flag.required = true;
        add(facts.flags, std::move(flag));
    }
}

void read_metrics(std::string_view text, ExporterFacts& facts, std::map<std::string, int>& votes) {
    for (const auto* type : {"Gauge", "Counter", "Histogram", "Summary", "Info", "Enum",
                             "GaugeMetricFamily", "CounterMetricFamily", "InfoMetricFamily"}) {
        for (const auto& call : calls_of(text, type)) {
            Variable metric;
            if (!string_literal(call.argument(0), metric.name)) continue;
            const auto cut = metric.name.find('_');
            if (cut == std::string::npos || contains(metric.name, " ")) continue;
            ++votes[metric.name.substr(0, cut)];
            string_literal(call.argument(1), metric.description);
            if (facts.metrics.size() < metrics_max) facts.metrics.push_back(std::move(metric));
            facts.collects = true;
        }
    }
}

}  // namespace

ExporterFacts read_python(const std::vector<SourceFile>& files) {
    ExporterFacts facts;
    std::map<std::string, int> votes;
    for (const auto& file : files) {
        read_options(file.text, "add_argument", facts);
        read_options(file.text, "click.option", facts);
        read_environment(file.text, facts);
        read_metrics(file.text, facts, votes);
        for (const auto& call : calls_of(file.text, "start_http_server")) {
            facts.serves = true;
            if (facts.port == 0) facts.port = port_of(call.argument(0));
            if (facts.port == 0) facts.port = port_of(call.keyword("port"));
        }
    }
    for (const auto& [prefix, count] : votes)
        if (facts.prefix.empty() || count > votes[facts.prefix]) facts.prefix = prefix;
    if (facts.port == 0) facts.port = listening_port(facts.flags);
    for (const auto& flag : facts.flags)
        if (facts.port == 0 && flag.default_text && contains(lower(flag.name), "port"))
            facts.port = port_of(*flag.default_text);
    return facts;
}

}  // namespace qm::catalog

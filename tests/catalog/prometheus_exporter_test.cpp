// Tries which programs are exporters, and what their source says: flags, metrics, prefix, port.
// SPDX-License-Identifier: Apache-2.0
#include "catalog/exporter_source.hpp"
#include "catalog/support/scan.hpp"
#include "catalog/yaml_read.hpp"

namespace qm {
namespace {

using support::entry;
using support::ids;
using support::MemoryTree;
using support::names;
using support::scan;
using support::variable;

using Ids = std::vector<std::string>;

constexpr const char* mod =
    "module git.example/sre/queue_exporter\n\nrequire (\n\tgithub.com/prometheus/client_golang v1\n"
    "\tgithub.com/prometheus/exporter-toolkit v0.11\n)\n";

constexpr const char* main_go = R"(package main

import "github.com/prometheus/client_golang/prometheus/promhttp"

const namespace = "queue"

var (
	listen = kingpinflag.AddFlags(kingpin.CommandLine, ":9187")
	path   = kingpin.Flag("web.telemetry-path", "Where.").Default("/metrics").Envar("Q_PATH").String()
	token  = kingpin.Flag("token",
		"The token (DEPRECATED).").Required().String()
	depth = prometheus.NewDesc(
		prometheus.BuildFQName(namespace, "broker", "depth"),
		"Messages waiting.", nil, nil)
	up = prometheus.NewGauge(prometheus.GaugeOpts{
		Namespace: namespace,
		Name:      "up",
		Help:      "Whether it answers.",
	})
)

func main() { http.Handle("/metrics", promhttp.Handler()) }
)";

TEST(PrometheusExporter, in_go_with_kingpin) {
    MemoryTree tree({{"go.mod", mod},
                     {"main.go", main_go},
                     {"main_test.go", "var x = kingpin.Flag(\"not.this\", \"\")"},
                     {"vendor/x/x.go", "var x = kingpin.Flag(\"nor.this\", \"\")"},
                     {"VERSION", "1.5.0\n"},
                     {"README.md", "# Queue exporter\n\nMetrics of queues.\n"}},
                    "sre/queue_exporter");
    tree.tags({"v1.4.0"});
    const auto one = entry(scan(tree), "prometheus-exporter/queue_exporter");
    EXPECT_EQ(one.version, "1.5.0") << "VERSION before the tag";
    EXPECT_EQ(one.description, "Metrics of queues.");
    EXPECT_EQ(one.port, 9187);
    EXPECT_EQ(one.metric_prefix, "queue");
    EXPECT_EQ(names(one.inputs),
              (Ids{"web.listen-address", "web.config.file", "web.telemetry-path", "token"}));
    EXPECT_EQ(variable(one.inputs, "web.telemetry-path").description, "Where. ($Q_PATH)");
    EXPECT_TRUE(variable(one.inputs, "token").required);
    EXPECT_EQ(names(one.outputs), (Ids{"queue_broker_depth", "queue_up"}));
    EXPECT_EQ(variable(one.outputs, "queue_up").description, "Whether it answers.");
    EXPECT_EQ(one.snippet,
              "scrape_configs:\n  - job_name: queue\n    static_configs:\n"
              "      - targets: [\"localhost:9187\"]");
}

TEST(PrometheusExporter, with_plain_flags_and_an_environment) {
    const std::vector<catalog::SourceFile> files = {
        {"main.go", R"(package main
import "promhttp"
const sub = names.Sub
var (
	ns   = flag.String("namespace", getEnv("X_NAMESPACE", "redis"), "Namespace for metrics")
	addr = flag.String("web.listen-address", getEnv("X_ADDR", ":9121"), "Address to listen on")
	slow = flag.Bool("slow", false, "Be slow")
	n    = flag.IntVar(&x, "n", 3, "How many")
	d    = prometheus.NewDesc(prometheus.BuildFQName(*ns, sub, "x"), "h", nil, nil)
)
)"},
        {"names/n.go", "package names\nconst Sub = \"s\"\n"}};
    const auto facts = catalog::read_go(files);
    EXPECT_EQ(facts.prefix, "redis");
    EXPECT_EQ(facts.port, 9121);
    ASSERT_EQ(facts.flags.size(), 4u);
    EXPECT_EQ(variable(facts.flags, "slow").default_text, "false");
    EXPECT_EQ(variable(facts.flags, "n").type, "number");
    EXPECT_EQ(variable(facts.flags, "namespace").description,
              "Namespace for metrics ($X_NAMESPACE)");
}

TEST(PrometheusExporter, in_python) {
    MemoryTree tree({{"tools/mail_exporter/requirements.txt", "prometheus_client\n"},
                     {"tools/mail_exporter/app.py", R"(
from prometheus_client import Gauge, start_http_server
parser.add_argument("-p", "--port", type=int, default=9876, help="Port")
parser.add_argument("--host", required=True)
QUEUE = Gauge('mail_queue_length', 'Mails waiting')
SENT = Counter('mail_sent_total', 'Mails sent')
start_http_server(args.port)
)"}},
                    "sre/tools");
    const auto one = entry(scan(tree), "prometheus-exporter/mail_exporter");
    EXPECT_EQ(one.path, "tools/mail_exporter");
    EXPECT_EQ(one.port, 9876);
    EXPECT_EQ(one.metric_prefix, "mail");
    EXPECT_EQ(names(one.outputs), (Ids{"mail_queue_length", "mail_sent_total"}));
    EXPECT_TRUE(variable(one.inputs, "host").required);
    EXPECT_EQ(variable(one.inputs, "port").type, "number");
}

TEST(PrometheusExporter, several_in_one_module) {
    const auto program = [](const std::string& name, int port) {
        return "package main\n// promhttp.Handler\nvar a = flag.String(\"web.listen-address\", "
               "\":" +
               std::to_string(port) + "\", \"l\")\nconst namespace = \"" + name + "\"\n" +
               "var d = prometheus.NewDesc(prometheus.BuildFQName(namespace, \"\", \"up\"), "
               "\"h\")\n";
    };
    MemoryTree tree({{"go.mod", mod},
                     {"cmd/a_exporter/main.go", program("aaa", 9001)},
                     {"cmd/b_exporter/main.go", program("bbb", 9002)}},
                    "sre/exporters");
    const auto found = scan(tree);
    ASSERT_EQ(ids(found),
              (Ids{"prometheus-exporter/a_exporter", "prometheus-exporter/b_exporter"}));
    EXPECT_EQ(found.entries[0].path, "cmd/a_exporter");
    EXPECT_EQ(found.entries[0].port, 9001);
    EXPECT_EQ(found.entries[1].port, 9002);
    EXPECT_EQ(found.entries[1].metric_prefix, "bbb");
}

TEST(PrometheusExporter, no_single_signal_is_enough) {
    const auto any = [](MemoryTree::Files files, const char* repo) {
        for (const auto& one : scan(MemoryTree(files, repo)).entries)
            if (one.kind == "prometheus-exporter") return true;
        return false;
    };
    const char* service = "module x/shop\nrequire github.com/prometheus/client_golang v1\n";
    const char* serves = "package main\nfunc main() { promhttp.Handler() }\n";
    EXPECT_FALSE(any({{"go.mod", service}, {"main.go", serves}}, "sre/shop"));
    EXPECT_FALSE(any({{"go.mod",
                       "module x/alertmanager\nrequire (\n"
                       "github.com/prometheus/client_golang v1\n"
                       "github.com/prometheus/exporter-toolkit v1\n)\n"},
                      {"main.go", main_go}},
                     "sre/alertmanager"));
    EXPECT_FALSE(any({{"Chart.yaml", "apiVersion: v2\nname: x-exporter\nversion: 1.0.0\n"}},
                     "sre/x-exporter"));
    EXPECT_FALSE(any({{"tasks/main.yml", "- debug:\n"}}, "sre/ansible-node-exporter"));
    EXPECT_FALSE(any({{"vendor/x/go.mod", mod}, {"vendor/x/main.go", main_go}}, "sre/shop"));
    EXPECT_FALSE(any({{"a.py", "import prometheus_client\n# nothing is served\n"}}, "sre/shop"));
    EXPECT_TRUE(any({{"go.mod", service}, {"main.go", serves}}, "sre/shop_exporter"));
    EXPECT_TRUE(any({{"Cargo.toml", ""}, {"README.md", "GET /metrics"}}, "sre/shop_exporter"));
}

TEST(PrometheusExporter, names_that_stand_in_tables) {
    const std::string code = R"(package exporter

func New() {
	gauges := flag.String("namespace", "queue", "Namespace")
	e := Exporter{
		metricMapGauges: map[string]string{
			// # Server
			"uptime": "uptime_in_seconds",
		},
		colours: map[string]string{
			"red": "no_metric",
		},
	}
	for k, desc := range map[string]struct {
		txt  string
		lbls []string
	}{
		"up": {txt: `It is up`, lbls: []string{"db"}},
	} {
		e.descriptions[k] = newMetricDescr(opts.Namespace, k, desc.txt, desc.lbls)
	}
}
)";
    const auto facts = catalog::read_go({{"exporter/exporter.go", code}});
    EXPECT_EQ(names(facts.metrics), (Ids{"queue_uptime_in_seconds", "queue_up"}));
    EXPECT_EQ(facts.metrics[1].description, "It is up");
    EXPECT_TRUE(
        catalog::read_go({{"a.go", "metricMap: map[string]string{\n\"a\": \"b"}}).metrics.empty());
}

TEST(PrometheusExporter, the_toolkit_under_any_name) {
    const auto facts =
        catalog::read_go({{"main.go",
                           "flags = webflag.AddFlags(kingpin.CommandLine, \":9114\")\n"
                           "logflag.AddFlags(kingpin.CommandLine, config)\n"}});
    EXPECT_EQ(facts.port, 9114);
}

TEST(PrometheusExporter, the_library_speaks_of_itself) {
    const std::string code =
        "import prometheus_client\nprometheus_client.start_http_server(8000)\n"
        "Gauge('a_b', 'x')\nGauge('a_c', 'x')\nGauge('a_d', 'x')\n";
    EXPECT_EQ(support::ids(scan(MemoryTree({{"pyproject.toml", "[tool.x]\n"},
                                            {"prometheus_client/__init__.py", ""},
                                            {"tools/serve.py", code}},
                                           "sre/fork"))),
              Ids{});
}

TEST(PrometheusExporter, ports_from_other_places) {
    const char* bare = "module x/q_exporter\nrequire github.com/prometheus/client_golang v1\n";
    const char* serves = "package main\nfunc main() { promhttp.Handler() }\n";
    const auto port = [&](MemoryTree::Files files) {
        return entry(scan(MemoryTree(files, "sre/q_exporter")), "prometheus-exporter/q_exporter")
            .port;
    };
    EXPECT_EQ(
        port({{"go.mod", bare}, {"main.go", serves}, {"Dockerfile", "FROM x\nEXPOSE 9200/tcp\n"}}),
        9200);
    EXPECT_EQ(port({{"go.mod", bare}, {"main.go", serves}, {"README.md", "curl x:9300/metrics"}}),
              9300);
    EXPECT_EQ(port({{"go.mod", bare}, {"main.go", serves}}), 0);
    EXPECT_EQ(catalog::port_of("0.0.0.0:9100"), 9100);
    EXPECT_EQ(catalog::port_of("70000"), 0);
    EXPECT_EQ(catalog::port_of("x"), 0);
}

}  // namespace
}  // namespace qm

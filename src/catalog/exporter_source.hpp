// What the source of a Prometheus exporter tells: flags, metrics, their prefix, the default port.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <quartermaster/kind.hpp>

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace qm::catalog {

inline constexpr std::size_t flags_max = 300;
inline constexpr std::size_t metrics_max = 500;

struct ExporterFacts {
    std::vector<Variable> flags;
    std::vector<Variable> metrics;  // full names with their help
    std::string prefix;             // "pg"
    int port = 0;
    bool collects = false;  // it makes metrics of its own, not only counters about itself
    bool serves = false;    // a main package hands out /metrics
};

struct SourceFile {
    std::string_view path;
    std::string_view text;
};

ExporterFacts read_go(const std::vector<SourceFile>& files);
ExporterFacts read_python(const std::vector<SourceFile>& files);

// ":9187", "0.0.0.0:9187", "9187" → 9187; 0 when there is no port.
int port_of(std::string_view address);

// The port of "--web.listen-address", or of another flag that speaks of where it listens.
int listening_port(const std::vector<Variable>& flags);

}  // namespace qm::catalog

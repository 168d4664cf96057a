// Figures for Prometheus.
// SPDX-License-Identifier: Apache-2.0
#include "app/metrics.hpp"

namespace qm::app {
namespace {

void line(std::string& out, const char* name, const char* type, const char* help,
          std::uint64_t value) {
    out += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n" +
           name + " " + std::to_string(value) + "\n";
}

}  // namespace

std::string write_metrics(const Figures& f) {
    std::string out;
    line(out, "qm_connected", "gauge", "The chat's socket is up.", f.connected ? 1 : 0);
    line(out, "qm_events_total", "counter", "Events that came in.", f.intake.events);
    line(out, "qm_events_set_aside_total", "counter", "Events that failed three times.",
         f.intake.set_aside);
    line(out, "qm_searches_total", "counter", "Answers from the index.", f.intake.searches);
    line(out, "qm_commits_total", "counter", "Transactions committed.", f.store.commits);
    line(out, "qm_writes_total", "counter", "Events written, several in a commit.", f.store.writes);
    line(out, "qm_writes_failed_total", "counter", "Writes that were rolled back.", f.store.failed);
    line(out, "qm_posts_total", "counter", "Posts sent.", f.sender.sent);
    line(out, "qm_edits_total", "counter", "Cards drawn again.", f.sender.edited);
    line(out, "qm_posts_doubted_total", "counter", "Posts whose outcome was unknown.",
         f.sender.doubted);
    line(out, "qm_posts_found_total", "counter", "Doubtful posts that were there.", f.sender.found);
    line(out, "qm_posts_refused_total", "counter", "Posts the platform refused for good.",
         f.sender.refused);
    line(out, "qm_edits_refused_total", "counter",
         "Edits the platform refused: the card there shows an earlier state, or was deleted.",
         f.sender.edits_refused);
    line(out, "qm_posts_uprooted_total", "counter",
         "Posts whose thread was deleted before them; they were said elsewhere.", f.sender.gone);
    line(out, "qm_posts_waiting", "gauge", "Posts not sent yet.", f.waiting);
    line(out, "qm_catalog_entries", "gauge", "Entries in the index.", f.entries);
    line(out, "qm_requests_open", "gauge", "Open requests.",
         static_cast<std::uint64_t>(f.watch.open));
    line(out, "qm_requests_unattended", "gauge",
         "Requests without an owner or a next look, as the last proof found them.",
         static_cast<std::uint64_t>(f.watch.unattended));
    line(out, "qm_requests_unattended_total", "counter", "The same, of every proof.",
         f.watch.found_total);
    line(out, "qm_requests_mended_total", "counter", "Unattended requests that were mended.",
         f.watch.mended_total);
    line(out, "qm_watchdog_last_timestamp_seconds", "gauge",
         "When it was last proven that every request is attended.",
         static_cast<std::uint64_t>(f.watch.last_unix));
    line(out, "qm_heartbeats_failed_total", "counter", "Heartbeats that were not heard.",
         f.watch.heartbeats_failed);
    return out;
}

}  // namespace qm::app

// Exports what we look at first when a PostgreSQL cluster is slow.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const namespace = "pg"

var (
	listen = flag.String("web.listen-address", ":9187", "Address on which metrics are served")
	path   = flag.String("web.telemetry-path", "/metrics", "Path under which metrics are served")
	dsn    = flag.String("dsn", os.Getenv("PG_DSN"), "Connection string of the cluster")
)

var lag = prometheus.NewDesc(
	prometheus.BuildFQName(namespace, "replication", "lag_seconds"),
	"How far a replica is behind its primary.", []string{"replica"}, nil)

func main() {
	flag.Parse()
	prometheus.MustRegister(newCollector(*dsn, lag))
	http.Handle(*path, promhttp.Handler())
	log.Fatal(http.ListenAndServe(*listen, nil))
}

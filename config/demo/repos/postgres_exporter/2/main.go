// Exports what we look at first when a PostgreSQL cluster is slow.
package main

import (
	"flag"
	"log"
	"net/http"
	"os"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const namespace = "pg"

var (
	listen  = flag.String("web.listen-address", ":9187", "Address on which metrics are served")
	path    = flag.String("web.telemetry-path", "/metrics", "Path under which metrics are served")
	dsnFile = flag.String("dsn-file", "/run/secrets/dsn", "File with the connection string")
)

var lag = prometheus.NewDesc(
	prometheus.BuildFQName(namespace, "replication", "lag_seconds"),
	"How far a replica is behind its primary.", []string{"replica"}, nil)

func main() {
	flag.Parse()
	dsn, err := os.ReadFile(*dsnFile)
	if err != nil {
		log.Fatal(err)
	}
	prometheus.MustRegister(newCollector(strings.TrimSpace(string(dsn)), lag))
	http.Handle(*path, promhttp.Handler())
	log.Fatal(http.ListenAndServe(*listen, nil))
}

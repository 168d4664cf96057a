// Exports how long TLS certificates are still good.
package main

import (
	"log"
	"net/http"

	"github.com/alecthomas/kingpin/v2"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const namespace = "certificate"

var (
	listen = kingpin.Flag("web.listen-address", "Address on which metrics are served.").
		Default(":9793").String()
	endpoints = kingpin.Flag("endpoint", "Host and port to ask; may be repeated.").Strings()
	folder    = kingpin.Flag("folder", "Folder with certificates in PEM form.").
			Default("/etc/ssl/acme").String()
)

var left = prometheus.NewDesc(
	prometheus.BuildFQName(namespace, "", "expiry_days"),
	"Days until the certificate is no longer valid.", []string{"subject", "where"}, nil)

func main() {
	kingpin.Parse()
	prometheus.MustRegister(&watcher{*endpoints, *folder})
	http.Handle("/metrics", promhttp.Handler())
	log.Fatal(http.ListenAndServe(*listen, nil))
}

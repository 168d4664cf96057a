module gitlab.acme.example/sre/certificate_exporter

go 1.21

require (
	github.com/alecthomas/kingpin/v2 v2.4.0
	github.com/prometheus/client_golang v1.17.0
)

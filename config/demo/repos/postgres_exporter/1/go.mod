module gitlab.acme.example/sre/postgres_exporter

go 1.21

require (
	github.com/jackc/pgx/v5 v5.5.0
	github.com/prometheus/client_golang v1.17.0
	github.com/prometheus/exporter-toolkit v0.10.0
)

package main

// One short transaction per scrape. A long one would be the thing it warns about.
func replicationLag(dsn string) map[string]float64 {
	return query(dsn, `select application_name, extract(epoch from replay_lag)
		from pg_stat_replication`)
}

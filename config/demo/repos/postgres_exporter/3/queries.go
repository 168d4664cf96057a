package main

// One short transaction per scrape. A long one would be the thing it warns about.
func replicationLag(dsn string) map[string]float64 {
	return query(dsn, `select application_name, extract(epoch from replay_lag)
		from pg_stat_replication`)
}

// Idle connections are no load; a pooler keeps hundreds of them.
func activeConnections(dsn string) map[string]float64 {
	return query(dsn, `select datname, count(*) from pg_stat_activity
		where state <> 'idle' group by datname`)
}

package main

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

func query(dsn, sql string) map[string]float64 {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return nil
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, sql)
	if err != nil {
		return nil
	}
	found := map[string]float64{}
	for rows.Next() {
		var name string
		var value float64
		if rows.Scan(&name, &value) == nil {
			found[name] = value
		}
	}
	return found
}

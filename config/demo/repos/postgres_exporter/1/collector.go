package main

import "github.com/prometheus/client_golang/prometheus"

type collector struct {
	dsn string
	lag *prometheus.Desc
}

func newCollector(dsn string, lag *prometheus.Desc) *collector { return &collector{dsn, lag} }

func (c *collector) Describe(out chan<- *prometheus.Desc) { out <- c.lag }

func (c *collector) Collect(out chan<- prometheus.Metric) {
	for replica, seconds := range replicationLag(c.dsn) {
		out <- prometheus.MustNewConstMetric(c.lag, prometheus.GaugeValue, seconds, replica)
	}
}

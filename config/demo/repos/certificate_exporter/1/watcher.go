package main

import "github.com/prometheus/client_golang/prometheus"

type watcher struct {
	endpoints []string
	folder    string
}

func (w *watcher) Describe(out chan<- *prometheus.Desc) { out <- left }

func (w *watcher) Collect(out chan<- prometheus.Metric) {
	for _, found := range w.read() {
		out <- prometheus.MustNewConstMetric(left, prometheus.GaugeValue, found.days,
			found.subject, found.where)
	}
}

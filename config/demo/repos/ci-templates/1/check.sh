#!/bin/sh
# Every template must at least be YAML.
set -eu
for file in jobs/*.yml; do jq --version >/dev/null && echo "$file"; done

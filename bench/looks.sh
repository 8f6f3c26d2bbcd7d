#!/usr/bin/env bash
# Calls of looks at changed issues, counted at a sandbox of each edition: bench/looks.sh [TICKETS]
# Fails where one costs more than a call for each thousand changed issues and two.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/program.sh
about "looks at what changed"
for edition in cloud datacenter; do bench looks "$edition" "${1:-100000}"; done

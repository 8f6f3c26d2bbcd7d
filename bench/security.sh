#!/usr/bin/env bash
# Vulnerabilities taken in each second, one read among a million, and findings submitted to a site: bench/security.sh [sqlite|postgres]
# Server, sandbox and senders share one process and its cores. PostgreSQL as in imports.sh.
set -euo pipefail
cd "$(dirname "$0")/.."
engine=${1:-sqlite}
. bench/program.sh
about "security, $engine"
case "$engine" in
sqlite) bench security sqlite ;;
postgres)
  location=${FAIRLEAD_BENCH_POSTGRES:-}
  if [ -z "$location" ]; then
    location=$(eng/postgres.sh start)
    trap 'eng/postgres.sh stop' EXIT
  fi
  bench security postgres "$location"
  ;;
*) echo "usage: bench/security.sh [sqlite|postgres]" >&2; exit 64 ;;
esac

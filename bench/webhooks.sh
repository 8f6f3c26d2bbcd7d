#!/usr/bin/env bash
# Signed webhooks taken in each second, and a move in Jira until its finding's status: bench/webhooks.sh [sqlite|postgres]
# Server, sandbox and senders share one process and its cores. PostgreSQL with its own durability.
set -euo pipefail
cd "$(dirname "$0")/.."
engine=${1:-sqlite}
. bench/program.sh
about "webhooks, $engine"
case "$engine" in
sqlite) bench webhooks sqlite ;;
postgres)
  location=${FAIRLEAD_BENCH_POSTGRES:-}
  if [ -z "$location" ]; then
    location=$(eng/postgres.sh start durable)
    trap 'eng/postgres.sh stop durable' EXIT
  fi
  bench webhooks postgres "$location"
  ;;
*) echo "usage: bench/webhooks.sh [sqlite|postgres]" >&2; exit 64 ;;
esac

#!/usr/bin/env bash
# Vulnerabilities taken in and replaced each second, one read among many, and findings submitted to a site: bench/security.sh [sqlite|postgres] [STORED] [FINDINGS]
# What is taken in while findings are made of it: bench/security.sh [sqlite|postgres] findings [SECONDS]
# Server, sandbox and senders share one process and its cores. PostgreSQL with its own durability.
set -euo pipefail
cd "$(dirname "$0")/.."
engine=${1:-sqlite}
stored=${2:-1000000}
findings=${3:-100000}
if [ "$stored" = findings ]; then findings=${3:-30}; fi
. bench/program.sh
about "security, $engine"
case "$engine" in
sqlite) bench security sqlite "$stored" "$findings" ;;
postgres)
  location=${FAIRLEAD_BENCH_POSTGRES:-}
  if [ -z "$location" ]; then
    location=$(eng/postgres.sh start durable)
    trap 'eng/postgres.sh stop durable' EXIT
  fi
  bench security postgres "$location" "$stored" "$findings"
  ;;
*) echo "usage: bench/security.sh [sqlite|postgres] [STORED [FINDINGS] | findings [SECONDS]]" >&2; exit 64 ;;
esac

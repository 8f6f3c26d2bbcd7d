#!/usr/bin/env bash
# How long a command and the server take to start, through the launcher: bench/start.sh [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
./fairlead --help >/dev/null
data=$(mktemp -d "${TMPDIR:-/tmp}/fairlead-bench-XXXXXX")
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$data"' EXIT
now() { date +%s%3N; }

echo "starts, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $(date -u +%Y-%m-%d)"
for _ in $(seq "$rounds"); do
  from=$(now)
  ./fairlead report read samples/reports/ledger-1.sarif --json >/dev/null
  echo "report read: $(($(now) - from)) ms"
done
for _ in $(seq "$rounds"); do
  from=$(now)
  ./fairlead finding list --data "$data/local" >/dev/null 2>&1
  echo "finding list without a server: $(($(now) - from)) ms"
done
for round in $(seq "$rounds"); do
  port=$((20000 + RANDOM % 20000))
  from=$(now)
  ./fairlead serve --data "$data/$round" --listen "http://127.0.0.1:$port" >"$data/log" 2>&1 &
  server=$!
  until curl -sf "http://127.0.0.1:$port/health/ready" >/dev/null; do
    kill -0 "$server" 2>/dev/null || { cat "$data/log" >&2; exit 70; }
    sleep 0.02
  done
  echo "serve, empty database, until /health/ready: $(($(now) - from)) ms"
  kill "$server" && wait "$server" || true
  server=
done

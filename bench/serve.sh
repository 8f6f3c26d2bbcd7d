#!/usr/bin/env bash
# Peak memory of a server that takes in a report by HTTP: bench/serve.sh [COUNT]
# A server of its own on SQLite, as ./fairlead builds it; on Linux, where /proc tells the peak.
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-300000}
. bench/program.sh
folder=$(mktemp -d "${TMPDIR:-/tmp}/fairlead-bench-XXXXXX")
server=
port=$((20000 + RANDOM % 20000))
trap '[ -z "$server" ] || { kill "$server"; wait "$server" || true; }; rm -rf "$folder"' EXIT
bench imports generate "$folder/report.json" "$count" 1 0
./fairlead --version >/dev/null

./fairlead serve --data "$folder/data" --listen http://127.0.0.1:$port >"$folder/serve.log" 2>&1 &
server=$!
for _ in $(seq 120); do
  if curl -fs http://127.0.0.1:$port/health/ready >/dev/null; then break; fi
  kill -0 "$server" || { cat "$folder/serve.log" >&2; exit 70; }
  sleep 0.5
done
rss() { awk -v key="$1:" '$1 == key { printf "%d MB", $2 * 1024 / 1000000 }' "/proc/$server/status"; }
about "a server, $count findings by HTTP"
printf '%-22s %s\n' "idle" "$(rss VmRSS)"
./fairlead import "$folder/report.json" --format trivy --data "$folder/data" >/dev/null
printf '%-22s %s\n' "peak" "$(rss VmHWM)"

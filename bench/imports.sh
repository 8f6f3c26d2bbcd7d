#!/usr/bin/env bash
# Import speed and peak memory: bench/imports.sh [COUNT] [sqlite|postgres]; or bench/imports.sh [COUNT] [sqlite|postgres] sites
# Makes Trivy-like reports of the same findings (first, other bytes, 1 % changed) and takes each in with a process of its own,
# then four more with other bytes in one process and tells the last: what a server does that has run for a while. For PostgreSQL, FAIRLEAD_BENCH_POSTGRES names an empty database; without it eng/postgres.sh starts a server.
set -euo pipefail
cd "$(dirname "$0")/.."
count=${1:-100000}
engine=${2:-sqlite}
. bench/program.sh
folder=$(mktemp -d "${TMPDIR:-/tmp}/fairlead-bench-XXXXXX")
trap 'rm -rf "$folder"' EXIT

case "$engine" in
sqlite) location="$folder/bench.db" ;;
postgres)
  location=${FAIRLEAD_BENCH_POSTGRES:-}
  if [ -z "$location" ]; then
    location=$(eng/postgres.sh start)
    trap 'rm -rf "$folder"; eng/postgres.sh stop' EXIT
  fi
  ;;
*) echo "usage: bench/imports.sh [COUNT] [sqlite|postgres]" >&2; exit 64 ;;
esac

run() { # NAME GENERATION CHANGED-PERCENT [REPORT TAKEN IN BEFORE]…
  local name=$1
  bench imports generate "$folder/report.json" "$count" "$2" "$3"
  shift 3
  printf '%-22s %s\n' "$name" "$(bench imports run "$engine" "$location" "$@" "$folder/report.json")"
}
about "$count findings, $engine"
if [ "${3:-}" = sites ]; then
  # What it costs that changes are noted for sites of security information: none and two installed, in turns; each time every finding changes.
  bench imports sites "$engine" "$location" 0
  run "first import" 1 0
  changed=100
  for round in 1 2 3 4; do
    for sites in 0 2; do
      bench imports sites "$engine" "$location" $sites
      run "all changed, $sites sites" $((round * 10 + sites)) $changed
      changed=$((100 - changed))
    done
  done
  exit
fi
run "first import" 1 0
run "identical re-import" 2 0
run "1 % changed" 3 1
for generation in 4 5 6; do bench imports generate "$folder/$generation.json" "$count" $generation 1; done
run "identical, warm" 7 1 "$folder/4.json" "$folder/5.json" "$folder/6.json"

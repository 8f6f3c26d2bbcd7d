#!/usr/bin/env bash
# Speed, calls and peak memory of a server that looks through the issues of a Jira Data Center: bench/crawl.sh [ISSUES]
# A sandbox and a server of their own on SQLite, as ./fairlead builds them; on Linux, where /proc tells the peak. Each issue has a description of 4 KB.
set -euo pipefail
cd "$(dirname "$0")/.."
issues=${1:-20000}
. bench/program.sh
folder=$(mktemp -d "${TMPDIR:-/tmp}/fairlead-bench-XXXXXX")
jira=
server=
port=$((20000 + RANDOM % 20000))
site=http://127.0.0.1:$((port + 1))
trap 'kill $server $jira 2>/dev/null || true; wait || true; rm -rf "$folder"' EXIT
./fairlead --version >/dev/null

./fairlead sandbox --edition data-center --empty --port $((port + 1)) --json >"$folder/jira.json" &
jira=$!
until grep -q '^}' "$folder/jira.json" 2>/dev/null; do sleep 0.2; done
FAIRLEAD_BENCH_TOKEN=$(sed -n 's/.*"personalAccessToken": "\(.*\)".*/\1/p' "$folder/jira.json")
export FAIRLEAD_BENCH_TOKEN

sentence='The service answers with an error when the queue is full, and the log says nothing of it; see build 4711 of the pipeline. '
prose=
while [ ${#prose} -lt 4000 ]; do prose+=$sentence; done
create() {
  local body='{"issueUpdates":[' separator=
  for i in $(seq 50); do
    body+="$separator{\"fields\":{\"project\":{\"key\":\"SEC\"},\"issuetype\":{\"name\":\"Task\"},\"summary\":\"Queue of node $1-$i\",\"description\":\"$1 $i $prose\"}}"
    separator=,
  done
  echo "$body]}" | curl -fsS -o "$folder/made" -H "Authorization: Bearer $FAIRLEAD_BENCH_TOKEN" -H 'Content-Type: application/json' --data-binary @- "$site/rest/api/2/issue/bulk"
}
for part in $(seq $(((issues + 49) / 50))); do create "$part"; done

./fairlead serve --allow-loopback-jira --data "$folder/data" --listen http://127.0.0.1:$port >"$folder/serve.log" 2>&1 &
server=$!
for _ in $(seq 120); do
  if curl -fs http://127.0.0.1:$port/health/ready >/dev/null; then break; fi
  kill -0 "$server" || { cat "$folder/serve.log" >&2; exit 70; }
  sleep 0.5
done
rss() { awk -v key="$1:" '$1 == key { printf "%d MB", $2 * 1024 / 1000000 }' "/proc/$server/status"; }
about "a crawl of $issues issues"
./fairlead connection add bench --site "$site" --token-env FAIRLEAD_BENCH_TOKEN --data "$folder/data" >/dev/null
printf '%-22s %s\n' "idle" "$(rss VmRSS)"
./fairlead secrets crawl --connection bench --project SEC --data "$folder/data" || [ $? = 3 ]
printf '%-22s %s\n' "peak" "$(rss VmHWM)"

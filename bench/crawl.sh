#!/usr/bin/env bash
# Speed, calls and peak memory of a server that looks through the issues of a Jira: bench/crawl.sh [ISSUES [EDITS [EDITION]]]
# A sandbox and a server of their own on SQLite, as ./fairlead builds them; on Linux, where /proc tells the peak. Each issue has a description of 4 KB;
# with EDITS one of 30 KB that was edited so often, and 20 comments of 8 KB. EDITION is data-center or cloud.
set -euo pipefail
cd "$(dirname "$0")/.."
issues=${1:-20000}
edits=${2:-0}
edition=${3:-data-center}
. bench/program.sh
folder=$(mktemp -d "${TMPDIR:-/tmp}/fairlead-bench-XXXXXX")
jira=
server=
port=$((20000 + RANDOM % 20000))
site=http://127.0.0.1:$((port + 1))
trap 'kill $server $jira 2>/dev/null || true; wait || true; rm -rf "$folder"' EXIT
./fairlead --version >/dev/null

./fairlead sandbox --edition $edition --empty --port $((port + 1)) --json >"$folder/jira.json" &
jira=$!
until grep -q '^}' "$folder/jira.json" 2>/dev/null; do sleep 0.2; done
told() { sed -n "s/.*\"$1\": \"\(.*\)\".*/\1/p" "$folder/jira.json"; }
if [ "$edition" = cloud ]; then
  FAIRLEAD_BENCH_TOKEN=$(told apiToken)
  signin=(-u "$(told email):$FAIRLEAD_BENCH_TOKEN")
  signed="user = \"$(told email):$FAIRLEAD_BENCH_TOKEN\""
  account=(--email "$(told email)")
else
  FAIRLEAD_BENCH_TOKEN=$(told personalAccessToken)
  signin=(-H "Authorization: Bearer $FAIRLEAD_BENCH_TOKEN")
  signed="header = \"Authorization: Bearer $FAIRLEAD_BENCH_TOKEN\""
  account=()
fi
export FAIRLEAD_BENCH_TOKEN

sentence='The service answers with an error when the queue is full, and the log says nothing of it; see build 4711 of the pipeline. '
prose=
length=$((edits > 0 ? 30000 : 4000))
while [ ${#prose} -lt $length ]; do prose+=$sentence; done
create() {
  local body='{"issueUpdates":[' separator=
  for i in $(seq 50); do
    body+="$separator{\"fields\":{\"project\":{\"key\":\"SEC\"},\"issuetype\":{\"name\":\"Task\"},\"summary\":\"Queue of node $1-$i\",\"description\":\"$1 $i $prose\"}}"
    separator=,
  done
  echo "$body]}" | curl -fsS -o "$folder/made" "${signin[@]}" -H 'Content-Type: application/json' --data-binary @- "$site/rest/api/2/issue/bulk"
}
for part in $(seq $(((issues + 49) / 50))); do create "$part"; done

# One request after another over one connection: each a block of curl's configuration, with what would else be forgotten by the next one.
request() { printf 'url = "%s/rest/api/2/issue/SEC-%s"\nrequest = %s\n%s\nheader = "Content-Type: application/json"\ndata-binary = "@%s"\noutput = /dev/null\nfail\nnext\n' "$site" "$1" "$2" "$signed" "$3"; }
if [ "$edits" -gt 0 ]; then
  echo "{\"body\":\"${prose:0:8000}\"}" >"$folder/comment"
  for edit in $(seq "$edits"); do echo "{\"fields\":{\"description\":\"edit $edit $prose\"}}" >"$folder/edit$edit"; done
  for issue in $(seq "$issues"); do
    for edit in $(seq "$edits"); do request "$issue" PUT "$folder/edit$edit"; done
    for _ in $(seq 20); do request "$issue/comment" POST "$folder/comment"; done
  done | sed '$d' >"$folder/requests"
  curl -sS -K "$folder/requests" >/dev/null
fi

./fairlead serve --allow-loopback-jira --data "$folder/data" --listen http://127.0.0.1:$port >"$folder/serve.log" 2>&1 &
server=$!
for _ in $(seq 120); do
  if curl -fs http://127.0.0.1:$port/health/ready >/dev/null; then break; fi
  kill -0 "$server" || { cat "$folder/serve.log" >&2; exit 70; }
  sleep 0.5
done
rss() { awk -v key="$1:" '$1 == key { printf "%d MB", $2 * 1024 / 1000000 }' "/proc/$server/status"; }
about "a crawl of $issues issues of $edition$([ "$edits" = 0 ] || echo ", each with $edits edits of 30 KB and 20 comments of 8 KB")"
./fairlead connection add bench --site "$site" "${account[@]}" --token-env FAIRLEAD_BENCH_TOKEN --data "$folder/data" >/dev/null
printf '%-22s %s\n' "idle" "$(rss VmRSS)"
./fairlead secrets crawl --connection bench --project SEC --data "$folder/data" || [ $? = 3 ]
printf '%-22s %s\n' "peak" "$(rss VmHWM)"

#!/usr/bin/env bash
# Calls to Jira, counted at a sandbox of each edition: bench/jira.sh [FINDINGS]…
# Takes a report in, makes a ticket of each finding, runs again unchanged, reads all links again.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/program.sh
about "calls to Jira"
for count in "${@:-10000 100000}"; do
  for n in $count; do
    for edition in cloud datacenter; do bench jira "$edition" "$n"; done
  done
done

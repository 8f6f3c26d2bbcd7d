#!/usr/bin/env bash
# Everything that docs/performance.md tells, one after the other.
set -euo pipefail
cd "$(dirname "$0")"
for engine in sqlite postgres; do
  for count in 100000 1000000; do ./imports.sh $count $engine; done
done
./plan.sh
./jira.sh
./looks.sh
for engine in sqlite postgres; do ./webhooks.sh $engine; done
for engine in sqlite postgres; do ./security.sh $engine; done
./start.sh
./serve.sh

#!/usr/bin/env bash
# Planning on one core: bench/plan.sh [FINDINGS] [TICKETS]
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/program.sh
about "planning"
taskset -c 0 dotnet "$program/Fairlead.Bench.dll" plan "${1:-100000}" "${2:-20000}"

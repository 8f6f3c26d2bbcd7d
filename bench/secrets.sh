#!/usr/bin/env bash
# How fast secrets are looked for, and how fast other engines are on the same texts and patterns: bench/secrets.sh [ISSUES.jsonl]
# ISSUES.jsonl: issues as Jira sends them, one to a line. Hyperscan (libhyperscan-dev, gcc) and ripgrep are asked where they are installed.
set -euo pipefail
cd "$(dirname "$0")/.."
. bench/program.sh
texts=artifacts/bench/secrets
mkdir -p "$texts"
issues=${1:-$texts/issues.jsonl}
if [ $# = 0 ]; then
  shared=../shared/data/jira-issues.jsonl.xz
  [ -e "$shared" ] || { echo "Give a file of issues, one to a line." >&2; exit 64; }
  xz -dc "$shared" >"$issues"
fi

about "secrets"
bench secrets write "$texts" "$issues"
# Each of its measurements but the one of two cores is one thread: held to one core, that one would be measured on it, too.
dotnet "$program/Fairlead.Bench.dll" secrets run "$texts" "$issues"
if gcc -O2 -o "$texts/hyperscan" bench/yardsticks/hyperscan.c -lhs 2>/dev/null; then
  for text in issues keywords secrets; do printf '%-9s ' $text; taskset -c 0 "$texts/hyperscan" "$texts/patterns" "$texts/$text.txt" 8; done
else
  echo "Hyperscan is not installed (libhyperscan-dev, gcc)."
fi
if command -v rg >/dev/null; then
  tr -dc '[:alnum:]\n_-' <"$texts/patterns" | cut -c1-8 | grep -E '^.{5,}$' | sort -u >"$texts/words"
  for text in issues keywords; do
    from=$(date +%s%N)
    taskset -c 0 rg -c -F -i -f "$texts/words" "$texts/$text.txt" >/dev/null || true
    awk -v b="$(stat -c %s "$texts/$text.txt")" -v t="$(($(date +%s%N) - from))" -v n="$(wc -l <"$texts/words")" -v x=$text 'BEGIN { printf "ripgrep, %d words only, %s: %.3f GB/s\n", n, x, b / t }'
  done
else
  echo "ripgrep is not installed."
fi

#!/bin/sh
# Makes the demo's reports again: real ESLint with its security plugins over the two states of the sample application.
# usage: samples/scan.sh   (needs Node 20 or later and npm)
set -eu
cd "$(dirname "$0")"
npm ci --no-audit --no-fund --loglevel=error
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

scan() { # scan STATE REPORT
  # ESLint exits with 1 when it finds something, which is what it is here for.
  npx --no-install eslint --config eslint.config.js --no-inline-config \
    --format @microsoft/eslint-formatter-sarif --output-file "$work/raw.sarif" "ledger-app/$1" || [ $? -eq 1 ]
  node finish.mjs "$work/raw.sarif" "reports/$2" "ledger-app/$1" "$1"
}

mkdir -p reports
scan v1 ledger-1.sarif
scan v2 ledger-2.sarif
scan v2 ledger-3.sarif

#!/usr/bin/env bash
# What the tests need beside the .NET SDK and Node: PostgreSQL, Chromium, strace, pdftotext and the Jira clients that other people wrote.
# Installs only what is missing, and runs no script of a package.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)

command -v dotnet >/dev/null || { echo "The .NET 10 SDK is missing (dotnet is not on PATH)." >&2; exit 69; }
command -v npm >/dev/null || { echo "Node 20 or newer with npm is missing." >&2; exit 69; }

missing=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v strace >/dev/null || missing+=(strace)
[ -x /usr/bin/chromium ] || missing+=(chromium)
command -v pdftotext >/dev/null || missing+=(poppler-utils)
/usr/bin/python3 -c 'import jira' 2>/dev/null || missing+=(python3-jira)
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing ${missing[*]}"
  as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
  command -v apt-get >/dev/null || { echo "Install ${missing[*]} with your system's package manager." >&2; exit 69; }
  export DEBIAN_FRONTEND=noninteractive
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
fi

for lock in "$top"/tests/*/clients/package-lock.json; do
  [ -e "$lock" ] || continue
  folder=$(dirname "$lock")
  stamp="$folder/node_modules/.installed"
  if [ ! -e "$stamp" ] || [ "$lock" -nt "$stamp" ]; then
    echo "Installing npm clients in ${folder#"$top"/}"
    (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    touch "$stamp"
  fi
done
echo "ready"

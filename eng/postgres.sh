#!/usr/bin/env bash
# A throw-away PostgreSQL for tests: `eng/postgres.sh start` prints the connection string, `stop` removes the server.
# The data lies under .cache/postgres; durability is off because nothing in it outlives a test run. `start durable` and `stop durable` are
# of a server of its own, with durability as PostgreSQL has it by default: for measuring.
set -euo pipefail
top=$(cd "$(dirname "$0")/.." && pwd)
kind=${2:-quick}
home="$top/.cache/postgres"
durability="-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
case "$kind" in
quick) ;;
durable) home="$top/.cache/postgres-durable"; durability="" ;;
*) echo "usage: eng/postgres.sh start|stop [durable]" >&2; exit 64 ;;
esac
bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || echo /nonexistent/initdb)")
[ -x "$bin/initdb" ] || { echo "PostgreSQL's server programs are missing (Debian: apt-get install postgresql)" >&2; exit 69; }

# initdb refuses to run as root; the package made an account for it.
as_owner() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

# The server outlives this script: it must not hold a lock or a pipe of the caller's open.
let_go_of_what_was_inherited() {
  local file descriptor
  for file in /dev/fd/*; do
    descriptor=${file##*/}
    [ "$descriptor" -le 2 ] || [ "$descriptor" = 255 ] || exec {descriptor}>&-
  done
}

case "${1:-}" in
start)
  let_go_of_what_was_inherited
  if [ -f "$home/port" ] && as_owner "$bin/pg_ctl" -D "$home/data" status >/dev/null 2>&1; then
    port=$(cat "$home/port")
  else
    # Unreachable parents (a checkout below /root) would stop the server's own account, so the data goes to the temporary folder.
    data=$(mktemp -d /tmp/fairlead-postgres-XXXXXX)
    [ "$(id -u)" = 0 ] && chown postgres "$data"
    rm -rf "$home"; mkdir -p "$home"; ln -s "$data" "$home/data"
    as_owner "$bin/initdb" -D "$data" -U fairlead --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
    port=$(( 20000 + RANDOM % 20000 ))
    as_owner "$bin/pg_ctl" -D "$data" -w -l "$data/log" -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories='$data' \
      $durability -c max_connections=300 -c shared_buffers=256MB" start >/dev/null
    echo "$port" > "$home/port"
    as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" -U fairlead fairlead
  fi
  echo "Host=127.0.0.1;Port=$port;Username=fairlead;Database=fairlead"
  ;;
stop)
  if [ -e "$home/data" ]; then
    data=$(readlink -f "$home/data")
    as_owner "$bin/pg_ctl" -D "$data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$data" "$home"
  fi
  ;;
*) echo "usage: eng/postgres.sh start|stop [durable]" >&2; exit 64 ;;
esac

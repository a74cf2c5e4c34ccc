# Sourced by run, chaos, soak and lists: builds the program and this package, and brings a private PostgreSQL cluster with its
# default durability, room for connections of killed processes, and the times of commits. Gives them $bench (this package's binary), $program (its flag), $postgres (the server's address),
# $restart_postgres (a command that crashes the server and starts it again) and $work (a folder, gone afterwards).
# Whatever is missing (Debian packages) is installed when this runs as root.
root=$(cd "$(dirname "$0")/.." && pwd)
name=bench/$(basename "$0")
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$root/target}

install() {
  if [ "$(id -u)" -ne 0 ]; then echo "$name: $1 is missing: install it (apt-get install $1) or run this as root" >&2; return 1; fi
  echo "$name: installing the package $1" >&2
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$1"; } >&2
}
find_bin() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true; }

bin=$(find_bin)
[ -n "$bin" ] || { install postgresql; bin=$(find_bin); }

# One after the other, each in its own folder, so that each finds its own lock file and settings.
program=()
if [[ " $* " != *" --program"[\ =]* ]]; then
  program=(--program "$CARGO_TARGET_DIR/release/stackmatch")
  (cd "$root" && cargo build --release --locked)
fi
(cd "$root/bench" && cargo build --release --locked)
bench=$CARGO_TARGET_DIR/release/stackmatch-bench

# All data of this run, gone afterwards, even after Ctrl-C.
work=$(mktemp -d "${TMPDIR:-/tmp}/stackmatch-bench.XXXXXX")
export TMPDIR=$work
cluster=$work/postgres
mkdir "$cluster"
as=()
if [ "$(id -u)" -eq 0 ]; then
  # initdb refuses to run as root, so the cluster belongs to the user that Debian's package made.
  chmod 711 "$work"
  chown postgres "$cluster"
  as=(runuser -u postgres --)
fi
stop() {
  "${as[@]}" "$bin/pg_ctl" -D "$cluster/data" -m immediate -w stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT

# Durable as PostgreSQL is by default: what is measured is what users get.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])' 2>/dev/null || echo 54328)
postgres=postgres://stackmatch@127.0.0.1:$port
cd "$cluster"
"${as[@]}" "$bin/initdb" -D "$cluster/data" -U stackmatch -A trust -E UTF8 --locale=C >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$cluster/data" -w -l "$cluster/log" start \
  -o "-p $port -k $cluster -c listen_addresses=127.0.0.1 -c max_connections=200 -c track_commit_timestamp=on" >/dev/null \
  || { cat "$cluster/log" >&2; exit 1; }
cd "$OLDPWD"
restart_postgres=$(printf '%q ' "${as[@]}" "$bin/pg_ctl" -D "$cluster/data" -m immediate -w -l "$cluster/log" restart)

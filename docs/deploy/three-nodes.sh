#!/bin/sh
# Three nodes of Mesher on this machine, on one database, until Ctrl-C:
#
#   MESHER_DATABASE_URL=postgres://… docs/deploy/three-nodes.sh
#
# They serve on ports 8080, 8090 and 8100. MESHER is the program, if that is not found
# by its name.
set -eu

: "${MESHER_DATABASE_URL:?say which PostgreSQL database the nodes share: postgres://user:password@host:5432/name}"
program=${MESHER:-mesher}
data=${MESHER_DATA_DIR:-./mesher-data}
http=${MESHER_HTTP_PORT:-8080}
place=${PLACE:-4371} # the first node's port for the others

mkdir -p "$data"
cookie=$data/cookie
if [ ! -s "$cookie" ]; then
	(umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$cookie")
fi
export MESHER_DATABASE_URL MESHER_COOKIE_FILE="$cookie"
export MESHER_PEERS="mesher-1@127.0.0.1:$place"

nodes=
# A terminal's Ctrl-C reaches the nodes as well, and to be told twice would be to stop
# at once.
trap 'wait; exit' INT
trap 'kill $nodes; wait; exit' TERM
for n in 1 2 3; do
	port=$((http + 10 * (n - 1)))
	MESHER_NODE_NAME="mesher-$n@127.0.0.1:$((place + n - 1))" MESHER_DATA_DIR="$data/node-$n" \
		MESHER_HTTP_PORT=$port MESHER_WS_PORT=$((port + 1)) MESHER_ADMIN_ADDR="127.0.0.1:$((port + 2))" \
		"$program" serve &
	nodes="$nodes $!"
done
echo "Look at them from another terminal: MESHER_COOKIE_FILE=$cookie $program cluster watch --node 127.0.0.1:$place"
wait

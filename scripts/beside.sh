#!/usr/bin/env bash
# Shows a Play application and a Go program that share a login: it starts the Play
# application of the interop tests, and examples/besideplay in front of it, and prints the
# address to open. Ctrl-C ends both. LISTEN is where to serve, 127.0.0.1:8080 by default.
# APPLICATION_SECRET is the secret of both, PLAY_OPTIONS are settings for Play, such as
# "-Dplay.http.session.cookieName=ID"; SATCHEL_… variables are those of Go.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

work=$(mktemp -d)
play=
proxy=
stop() {
	# The proxy first, so that it does not find Play gone.
	local process
	for process in $proxy $play; do
		kill "$process" 2>/dev/null || true
		wait "$process" 2>/dev/null || true
	done
	rm -rf "$work"
}
trap stop EXIT
trap 'exit 0' INT TERM

class_path=$(scripts/interop.sh --newest | cut -f 2)
go build -o "$work/besideplay" ./examples/besideplay

# One secret for both, made for this run if there is none.
APPLICATION_SECRET=${APPLICATION_SECRET:-$(go run ./cmd/satchel secret new)}
export APPLICATION_SECRET
read -r -a play_options <<<"${PLAY_OPTIONS:-}" || true

"${JAVA:-java}" -cp "$class_path" -Dplay.server.pidfile.path=/dev/null -Dplay.server.http.address=127.0.0.1 -Dplay.server.http.port=0 \
	"${play_options[@]}" play.core.server.ProdServerStart >"$work/play.log" 2>&1 </dev/null &
play=$!
address=
while [[ -z $address ]]; do
	kill -0 "$play" 2>/dev/null || die "Play has ended:" "$(cat "$work/play.log")"
	sleep 0.2
	address=$(sed -n 's,.*Listening for HTTP on /\(127\.0\.0\.1:[0-9]*\).*,\1,p' "$work/play.log")
done

"$work/besideplay" -listen "${LISTEN:-127.0.0.1:8080}" -play "http://$address" &
proxy=$!
wait "$proxy"

#!/usr/bin/env bash
# Makes sure that there is a redis-server for the tests with servers and prints its
# path on standard output; all else goes to standard error.
#
# It takes $REDIS_SERVER if that is set, else the one in PATH or sbin, else it
# installs the Debian package when it may (root with apt-get), and says so. Otherwise
# it fails: a run without these tests must not look like a run in which they passed.

# shellcheck source=scripts/packages.sh
source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

# works_redis-server FILE succeeds if FILE is a Redis of version 7.0 or later, the
# first that has CLUSTER ADDSLOTSRANGE.
works_redis-server() {
	local output
	output=$("$1" --version 2>&1 </dev/null) || return 1
	echo "$output" >&2
	if ! [[ $output =~ v=([0-9]+)\. ]] || ((BASH_REMATCH[1] < 7)); then
		echo "$1 is no Redis of version 7.0 or later" >&2
		return 1
	fi
}

require_program redis-server "${REDIS_SERVER:-}" REDIS_SERVER "The tests with Redis servers" redis-server

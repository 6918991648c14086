#!/usr/bin/env bash
# Makes sure that there is a redis-server for the tests of the cache and prints its
# path on standard output; all else goes to standard error.
#
# It takes $REDIS_SERVER if that is set, else the one in PATH. What is missing it
# installs as a Debian package when it may (root with apt-get), and says so.
# Otherwise it fails: a run without these tests must not look like a run in which
# they passed.

set -euo pipefail

policy=/usr/sbin/policy-rc.d
own_policy=
cleanup() {
	if [[ -n $own_policy ]]; then
		rm -f "$policy"
	fi
}
trap cleanup EXIT

# works FILE succeeds if FILE is a redis-server of version 7 or later: the tests of
# the cluster give out slots by ranges.
works() {
	local version
	version=$("$1" --version 2>&1 </dev/null) || return 1
	echo "$version" >&2
	[[ $version =~ v=([0-9]+)\. ]] && ((BASH_REMATCH[1] >= 7))
}

# find_server prints the path of a redis-server that works.
find_server() {
	local path
	path=$(command -v "${REDIS_SERVER:-redis-server}") && works "$path" && echo "$path"
}

# install_server installs it. The package would start a server at once, on a port
# that nobody wants to give it: a policy forbids it.
install_server() {
	if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
		return 1
	fi
	echo "installing the package redis-server with apt-get" >&2
	if [[ ! -e $policy ]]; then
		own_policy=yes
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod +x "$policy"
	fi
	export DEBIAN_FRONTEND=noninteractive
	local wait_for_lock=(-o DPkg::Lock::Timeout=300)
	apt-get "${wait_for_lock[@]}" update >&2 </dev/null &&
		apt-get "${wait_for_lock[@]}" install -y --no-install-recommends redis-server >&2 </dev/null
}

if find_server; then
	exit
fi
if [[ -n ${REDIS_SERVER:-} ]]; then
	echo "REDIS_SERVER is set to $REDIS_SERVER, which does not run, or is older than 7.0" >&2
	exit 1
fi
echo "there is no redis-server of version 7.0 or later" >&2
if install_server && find_server; then
	exit
fi
cat >&2 <<'MESSAGE'
The tests of the cache need a redis-server of version 7.0 or later. Install it:

	sudo apt-get install redis-server

or set REDIS_SERVER to the path of the one that you have:

	REDIS_SERVER=/path/to/redis-server make test
MESSAGE
exit 1

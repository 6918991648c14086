#!/usr/bin/env bash
# Makes sure that there is a Node for the tests of the published vectors and prints its
# path on standard output; all else goes to standard error.
#
# It takes $NODE if that is set, else the one in PATH, else it installs the Debian
# package when it may (root with apt-get), and says so. Otherwise it fails: a run
# without these tests must not look like a run in which they passed.

set -euo pipefail

# works FILE succeeds if FILE is a Node that has what the reader needs.
works() {
	"$1" --input-type=module --eval '
		import { getCiphers, hkdfSync } from "node:crypto";
		const ready = hkdfSync && ["aes-256-gcm", "aes-256-ecb"].every((name) => getCiphers().includes(name));
		console.error(`Node ${process.version}`);
		process.exit(ready ? 0 : 1);
	' >&2 </dev/null
}

# find_node prints the path of a Node that works.
find_node() {
	local path
	path=$(command -v "${NODE:-node}") && works "$path" && echo "$path"
}

# install_node installs the package without what it recommends, which is npm.
install_node() {
	if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
		return 1
	fi
	echo "installing the package nodejs with apt-get" >&2
	export DEBIAN_FRONTEND=noninteractive
	local wait_for_lock=(-o DPkg::Lock::Timeout=300)
	apt-get "${wait_for_lock[@]}" update >&2 </dev/null &&
		apt-get "${wait_for_lock[@]}" install -y --no-install-recommends nodejs >&2 </dev/null
}

if find_node; then
	exit
fi
if [[ -n ${NODE:-} ]]; then
	echo "NODE is set to $NODE, which does not run" >&2
	exit 1
fi
echo "there is no Node that runs" >&2
if install_node && find_node; then
	exit
fi
cat >&2 <<'MESSAGE'
The tests of the published vectors need Node, 18 or later. Install it:

	sudo apt-get install nodejs

or set NODE to the path of the one that you have:

	NODE=/path/to/node make test
MESSAGE
exit 1

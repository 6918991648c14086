#!/usr/bin/env bash
# Makes sure that there is a Chromium for the browser tests and prints its path
# on the last line of standard output; all else goes to standard error.
#
# It takes $CHROMIUM if that is set, else the first of the usual names in PATH
# that runs. If there is none, it installs the Debian package when it may (root
# with apt-get), and says so. Otherwise it fails: a run without the browser
# tests must not look like a run in which they passed.

set -euo pipefail

# works FILE succeeds if FILE is a browser that starts. Some distributions ship
# a stub of that name which only says what to install.
works() {
	local version
	version=$("$1" --version 2>/dev/null </dev/null) && echo "$version" >&2
}

# find_browser prints the path of the first browser in PATH that works.
find_browser() {
	local name path
	for name in chromium chromium-browser google-chrome; do
		if path=$(command -v "$name") && works "$path"; then
			echo "$path"
			return
		fi
	done
	return 1
}

if [[ -n ${CHROMIUM:-} ]]; then
	if path=$(command -v "$CHROMIUM") && works "$path"; then
		echo "$path"
		exit
	fi
	echo "CHROMIUM is set to $CHROMIUM, which does not run" >&2
	exit 1
fi

if find_browser; then
	exit
fi

if ((EUID == 0)) && command -v apt-get >/dev/null; then
	echo "there is no Chromium in PATH: installing the packages chromium and fonts-dejavu-core with apt-get" >&2
	export DEBIAN_FRONTEND=noninteractive
	wait_for_lock=(-o DPkg::Lock::Timeout=300)
	if apt-get "${wait_for_lock[@]}" update >&2 </dev/null &&
		apt-get "${wait_for_lock[@]}" install -y --no-install-recommends chromium fonts-dejavu-core >&2 </dev/null &&
		find_browser; then
		exit
	fi
	echo "the installation did not give a Chromium that runs" >&2
fi

cat >&2 <<'MESSAGE'
The browser tests need Chromium, and none was found. Install it:

	sudo apt-get install chromium fonts-dejavu-core

or set CHROMIUM to the path of a Chromium or Chrome that you have:

	CHROMIUM=/path/to/chromium make test
MESSAGE
exit 1

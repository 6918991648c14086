# shellcheck shell=bash
# How a script finds a program that the tests run, or installs it. Sourced, never
# run. A script that sources it defines works_NAME FILE for each program of that
# name, which succeeds if FILE does what the tests need.

set -euo pipefail

# Servers live in sbin, which not every user has in PATH.
PATH=$PATH:/usr/local/sbin:/usr/sbin

# find_program NAME SET prints the path of the program of that name, or of SET if
# that is not empty, if it works.
find_program() {
	local path
	path=$(command -v "${2:-$1}") && "works_$1" "$path" && echo "$path"
}

# install_packages PACKAGE... installs them, if it may (root with apt-get). Servers
# would be started at once, and take ports and memory that nobody wants to give
# them: a policy forbids it meanwhile.
install_packages() (
	if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
		return 1
	fi
	echo "installing the packages $* with apt-get" >&2
	policy=/usr/sbin/policy-rc.d
	if [[ ! -e $policy ]]; then
		trap 'rm -f "$policy"' EXIT
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod +x "$policy"
	fi
	export DEBIAN_FRONTEND=noninteractive
	wait_for_lock=(-o DPkg::Lock::Timeout=300)
	apt-get "${wait_for_lock[@]}" update >&2 </dev/null &&
		apt-get "${wait_for_lock[@]}" install -y --no-install-recommends "$@" >&2 </dev/null
)

# require_program NAME SET VARIABLE TESTS PACKAGE... prints the path of a program
# that works: SET if that is not empty, which is what the user has in VARIABLE, else
# the one of that name. Where there is none and the packages do not help, it ends the
# script, and says that TESTS need it.
require_program() {
	local name=$1 set=$2 variable=$3 tests=$4
	shift 4
	if find_program "$name" "$set"; then
		return
	fi
	if [[ -n $set ]]; then
		echo "$variable is set to $set, which does not do" >&2
		exit 1
	fi
	echo "there is no $name that does" >&2
	if install_packages "$@" && find_program "$name" ""; then
		return
	fi
	cat >&2 <<MESSAGE
$tests need $name. Install it:

	sudo apt-get install $*

or set $variable to the path of the one that you have:

	$variable=/path/to/$name make test
MESSAGE
	exit 1
}

#!/usr/bin/env bash
# Makes sure that there are an nginx and a varnishd for the tests behind shared
# caches and prints their paths on standard output, nginx on the first line and
# varnishd on the second; all else goes to standard error.
#
# It takes $NGINX and $VARNISHD if they are set, else those in PATH or sbin. What
# is missing it installs as a Debian package when it may (root with apt-get), and
# says so. Otherwise it fails: a run without these tests must not look like a run
# in which they passed.

set -euo pipefail

# Servers live in sbin, which not every user has in PATH.
PATH=$PATH:/usr/local/sbin:/usr/sbin

scratch=$(mktemp -d)
policy=/usr/sbin/policy-rc.d
own_policy=
cleanup() {
	rm -rf "$scratch"
	if [[ -n $own_policy ]]; then
		rm -f "$policy"
	fi
}
trap cleanup EXIT

# works_nginx FILE succeeds if FILE is an nginx that starts.
works_nginx() {
	"$1" -v >&2 </dev/null
}

# works_varnishd FILE succeeds if FILE is a varnishd that can compile a
# configuration, for which it calls a C compiler.
works_varnishd() {
	local output
	echo 'vcl 4.1; backend default none;' >"$scratch/none.vcl"
	if ! output=$("$1" -C -j none -n "$scratch/varnish" -f "$scratch/none.vcl" 2>&1 </dev/null); then
		echo "$output" >&2
		return 1
	fi
	output=$("$1" -V 2>&1 </dev/null)
	echo "${output%%$'\n'*}" >&2
}

# find_program NAME SET prints the path of the program of that name, or of SET if
# that is not empty, if it works.
find_program() {
	local path
	path=$(command -v "${2:-$1}") && "works_$1" "$path" && echo "$path"
}

# install_packages PACKAGE... installs them. Servers would be started at once, and
# take ports and memory that nobody wants to give them: a policy forbids it.
install_packages() {
	if ((EUID != 0)) || ! command -v apt-get >/dev/null; then
		return 1
	fi
	echo "installing the packages $* with apt-get" >&2
	if [[ ! -e $policy ]]; then
		own_policy=yes
		printf '#!/bin/sh\nexit 101\n' >"$policy"
		chmod +x "$policy"
	fi
	export DEBIAN_FRONTEND=noninteractive
	local wait_for_lock=(-o DPkg::Lock::Timeout=300)
	apt-get "${wait_for_lock[@]}" update >&2 </dev/null &&
		apt-get "${wait_for_lock[@]}" install -y --no-install-recommends "$@" >&2 </dev/null
}

# require_program NAME SET VARIABLE PACKAGE... prints the path of a program that
# works, and ends the script where there is none.
require_program() {
	local name=$1 set=$2 variable=$3
	shift 3
	if find_program "$name" "$set"; then
		return
	fi
	if [[ -n $set ]]; then
		echo "$variable is set to $set, which does not run" >&2
		exit 1
	fi
	echo "there is no $name that runs" >&2
	if install_packages "$@" && find_program "$name" ""; then
		return
	fi
	cat >&2 <<MESSAGE
The tests behind shared caches need $name. Install it:

	sudo apt-get install $*

or set $variable to the path of the one that you have:

	$variable=/path/to/$name make test
MESSAGE
	exit 1
}

require_program nginx "${NGINX:-}" NGINX nginx-light
# Varnish compiles its configuration with gcc.
require_program varnishd "${VARNISHD:-}" VARNISHD varnish gcc libc6-dev

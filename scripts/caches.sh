#!/usr/bin/env bash
# Makes sure that there are an nginx and a varnishd for the tests behind shared
# caches and prints their paths on standard output, nginx on the first line and
# varnishd on the second; all else goes to standard error.
#
# It takes $NGINX and $VARNISHD if they are set, else those in PATH or sbin. What
# is missing it installs as a Debian package when it may (root with apt-get), and
# says so. Otherwise it fails: a run without these tests must not look like a run
# in which they passed.

# shellcheck source=scripts/packages.sh
source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

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

tests="The tests behind shared caches"
require_program nginx "${NGINX:-}" NGINX "$tests" nginx-light
# Varnish compiles its configuration with gcc.
require_program varnishd "${VARNISHD:-}" VARNISHD "$tests" varnish gcc libc6-dev

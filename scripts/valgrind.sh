#!/usr/bin/env bash
# Makes sure that there is a valgrind for the test that counts instructions and prints
# its path on standard output; all else goes to standard error.
#
# It takes $VALGRIND if that is set, else the one in PATH, else it installs the Debian package when it may (root with
# apt-get), and says so. Otherwise it fails: a run without this test must not look like a
# run in which it passed.

# shellcheck source=scripts/packages.sh
source "$(dirname "${BASH_SOURCE[0]}")/packages.sh"

# works_valgrind FILE succeeds if FILE is a valgrind that runs a program.
works_valgrind() {
	"$1" --tool=none --quiet true >&2 </dev/null
}

require_program valgrind "${VALGRIND:-}" VALGRIND "The test that counts instructions" valgrind

# shellcheck shell=bash
# What the other scripts share: where the root of the repository is, which
# modules there are, how a step is announced and how a failure is reported.
# Sourced, never run. The modules are read from go.work, so that no script
# holds a list of them.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# Without a home directory the Go commands have no place for their caches.
if [[ -z ${HOME:-} ]]; then
	export HOME=$root/.bin/home
	mkdir -p "$HOME"
fi

# Every pass says itself whether it uses the workspace; a GOWORK that happens
# to be set outside must not decide it.
export GOWORK=$root/go.work

# Version stamps are of no use to a check, and they make a build fail where
# git distrusts the owner of the tree.
export GOFLAGS="${GOFLAGS:+$GOFLAGS }-buildvcs=false"

# The next eight functions are the only places where a module is treated
# differently from the others. A module that they do not name takes part in
# every pass.

# tests_run_once MODULE succeeds if the tests of MODULE run in the test step
# only, and not again in the race and the standalone step.
tests_run_once() {
	case $1 in
	# A browser takes most of the time, and the handlers' own tests show a race
	# sooner than a page does.
	./internal/e2e) ;;
	# Benchmarks measure; the code that they measure is tested where it lives.
	./bench) ;;
	# It starts a Java for each version of Play, beside which our side does little.
	./interop) ;;
	*) return 1 ;;
	esac
}

# needs_browser MODULE succeeds if the tests of MODULE drive a browser.
needs_browser() {
	[[ $1 == ./internal/e2e ]]
}

# needs_caches MODULE succeeds if the tests of MODULE run nginx and Varnish.
needs_caches() {
	[[ $1 == ./internal/conformance ]]
}

# needs_node MODULE succeeds if the tests of MODULE run Node.
needs_node() {
	[[ $1 == ./internal/conformance ]]
}

# needs_play MODULE succeeds if the tests of MODULE talk to applications of Play.
needs_play() {
	[[ $1 == ./interop ]]
}

# needs_redis MODULE succeeds if the tests of MODULE run servers of Redis. Those of
# internal/redistest in the root do too, and depend on nothing that changes.
needs_redis() {
	[[ $1 == ./cache/rediscache || $1 == ./cmd/satchel || $1 == ./internal/e2e || $1 == ./bench ]]
}

# needs_valgrind MODULE succeeds if the tests of MODULE count instructions.
needs_valgrind() {
	[[ $1 == ./bench ]]
}

# tests_need_no_workspace MODULE succeeds if the standalone step builds and vets
# MODULE, and does not run its tests once more.
tests_need_no_workspace() {
	# Faults last a second each, and a third pass would find in them nothing new.
	[[ $1 == ./cache/rediscache ]]
}

# list_modules prints the directory of every module in go.work, as "." or
# "./path", one on each line.
list_modules() {
	local json
	json=$(go work edit -json "$root/go.work")
	sed -n 's/.*"DiskPath": "\(.*\)".*/\1/p' <<<"$json" |
		sed -e 's,/$,,' -e '/^\.$/b' -e 's,^\(\./\)*,./,'
}

# find_in_tree NAME prints the files of that name, without what is in .git and
# .bin. The output is separated by NUL.
find_in_tree() {
	find . \( -name .git -o -name .bin \) -prune -o -name "$1" -type f -print0
}

# gofmt_tree FLAG runs gofmt on every Go file of the tree.
gofmt_tree() {
	find_in_tree '*.go' | xargs -0 -r "$(go env GOROOT)/bin/gofmt" "$@"
}

# die MESSAGE... prints the message to stderr and ends the script.
die() {
	printf '%s\n' "$@" >&2
	exit 1
}

# begin_step NAME WHAT prints a heading, with the seconds since the start, and
# remembers NAME for report_exit.
current_step=
begin_step() {
	current_step=$1
	current_module=
	printf '\n==> %s: %s [%ds]\n' "$1" "$2" "$SECONDS"
}

# begin_module MODULE prints the module that the step is at.
current_module=
begin_module() {
	current_module=$1
	printf -- '--- %s\n' "$1"
}

# report_exit COMMAND is for an EXIT trap: it names the step that failed, or
# says that all passed. COMMAND is what the user typed, such as "make test".
report_exit() {
	local status=$?
	if ((status == 0)); then
		printf '%s: all passed (%ds)\n' "$1" "$SECONDS"
		return
	fi
	printf '\n%s: FAILED in step "%s"%s (%ds)\n' "$1" "$current_step" \
		"${current_module:+, module $current_module}" "$SECONDS" >&2
	exit "$status"
}

# A test that hangs should say so before anybody has given up waiting. A later
# -timeout in TESTFLAGS overrides this one. The longest are the scripts of the command
# line, whose each process is instrumented under -race: two minutes on two idle cores.
test_timeout=-timeout=10m

# The tests with Play took 277 seconds beside four programs that did nothing but count.
play_timeout=-timeout=15m

# test_root_with_coverage FLAGS... tests the root module and leaves the profile
# in coverage.out. A package counts as covered whichever package's test ran it.
test_root_with_coverage() {
	go test "$test_timeout" -coverprofile=coverage.out -coverpkg=./... "$@" ./...
}

# print_coverage prints the total of coverage.out on one line.
print_coverage() {
	local total
	total=$(go tool cover -func=coverage.out | tail -n 1)
	printf 'coverage of the root module: %s of statements\n' "${total##*[[:space:]]}"
}

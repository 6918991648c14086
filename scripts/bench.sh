#!/usr/bin/env bash
# Measures what a request costs: bench.sh [go].
#
# Alone it runs bench/report, which prints a table, writes docs/performance.md with
# its pictures, and the raw results for benchstat into bench/results.txt. With "go"
# it runs the benchmarks by "go test", six times each, so that benchstat can tell a
# change from noise. BENCHFLAGS is added to either and may override what is given
# here, as in BENCHFLAGS='-passes 5 -page=' or BENCHFLAGS='-bench Request -count 1'.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

read -r -a bench_flags <<<"${BENCHFLAGS:-}" || true
cd bench
case ${1:-} in
"") go run ./report "${bench_flags[@]}" ;;
go) go test -run '^$' -bench . -benchmem -count 6 "${bench_flags[@]}" ;;
*) die "bench.sh: \"$1\" is not known; it takes \"go\" or nothing" ;;
esac

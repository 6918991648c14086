#!/usr/bin/env bash
# Runs the benchmarks in the bench module, six times each so that benchstat can
# tell a change from noise. BENCHFLAGS is added to "go test" and may override
# what is given here, as in BENCHFLAGS='-bench Load -count 1'.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

if [[ ! -f bench/go.mod ]]; then
	echo "there is no bench module: nothing to run"
	exit
fi
read -r -a bench_flags <<<"${BENCHFLAGS:-}" || true
cd bench
go test -run '^$' -bench . -benchmem -count 6 "${bench_flags[@]}" ./...

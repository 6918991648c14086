#!/usr/bin/env bash
# Runs every fuzz target of every module for FUZZTIME (30s if not set), one after
# the other: "go test -fuzz" takes one target of one package at a time. A failing
# input ends the run and is kept by Go under testdata/fuzz; commit it with the fix.
# FUZZ is a regular expression that narrows the targets.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

fuzztime=${FUZZTIME:-30s}
only=${FUZZ:-^Fuzz}
export GOWORK=off

# Go's default is a minute for each input that is to be made shorter, in which
# nothing new is tried: a few long ones take all of the time.
minimize=-fuzzminimizetime=1s

# The folders whose tests have a target. Asking the packages themselves would build
# the tests of all of them.
folders=$(find_in_tree '*_test.go' | xargs -0 grep -lE '^func Fuzz' | sed 's,/[^/]*$,,' | LC_ALL=C sort -u)

count=0
while read -r folder; do
	names=$(cd "$folder" && go test -list '^Fuzz' .)
	while read -r name; do
		[[ $name == Fuzz* && $name =~ $only ]] || continue
		printf '\n==> fuzz: %s %s for %s\n' "$folder" "$name" "$fuzztime"
		(cd "$folder" && go test -run '^$' -fuzz "^$name\$" -fuzztime "$fuzztime" "$minimize" . </dev/null)
		count=$((count + 1))
	done <<<"$names"
done <<<"$folders"

printf '\nmake fuzz: %d targets, no failure (%ds)\n' "$count" "$SECONDS"

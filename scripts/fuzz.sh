#!/usr/bin/env bash
# Runs every fuzz target of the root module for FUZZTIME (30s if not set), one
# after the other: "go test -fuzz" takes one target of one package at a time.
# A failing input ends the run and is kept by Go under testdata/fuzz; commit it
# with the fix. FUZZ is a regular expression that narrows the targets.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

fuzztime=${FUZZTIME:-30s}
only=${FUZZ:-^Fuzz}
export GOWORK=off

count=0
packages=$(go list -f '{{if or .TestGoFiles .XTestGoFiles}}{{.ImportPath}}{{end}}' ./...)
while read -r package; do
	[[ -n $package ]] || continue
	names=$(go test -list '^Fuzz' "$package")
	while read -r name; do
		[[ $name == Fuzz* && $name =~ $only ]] || continue
		printf '\n==> fuzz: %s %s for %s\n' "$package" "$name" "$fuzztime"
		go test -run '^$' -fuzz "^$name\$" -fuzztime "$fuzztime" "$package" </dev/null
		count=$((count + 1))
	done <<<"$names"
done <<<"$packages"

printf '\nmake fuzz: %d targets, no failure (%ds)\n' "$count" "$SECONDS"

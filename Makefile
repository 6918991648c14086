# The targets are short; what they do is in scripts/. "make test" is the whole
# check and the one that has to pass.
#
# TESTFLAGS is added to every "go test", LINTFLAGS to "golangci-lint run",
# BENCHFLAGS to the report or the benchmarks, DEMOFLAGS to the demo. LISTEN is where "make beside" serves.

SHELL := bash

export LISTEN TESTFLAGS LINTFLAGS BENCHFLAGS FUZZTIME FUZZ

.DEFAULT_GOAL := help

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: test
test: ## run every check; this is what the CI runs
	@scripts/check.sh -n "make test"

.PHONY: fmt
fmt: ## format every Go file in place
	@scripts/fmt.sh

.PHONY: vet
vet: ## go vet of every module
	@scripts/check.sh -n "make vet" vet

.PHONY: lint
lint: ## golangci-lint of every module (LINTFLAGS=--fix repairs what it can)
	@scripts/check.sh -n "make lint" lint

.PHONY: race
race: ## go test -race of every module
	@scripts/check.sh -n "make race" race

.PHONY: e2e
e2e: ## the browser tests
	@scripts/check.sh -n "make e2e" e2e

.PHONY: interop
interop: ## the tests with real applications of Play (a JDK and Maven)
	@scripts/check.sh -n "make interop" interop

.PHONY: bench
bench: ## measure, and write docs/performance.md (BENCHFLAGS='-passes 5 -page=')
	@scripts/bench.sh

.PHONY: bench-go
bench-go: ## the same cells by go test (BENCHFLAGS='-bench Request -count 1')
	@scripts/bench.sh go

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME=30s (FUZZ=regexp)
	@scripts/fuzz.sh

.PHONY: cover
cover: ## coverage of the root module by function, and coverage.html
	@scripts/cover.sh

.PHONY: demo
demo: ## run the demo (DEMOFLAGS are its flags)
	go run ./cmd/satchel demo $(DEMOFLAGS)

.PHONY: beside
beside: ## run a Play application and a Go program that share a login (LISTEN=127.0.0.1:8080)
	@scripts/beside.sh

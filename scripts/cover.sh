#!/usr/bin/env bash
# Tests the root module with coverage and shows it function by function. Leaves
# coverage.out for the Go tools and coverage.html for a reader. TESTFLAGS is
# added to "go test".

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

read -r -a test_flags <<<"${TESTFLAGS:-}" || true
test_root_with_coverage "${test_flags[@]}"
go tool cover -html=coverage.out -o coverage.html
go tool cover -func=coverage.out
print_coverage

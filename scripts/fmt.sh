#!/usr/bin/env bash
# Formats every Go file of the tree in place: with gofmt, which is the rule,
# and then with the formatters of .golangci.yml, which the lint step checks.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

gofmt_tree -l -w
linter=$(scripts/golangci-lint.sh)
"$linter" fmt --config .golangci.yml

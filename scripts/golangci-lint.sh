#!/usr/bin/env bash
# Builds golangci-lint if it is not there yet and prints the path of the binary.
#
# The version is pinned in tools/golangci-lint.mod. That file is a go.mod under
# another name, used with -modfile: as a go.mod it would have to be in go.work,
# and the workspace would then choose the versions of 400 modules of the
# linter's graph for the project's own binaries. The binary is kept in .bin
# under a name made from the version, the pins and the Go version, so that a
# change to any of them builds it anew.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

package=github.com/golangci/golangci-lint/v2
pins=tools/golangci-lint.mod

version=$(awk -v p="$package" '$1 == p { print $2 } $2 == p { print $3 }' "$pins")
[[ -n $version ]] || die "$pins does not require $package"
goversion=$(go env GOVERSION)
sum=$(cat "$pins" "${pins%.mod}.sum" | cksum)
binary=$root/.bin/golangci-lint-$version-$goversion-${sum%% *}

if [[ ! -x $binary ]]; then
	echo "building golangci-lint $version with $goversion; this takes a minute or two" >&2
	mkdir -p .bin
	# Two runs may build at the same time: each writes a file of its own.
	fresh=$(mktemp .bin/build.XXXXXX)
	trap 'rm -f "$fresh"' EXIT
	GOWORK=off go build -modfile="$pins" -trimpath -ldflags='-s -w' -o "$fresh" \
		"$package/cmd/golangci-lint" >&2
	rm -f .bin/golangci-lint-*
	mv "$fresh" "$binary"
fi
echo "$binary"

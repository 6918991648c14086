#!/usr/bin/env bash
# Builds the Play application of the interop tests for each version of Play, where it
# is not built or its sources have changed, and prints a line for each on standard
# output: the version, a tab, the class path. All else goes to standard error. With
# --newest only the newest version counts.
#
# It needs a JDK, 17 or later, and Maven: those of JAVA and MVN if they are set, else
# those in PATH. It installs nothing; where one is missing it says how to install it and
# ends with status 3, so that the caller can tell that from a build that failed.

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

project=$root/interop/play
target=$project/target
built=() # class paths by the place of their version

# miss PROBLEM VARIABLE PACKAGE WANTED ends the script because a program is missing.
miss() {
	cat >&2 <<MESSAGE
$1
The tests with Play need $4. Install it:

	sudo apt-get install $3

or set $2 to the path of the one that you have:

	$2=/path/to/${2,,} make test
MESSAGE
	exit 3
}

# require_java sets java to a Java of version 17 or later.
require_java() {
	local output version=0
	java=$(command -v "${JAVA:-java}") ||
		miss "there is no ${JAVA:-java}" JAVA openjdk-17-jdk-headless "a JDK, 17 or later"
	output=$("$java" -version 2>&1 </dev/null) || true
	if [[ $output =~ version\ \"([0-9]+) ]]; then
		version=${BASH_REMATCH[1]}
	fi
	((version >= 17)) || miss "$java is no Java of version 17 or later" JAVA openjdk-17-jdk-headless "a JDK, 17 or later"
}

# require_build_tools sets mvn, and JAVA_HOME to the JDK that java belongs to, which
# Maven takes.
require_build_tools() {
	local real
	real=$(realpath "$java")
	export JAVA_HOME=${real%/bin/*}
	[[ -x $JAVA_HOME/bin/javac ]] ||
		miss "$java belongs to a Java without a compiler" JAVA openjdk-17-jdk-headless "a JDK, 17 or later"
	mvn=$(command -v "${MVN:-mvn}") || miss "there is no ${MVN:-mvn}" MVN maven "Maven, 3.6 or later"
}

# require_repository names the folder into which Maven puts what it fetches, and ends
# the script if it cannot be written. Java has its own idea of the home directory.
require_repository() {
	local folder
	if [[ ${MAVEN_OPTS:-} =~ -Dmaven\.repo\.local=([^[:space:]]+) ]]; then
		folder=${BASH_REMATCH[1]}
	else
		folder=$("$java" -XshowSettings:properties -version 2>&1 </dev/null | sed -n 's/^ *user\.home = //p')/.m2/repository
	fi
	echo "Maven fetches Play's libraries where they are not in $folder yet; the first time takes a minute or two" >&2
	{ mkdir -p "$folder" && [[ -w $folder ]]; } 2>/dev/null ||
		die "Maven cannot write its folder $folder: make it writable, or name another one:" "" \
			"	MAVEN_OPTS=-Dmaven.repo.local=/path/to/folder make test"
}

# is_built VERSION succeeds if its classes are those of the present sources and its
# libraries are all there; it sets class_path.
is_built() {
	local folder=$target/$1 libraries library
	[[ -f $folder/sources && $(<"$folder/sources") == "$sources" ]] || return 1
	libraries=$(<"$folder/classpath")
	class_path=$folder/classes:$libraries
	while IFS= read -r -d : library; do
		[[ -e $library ]] || return 1
	done <<<"$libraries:"
}

# build VERSION compiles the application and finds its libraries.
build() {
	local folder=$target/$1
	echo "building the application for Play $1" >&2
	rm -f "$folder/sources"
	# Maven sends escape sequences even where it has no colors to show.
	"$mvn" -q -B -Dstyle.color=never -f "$project/pom.xml" -P "play-$1" compile dependency:build-classpath \
		-Dmdep.outputFile="$folder/classpath" 2>&1 </dev/null | sed 's/\x1b\[[0-9;]*m//g' >&2 ||
		die "the application for Play $1 does not build"
	# Last, since it says that the rest is there.
	echo "$sources" >"$folder/sources"
}

require_java
mkdir -p "$target" 2>/dev/null || die "cannot write $target"
# Two runs at a time would write the same classes.
exec {lock}>"$target/lock"
flock "$lock"

sources=$(cd "$project" && find pom.xml src -type f -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum)
mapfile -t versions < <(sed -n 's,.*<id>play-\(.*\)</id>.*,\1,p' "$project/pom.xml")
if [[ ${1:-} == --newest ]]; then
	versions=("${versions[0]}") # they stand in that order
fi
mvn=
for version in "${versions[@]}"; do
	if ! is_built "$version"; then
		if [[ -z $mvn ]]; then
			require_build_tools
			require_repository
		fi
		build "$version"
		is_built "$version" || die "Maven has built the application for Play $version, and something is missing still"
	fi
	built+=("$class_path")
done
for i in "${!versions[@]}"; do
	printf '%s\t%s\n' "${versions[i]}" "${built[i]}"
done

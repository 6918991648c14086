#!/usr/bin/env bash
# Runs the checks of the repository: check.sh [-n NAME] [STEP...].
#
# Without a STEP it runs all of them in order, which is what "make test" and
# the CI do; with steps it runs only those, for the other make targets. NAME is
# how the last line calls the run. The first failure ends the run, and the last
# line then names the step. TESTFLAGS is added to every "go test", LINTFLAGS to
# every "golangci-lint run".

# shellcheck source=scripts/lib.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

all_steps=(modules gofmt vet lint browser caches redis node valgrind play test race standalone tidy norequire)
run_name=check.sh

# Flags are words that the user separated with spaces.
read -r -a test_flags <<<"${TESTFLAGS:-}" || true
read -r -a lint_flags <<<"${LINTFLAGS:-}" || true

step_modules() {
	begin_step modules "go.work lists every go.mod in the tree and nothing else"
	local found listed missing extra
	found=$(find_in_tree go.mod | tr '\0' '\n' | sed -e 's,/go\.mod$,,' | LC_ALL=C sort)
	listed=$(list_modules | LC_ALL=C sort)
	missing=$(LC_ALL=C comm -23 <(echo "$found") <(echo "$listed"))
	extra=$(LC_ALL=C comm -13 <(echo "$found") <(echo "$listed"))
	if [[ -n $missing ]]; then
		die "has a go.mod, but go.work does not list it (add it with: go work use DIR):" "$missing"
	fi
	if [[ -n $extra ]]; then
		die "go.work lists it, but it has no go.mod (drop it with: go work edit -dropuse=DIR):" "$extra"
	fi
	echo "$listed"
}

step_gofmt() {
	begin_step gofmt "every Go file is formatted"
	local unformatted
	unformatted=$(gofmt_tree -l)
	if [[ -n $unformatted ]]; then
		die "not formatted (run: make fmt):" "$unformatted"
	fi
}

step_vet() {
	begin_step vet "go vet"
	local module
	for module in "${modules[@]}"; do
		begin_module "$module"
		(cd "$module" && go vet ./...)
	done
}

step_lint() {
	begin_step lint "golangci-lint"
	local module linter failed=()
	linter=$(scripts/golangci-lint.sh)
	for module in "${modules[@]}"; do
		begin_module "$module"
		local flags=(--config "$root/.golangci.yml" --allow-parallel-runners --show-stats=false)
		# The rule about imports describes the root module. The others exist to
		# hold dependencies.
		if [[ $module != . ]]; then
			flags+=(--disable depguard)
		fi
		(cd "$module" && "$linter" run "${flags[@]}" "${lint_flags[@]}" ./...) || failed+=("$module")
	done
	# Findings are worked off in one go, so the step shows those of all modules.
	if ((${#failed[@]})); then
		current_module="${failed[*]}"
		exit 1
	fi
}

step_browser() {
	local module output
	for module in "${modules[@]}"; do
		if needs_browser "$module"; then
			begin_step browser "there is a browser for the tests of $module"
			output=$(scripts/chromium.sh)
			CHROMIUM=$(tail -n 1 <<<"$output")
			export CHROMIUM
			echo "$CHROMIUM"
		fi
	done
}

step_caches() {
	local module output
	for module in "${modules[@]}"; do
		if needs_caches "$module"; then
			begin_step caches "there are an nginx and a varnishd for the tests of $module"
			output=$(scripts/caches.sh)
			{ read -r NGINX && read -r VARNISHD; } <<<"$output"
			export NGINX VARNISHD
			echo "$output"
		fi
	done
}

# step_program STEP VARIABLE WHAT exports in VARIABLE the path that scripts/STEP.sh prints,
# if there is a module whose tests need it.
step_program() {
	local step=$1 variable=$2 what=$3 module path
	for module in "${modules[@]}"; do
		if "needs_$step" "$module"; then
			begin_step "$step" "there is $what for the tests of $module"
			path=$("scripts/$step.sh")
			export "$variable=$path"
			echo "$path"
			return
		fi
	done
}

step_redis() { step_program redis REDIS_SERVER "a redis-server"; }
step_node() { step_program node NODE "a Node"; }
step_valgrind() { step_program valgrind VALGRIND "a valgrind"; }

# Where there is no JDK or no Maven, the tests with Play are left out, and the run says so
# at its end as well. The CI has both: there it is a failure.
play_left_out=
step_play() {
	local module status=0
	for module in "${modules[@]}"; do
		if needs_play "$module"; then
			begin_step play "there are applications of Play for the tests of $module"
			PLAY_BUILDS=$root/interop/play/target/builds
			mkdir -p "${PLAY_BUILDS%/*}"
			scripts/interop.sh >"$PLAY_BUILDS.$$" || status=$?
			if ((status == 3)) && [[ ${CI:-} != true ]]; then
				rm -f "$PLAY_BUILDS.$$"
				play_left_out=$module
				say_what_is_left_out
				return
			fi
			((status == 0)) || exit "$status"
			mv "$PLAY_BUILDS.$$" "$PLAY_BUILDS"
			export PLAY_BUILDS
			cut -f 1 "$PLAY_BUILDS"
		fi
	done
}

say_what_is_left_out() {
	if [[ -n $play_left_out ]]; then
		echo "LEFT OUT: the tests of $play_left_out with real applications of Play, which need a JDK and Maven"
	fi
}

# test_module MODULE FLAG... runs the tests of a module.
test_module() {
	local module=$1 fresh=()
	shift
	# The cache of test results does not know the programs that these tests run.
	if needs_browser "$module" || needs_caches "$module" || needs_redis "$module" || needs_node "$module"; then
		fresh=(-count=1)
	fi
	if needs_play "$module"; then
		[[ -z $play_left_out ]] || return 0
		# Without a list of packages the Go command shows what a test says that passes:
		# how many exchanges there were.
		(cd "$module" && go test "$play_timeout" -count=1 "$@" "${test_flags[@]}" ./internal/... &&
			go test "$play_timeout" "$@" "${test_flags[@]}")
		return
	fi
	(cd "$module" && go test "$test_timeout" "${fresh[@]}" "$@" "${test_flags[@]}" ./...)
}

step_test() {
	begin_step test "go test, with the coverage of the root module"
	local module
	for module in "${modules[@]}"; do
		begin_module "$module"
		if [[ $module == . ]]; then
			test_root_with_coverage "${test_flags[@]}"
		else
			test_module "$module"
		fi
	done
}

step_e2e() {
	step_browser
	step_redis
	begin_step e2e "the tests that drive a browser"
	local module
	for module in "${modules[@]}"; do
		if needs_browser "$module"; then
			begin_module "$module"
			test_module "$module"
		fi
	done
}

step_interop() {
	step_play
	[[ -z $play_left_out ]] || exit 1 # it was asked for by name
	begin_step interop "the tests with real applications of Play"
	local module
	for module in "${modules[@]}"; do
		if needs_play "$module"; then
			begin_module "$module"
			test_module "$module"
		fi
	done
}

step_race() {
	begin_step race "go test -race"
	local module
	for module in "${modules[@]}"; do
		if tests_run_once "$module"; then
			echo "--- $module: not in this step (tests_run_once in scripts/lib.sh says why)"
			continue
		fi
		begin_module "$module"
		test_module "$module" -race
	done
}

# A user of one module has no workspace. This pass finds a requirement that is
# missing from a go.mod but is there by way of a neighbour.
step_standalone() {
	begin_step standalone "every module builds, vets and passes its tests with GOWORK=off"
	local module
	for module in "${modules[@]}"; do
		begin_module "$module"
		(
			export GOWORK=off
			(cd "$module" && go build -o /dev/null ./... && go vet ./...)
			if ! tests_run_once "$module" && ! tests_need_no_workspace "$module"; then
				test_module "$module"
			fi
		)
	done
}

step_tidy() {
	begin_step tidy "every go.mod and go.sum is tidy"
	local module
	for module in "${modules[@]}"; do
		begin_module "$module"
		(
			cd "$module"
			GOWORK=off go mod tidy -diff ||
				die "not tidy (run: cd $module && GOWORK=off go mod tidy)"
		)
	done
}

step_norequire() {
	begin_step norequire "the root go.mod requires nothing"
	if grep -nE '^[[:space:]]*require\b' go.mod; then
		die "go.mod: the root module uses the standard library only; put what needs a dependency into a module of its own"
	fi
}

main() {
	if [[ ${1:-} == -n ]]; then
		run_name=$2
		shift 2
	fi
	trap 'report_exit "$run_name"' EXIT

	current_step=start
	command -v go >/dev/null || die "there is no go command in PATH"
	[[ -f go.work ]] || die "there is no go.work in $root"
	local list step
	list=$(list_modules)
	mapfile -t modules <<<"$list"
	if ((${#test_flags[@]})); then
		echo "with TESTFLAGS=${test_flags[*]}"
	fi

	local steps=("$@")
	if ((${#steps[@]} == 0)); then
		steps=("${all_steps[@]}")
	fi
	for step in "${steps[@]}"; do
		declare -F "step_$step" >/dev/null || die "there is no step $step; steps: ${all_steps[*]} e2e interop"
		"step_$step"
	done

	echo
	if [[ " ${steps[*]} " == *" test "* ]]; then
		print_coverage
	fi
	say_what_is_left_out
}

main "$@"

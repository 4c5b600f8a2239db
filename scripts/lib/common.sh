# shellcheck shell=bash
# What every script shares: where things are, how progress is shown. To be sourced first.

set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
export CCACHE_DIR=${CCACHE_DIR:-$root/.cache/ccache} CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1
export CCACHE_SLOPPINESS=pch_defines,time_macros
export MAILLAGE_BIN=${MAILLAGE_BIN:-$root/build/release/bin}

# say TEXT: one line of progress, with the seconds since the script began.
say() {
  printf '\033[1m[%4ds]\033[0m %s\n' "$SECONDS" "$*"
}

# step NAME COMMAND…: says the name and runs the command; when it fails the other steps still run. end_of_steps tells.
steps_failed=() steps_times=()
step() {
  local name=$1 began=$SECONDS
  shift
  say "$name"
  "$@" || steps_failed+=("$name")
  steps_times+=("$(printf '%5d s  %s' $((SECONDS - began)) "$name")")
}

# step_beside NAME COMMAND…: begins a step that computes, to run beside those that wait for servers: at the lowest priority, it takes
# what they leave of the processors. end_of_steps waits for it and shows what it said. One a script; a script that ends early ends it.
beside_name='' beside_pid='' beside_said=''
step_beside() {
  local began=$SECONDS status=0
  beside_name=$1 beside_said=$(mktemp)
  shift
  say "$beside_name begins, beside what follows"
  set -m # a process group of its own, to be ended as one
  (
    renice -n 19 "$BASHPID" >/dev/null
    "$@" || status=$?
    printf '%5d s  %s, beside the others' $((SECONDS - began)) "$beside_name" >"$beside_said.time"
    exit "$status"
  ) >"$beside_said" 2>&1 &
  beside_pid=$!
  set +m
  trap 'kill -- "-$beside_pid" 2>/dev/null || true; rm -f "$beside_said" "$beside_said.time"' EXIT
}

# end_of_steps WORDS: where the time went, and WORDS; or which steps failed, and it ends with 1.
end_of_steps() {
  if [[ $beside_pid ]]; then
    say "waiting for $beside_name; what it said:"
    wait "$beside_pid" || steps_failed+=("$beside_name")
    cat "$beside_said"
    steps_times+=("$(<"$beside_said.time")")
  fi
  echo "Where the time went:"
  printf '%s\n' "${steps_times[@]}"
  if ((${#steps_failed[@]})); then
    say "FAILED: $(printf '%s; ' "${steps_failed[@]}")"
    exit 1
  fi
  say "$1"
}

# help_and_exit: prints the comment at the top of the script that called, without its marks.
help_and_exit() {
  sed -n '2,/^[^#]/{/^# shellcheck/d;s/^# \{0,1\}//p}' "$0"
  exit "${1:-0}"
}

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

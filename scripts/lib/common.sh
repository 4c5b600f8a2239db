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

# help_and_exit: prints the comment at the top of the script that called, without its marks.
help_and_exit() {
  sed -n '2,/^[^#]/{/^# shellcheck/d;s/^# \{0,1\}//p}' "$0"
  exit "${1:-0}"
}

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

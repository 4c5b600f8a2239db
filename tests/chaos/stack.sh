# shellcheck shell=bash
# What the fault tests do to a stack beyond scripts/lib. To be sourced after it.

# service_kill DIR NAME: kill -9, and waits until it is gone.
service_kill() {
  process_signal "$1" "$2" KILL
  process_await_end "$1" "$2"
}

# process_signal DIR NAME SIGNAL: to a process that was started in DIR (directory, network, notifier, notifier-2, mailcatcher).
process_signal() {
  kill "-$3" "$(process_pid "$1" "$2")"
}

# process_await_end DIR NAME: at most 30 s.
process_await_end() {
  local try
  for ((try = 0; try < 3000; ++try)); do
    process_pid "$1" "$2" >/dev/null || return 0
    sleep 0.01
  done
  fail "$2 does not end"
}

# server_signal DIR NAME SIGNAL: to the server whose id is recorded (postgres, redis, kafka).
server_signal() {
  kill "-$3" "$(servers_pid "$1" "$2")"
}

# postgres_restart_immediate DIR PORT: as after a power cut, and back at once.
postgres_restart_immediate() {
  as_postgres "$(postgres_bin)/pg_ctl" -D "$1/postgres" -m immediate -w stop >/dev/null
  postgres_start "$1" "$2"
}

# processes_continue DIR: whatever a test has left stopped (SIGSTOP), and ends what it has started besides.
processes_continue() {
  local name pid
  for name in directory network notifier notifier-2; do
    pid=$(process_pid "$1" "$name") && kill -CONT "$pid"
  done
  process_stop "$1" notifier-2
}

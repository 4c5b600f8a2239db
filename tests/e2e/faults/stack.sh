# shellcheck shell=bash
# What the fault tests do to a stack beyond scripts/lib. To be sourced after it.

# service_kill DIR NAME: kill -9, and waits until it is gone.
service_kill() {
  local pid
  pid=$(process_pid "$1" "$2")
  kill -KILL "$pid"
  while [[ -d /proc/$pid ]] && [[ -n $(process_birth "$pid") ]]; do sleep 0.01; done
}

# server_signal DIR NAME SIGNAL: to the server whose id is recorded (postgres, redis, kafka).
server_signal() {
  kill "-$3" "$(servers_pid "$1" "$2")"
}

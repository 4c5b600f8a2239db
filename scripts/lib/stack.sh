# shellcheck shell=bash
# A whole stack: servers, mail catcher, the three services, Prometheus. To be sourced after common.sh and servers.sh.
#
#   stack_prepare DIR BASE ENV   folder, keys and settings (ENV: test, development)
#   stack_start DIR              starts everything that does not run yet
#   stack_reset DIR NAME         stops the services, empties databases, Redis and mails, and uses topics of its own (prefix NAME)
#   stack_stop DIR               stops exactly what was started in DIR
#   service_start DIR NAME · service_stop DIR NAME · service_running DIR NAME
#   service_launch DIR NAME [REPLICA]   does not wait until it serves; replica 2 has ports of its own (40 further) and is NAME-2 in DIR
#
# DIR holds everything: env (settings for the command line), keys, data, logs, process ids, mails. DIR/settings.NAME, if there, holds
# further settings of that service or replica, one NAME=VALUE a line. MAILLAGE_SERVICES: where the services' programs are, if elsewhere
# than the others.

: "${root:?common.sh comes first}"
services=(directory network notifier)

stack_prepare() {
  local dir=$1 base=$2 environment=$3
  mkdir -p "$dir"/{keys,logs,pids,mails}
  chmod 755 "$dir"
  [[ -s $dir/keys/link.key ]] || openssl rand -hex 32 >"$dir/keys/link.key"
  scripts/keys "$dir/keys"
  [[ -s $dir/prefix ]] || echo "main." >"$dir/prefix"
  printf '%s\n' "$base" >"$dir/base"
  printf '%s\n' "$environment" >"$dir/environment"
  stack_environment "$dir"
  printf '#!/usr/bin/env bash\nexec %q --stack %q "$@"\n' "$root/scripts/service" "$dir" >"$dir/service"
  chmod +x "$dir/service"
}

# The settings of the command line, for this stack.
stack_environment() {
  local dir=$1 base
  base=$(<"$dir/base")
  cat >"$dir/env" <<EOF
export MAILLAGE_STACK='$dir'
export MAILLAGE_DIRECTORY_TARGET='127.0.0.1:$((base + 1))'
export MAILLAGE_NETWORK_TARGET='127.0.0.1:$((base + 2))'
export MAILLAGE_NOTIFIER_TARGET='127.0.0.1:$((base + 3))'
export MAILLAGE_DIRECTORY_METRICS='127.0.0.1:$((base + 11))'
export MAILLAGE_NETWORK_METRICS='127.0.0.1:$((base + 12))'
export MAILLAGE_NOTIFIER_METRICS='127.0.0.1:$((base + 13))'
export MAILLAGE_KAFKA_BROKERS='127.0.0.1:$((base + 92))'
export MAILLAGE_KAFKA_PREFIX='$(<"$dir/prefix")'
export MAILLAGE_TOKEN_PRIVATE_KEY_FILE='$dir/keys/token.key'
EOF
}

stack_start() {
  local dir=$1 base service
  base=$(<"$dir/base")
  servers_start "$dir" "$base"
  stack_databases "$dir"
  kafka_create_topics "127.0.0.1:$((base + 92))" "$(<"$dir/prefix")"
  process_start "$dir" mailcatcher /usr/bin/python3 "$root/tools/mailcatcher" --smtp $((base + 25)) --http $((base + 80)) --dir "$dir/mails"
  for service in "${services[@]}"; do
    service_start "$dir" "$service" &
  done
  wait
  for service in "${services[@]}"; do
    service_running "$dir" "$service" || return 1
  done
}

stack_stop() {
  local dir=$1 service
  for service in notifier network directory prometheus mailcatcher; do
    process_stop "$dir" "$service"
  done
  servers_stop "$dir"
}

stack_reset() {
  local dir=$1 name=$2 base service drop
  local -a drops=()
  base=$(<"$dir/base")
  for service in notifier network directory; do
    process_stop "$dir" "$service" &
  done
  wait
  # Side by side: each drop waits for a checkpoint, and they share one.
  for service in "${services[@]}"; do
    stack_sql "$dir" postgres "DROP DATABASE IF EXISTS maillage_$service WITH (FORCE)" &
    drops+=("$!")
  done
  for drop in "${drops[@]}"; do
    wait "$drop"
  done
  redis-cli -p $((base + 79)) flushall >/dev/null
  curl -sf -X DELETE "http://127.0.0.1:$((base + 80))/api/mails" >/dev/null || rm -f "$dir"/mails/*.eml
  echo "$name." >"$dir/prefix"
  stack_environment "$dir"
  stack_start "$dir"
}

# Databases and roles: an owner that migrates, and a service role that neither owns nor bypasses.
stack_databases() {
  local dir=$1 service
  for service in "${services[@]}"; do
    stack_sql "$dir" postgres "DO \$\$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'maillage_$service') THEN
        CREATE ROLE maillage_${service}_owner LOGIN; CREATE ROLE maillage_$service LOGIN; END IF; END \$\$"
    [[ -n $(stack_sql "$dir" postgres "SELECT 1 FROM pg_database WHERE datname = 'maillage_$service'") ]] ||
      stack_sql "$dir" postgres "CREATE DATABASE maillage_$service OWNER maillage_${service}_owner"
  done
}

# stack_sql DIR DATABASE SQL: as the superuser; bare values.
stack_sql() {
  PGOPTIONS='--client-min-messages=warning' psql -X -q -At -v ON_ERROR_STOP=1 \
    "postgresql://postgres@127.0.0.1:$(($(<"$1/base") + 32))/$2" -c "$3"
}

service_start() {
  service_launch "$1" "$2"
  await_ready "$1" "$2" "$(service_health_port "$1" "$2")"
}

service_launch() {
  local dir=$1 name=$2 replica=${3:-1} base offset database process=$2
  local -a settings
  base=$(<"$dir/base")
  if ((replica > 1)); then process=$name-$replica; fi
  case $name in
    directory) offset=1 ;;
    network) offset=2 ;;
    notifier) offset=3 ;;
    *) fail "there is no service $name" ;;
  esac
  offset=$((offset + 40 * (replica - 1)))
  database="127.0.0.1:$((base + 32))/maillage_$name"
  settings=(
    "MAILLAGE_ENV=$(<"$dir/environment")"
    "MAILLAGE_LOG_LEVEL=${MAILLAGE_LOG_LEVEL:-info}"
    "MAILLAGE_LISTEN=127.0.0.1:$((base + offset))"
    "MAILLAGE_METRICS_LISTEN=127.0.0.1:$((base + 10 + offset))"
    "MAILLAGE_DATABASE_URL=postgresql://maillage_$name@$database"
    "MAILLAGE_DATABASE_OWNER_URL=postgresql://maillage_${name}_owner@$database"
    "MAILLAGE_DATABASE_ROLE=maillage_$name"
    "MAILLAGE_MIGRATIONS=$root/services/$name/migrations"
    "MAILLAGE_KAFKA_BROKERS=127.0.0.1:$((base + 92))"
    "MAILLAGE_KAFKA_PREFIX=$(<"$dir/prefix")"
    "MAILLAGE_TOKEN_PUBLIC_KEY_FILE=$dir/keys/token.crt"
    "MAILLAGE_TOKEN_PRIVATE_KEY_FILE=$dir/keys/token.key"
    "MAILLAGE_LINK_KEY=$(<"$dir/keys/link.key")"
  )
  case $name in
    network)
      settings+=(
        "MAILLAGE_HTTP_LISTEN=127.0.0.1:$((base + offset + 20))"
        "MAILLAGE_PUBLIC_URL=http://127.0.0.1:$((base + 22))"
        "MAILLAGE_DIRECTORY_TARGET=127.0.0.1:$((base + 1))"
      )
      ;;
    notifier)
      settings+=(
        "MAILLAGE_HTTP_LISTEN=127.0.0.1:$((base + offset + 20))"
        "MAILLAGE_PUBLIC_URL=http://127.0.0.1:$((base + 22))"
        "MAILLAGE_NOTIFIER_URL=http://127.0.0.1:$((base + 23))"
        "MAILLAGE_REDIS_HOST=127.0.0.1"
        "MAILLAGE_REDIS_PORT=$((base + 79))"
        "MAILLAGE_SMTP_URL=smtp://127.0.0.1:$((base + 25))"
        "MAILLAGE_MAIL_FROM=reseau-ctg@maillage.example.org"
        "MAILLAGE_MAIL_RATE=2000"
        "MAILLAGE_DIRECTORY_TARGET=127.0.0.1:$((base + 1))"
      )
      ;;
  esac
  [[ ! -s $dir/settings.$process ]] || mapfile -t -O "${#settings[@]}" settings <"$dir/settings.$process"
  process_start "$dir" "$process" env -i PATH="$PATH" LANG=C.UTF-8 "${settings[@]}" "${MAILLAGE_SERVICES:-$MAILLAGE_BIN}/maillage-$name"
}

# service_health_port DIR NAME: of /metrics and /healthz.
service_health_port() {
  local base
  base=$(<"$1/base")
  case $2 in
    directory) echo $((base + 11)) ;;
    network) echo $((base + 12)) ;;
    notifier) echo $((base + 13)) ;;
  esac
}

service_stop() {
  process_stop "$1" "$2"
}

service_running() {
  process_pid "$1" "$2" >/dev/null
}

# Waits until /healthz answers 200: all parts of the service are up.
await_ready() {
  local dir=$1 name=$2 port=$3 try
  for ((try = 0; try < 300; ++try)); do
    curl -sf -o /dev/null "http://127.0.0.1:$port/healthz" && return 0
    process_pid "$dir" "$name" >/dev/null || break
    sleep 0.1
  done
  echo "$name did not start; the end of $dir/logs/$name.log:" >&2
  tail -n 15 "$dir/logs/$name.log" >&2
  return 1
}

# process_start DIR NAME COMMAND…: in the background, in a session of its own; its output in DIR/logs/NAME.log.
process_start() {
  local dir=$1 name=$2
  shift 2
  process_pid "$dir" "$name" >/dev/null && return 0
  setsid "$@" >>"$dir/logs/$name.log" 2>&1 </dev/null &
  echo "$! $(process_birth "$!")" >"$dir/pids/$name"
  disown "$!"
}

# SIGTERM, and SIGKILL when it has not ended within 15 s.
process_stop() {
  local dir=$1 name=$2 pid try
  pid=$(process_pid "$dir" "$name") || return 0
  kill -TERM "$pid"
  for ((try = 0; try < 300; ++try)); do
    process_pid "$dir" "$name" >/dev/null || return 0
    sleep 0.05
  done
  echo "$name (pid $pid) did not end within 15 s and is killed" >&2
  kill -KILL "$pid"
}

# The recorded id, when that process is still the one that was started.
process_pid() {
  local pid birth
  [[ -s $1/pids/$2 ]] || return 1
  read -r pid birth <"$1/pids/$2"
  # Without a birth: it had ended before that could be written down.
  [[ -n $birth && $(process_birth "$pid") == "$birth" ]] || return 1
  echo "$pid"
}

# When a process began, in clock ticks since the machine's start: tells it from a later one of the same id.
process_birth() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
  stat=${stat##*) }
  # A zombie has ended.
  [[ ${stat:0:1} != Z ]] || return 0
  cut -d' ' -f20 <<<"$stat"
}

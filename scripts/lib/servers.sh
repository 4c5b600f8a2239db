# shellcheck shell=bash
# PostgreSQL, Redis and Apache Kafka for development and tests, on loopback, each with its own state folder. To be sourced.
#
#   servers_start DIR PORT_BASE    starts all three (PostgreSQL +32, Redis +79, Kafka +92, its controller +93)
#   servers_stop DIR               stops what was started in DIR
#   servers_status DIR             one line a server; fails when one is not running
#   servers_env DIR PORT_BASE      prints the exports of MAILLAGE_TEST_POSTGRES, _REDIS and _KAFKA
#   postgres_start DIR PORT · postgres_stop DIR · redis_start DIR PORT · redis_stop DIR · kafka_start DIR PORT · kafka_stop DIR
#   kafka_create_topics BROKER PREFIX    makes the topics of deploy/kafka/topics.yaml (needs the built maillage-topics)
#
# Starting what runs already does nothing. Only a process whose id was recorded in DIR is ever stopped. MAILLAGE_CACHE: where the
# broker's jars go (default .cache of the checkout). MAILLAGE_BIN: the folder of the built programs (default build/release/bin).

servers_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${MAILLAGE_CACHE:=$servers_root/.cache}"
: "${MAILLAGE_BIN:=$servers_root/build/release/bin}"

servers_start() {
  local dir=$1 base=$2 postgres redis
  mkdir -p "$dir"
  postgres_start "$dir" $((base + 32)) &
  postgres=$!
  redis_start "$dir" $((base + 79)) &
  redis=$!
  kafka_start "$dir" $((base + 92))
  wait "$postgres"
  wait "$redis"
}

servers_stop() {
  kafka_stop "$1"
  redis_stop "$1"
  postgres_stop "$1"
}

servers_status() {
  local dir=$1 name pid status=0
  for name in postgres redis kafka; do
    if pid=$(servers_pid "$dir" "$name"); then
      echo "$name: running, pid $pid"
    else
      echo "$name: not running"
      status=1
    fi
  done
  return "$status"
}

servers_env() {
  local base=$2
  echo "export MAILLAGE_TEST_POSTGRES=postgresql://postgres@127.0.0.1:$((base + 32))/postgres"
  echo "export MAILLAGE_TEST_REDIS=127.0.0.1:$((base + 79))"
  echo "export MAILLAGE_TEST_KAFKA=127.0.0.1:$((base + 92))"
}

# --- PostgreSQL: refuses to run as root, so it runs as the user postgres when we are root -------------------------------------

postgres_start() {
  local dir=$1 port=$2 bin data=$1/postgres
  servers_pid "$dir" postgres >/dev/null && return 0
  bin=$(postgres_bin) || return 1
  if [[ ! -s $data/PG_VERSION ]]; then
    rm -rf "$data"
    mkdir -p "$data"
    [[ $(id -u) -ne 0 ]] || chown postgres: "$data"
    chmod 700 "$data"
    as_postgres "$bin/initdb" -D "$data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$dir/initdb.log" 2>&1 || {
      servers_complain "initdb failed" "$dir/initdb.log"
      return 1
    }
  fi
  cp "$servers_root/deploy/postgres/postgresql.conf" "$servers_root/deploy/postgres/pg_hba.conf" "$data/"
  [[ $(id -u) -ne 0 ]] || chown postgres: "$data/postgresql.conf" "$data/pg_hba.conf"
  as_postgres "$bin/pg_ctl" -D "$data" -l "$data/server.log" -o "-p $port" -t 60 -w start >/dev/null || {
    servers_complain "PostgreSQL did not start" "$data/server.log"
    return 1
  }
}

postgres_stop() {
  servers_pid "$1" postgres >/dev/null || return 0
  as_postgres "$(postgres_bin)/pg_ctl" -D "$1/postgres" -m fast -t 60 -w stop >/dev/null
}

postgres_bin() {
  local folder
  for folder in /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin; do
    if [[ -x $folder/initdb ]]; then
      echo "$folder"
      return 0
    fi
  done
  echo "servers: PostgreSQL is not installed (Debian package postgresql-15)" >&2
  return 1
}

as_postgres() {
  if [[ $(id -u) -eq 0 ]]; then
    (cd / && exec runuser -u postgres -- "$@")
  else
    (cd / && exec "$@")
  fi
}

# --- Redis ---------------------------------------------------------------------------------------------------------------------

redis_start() {
  local dir=$1 port=$2 try
  servers_pid "$dir" redis >/dev/null && return 0
  mkdir -p "$dir/redis"
  redis-server "$servers_root/deploy/redis/redis.conf" --port "$port" --dir "$dir/redis" --pidfile "$dir/redis/redis.pid" \
    --logfile "$dir/redis/server.log" --daemonize yes >/dev/null
  for ((try = 0; try < 100; ++try)); do
    [[ $(redis-cli -p "$port" ping 2>/dev/null) == PONG ]] && return 0
    sleep 0.1
  done
  servers_complain "Redis did not start" "$dir/redis/server.log"
  return 1
}

redis_stop() {
  servers_terminate "$1" redis 10
}

# --- Apache Kafka: the broker of Maven Central's jars, started by plain java ------------------------------------------------------

kafka_start() {
  local dir=$1 port=$2
  servers_pid "$dir" kafka >/dev/null && return 0
  mkdir -p "$dir/kafka"
  kafka_prepare || return 1
  kafka_format "$dir/kafka" "$port" || return 1
  kafka_launch "$dir/kafka" -XX:TieredStopAtLevel=1 "-XX:SharedArchiveFile=$MAILLAGE_CACHE/kafka/kafka.jsa"
  kafka_await "$dir/kafka"
}

kafka_stop() {
  servers_terminate "$1" kafka 30
}

kafka_create_topics() {
  local broker=$1 prefix=$2
  if [[ ! -x $MAILLAGE_BIN/maillage-topics ]]; then
    echo "servers: $MAILLAGE_BIN/maillage-topics is not built" >&2
    return 1
  fi
  "$MAILLAGE_BIN/maillage-topics" --brokers "$broker" --prefix "$prefix" --file "$servers_root/deploy/kafka/topics.yaml"
}

# Fetches the jars and makes the archive of loaded classes (AppCDS: the broker starts in half the time), once for each pom.xml.
kafka_prepare() {
  local cache=$MAILLAGE_CACHE/kafka stamp
  mkdir -p "$cache"
  (
    flock 9
    stamp=$(cat "$servers_root/deploy/kafka/pom.xml" <(java -version 2>&1) | sha256sum)
    [[ -s $cache/stamp && $(<"$cache/stamp") == "$stamp" ]] && exit 0
    echo "servers: fetching the broker's jars and making its class archive, once" >&2
    rm -rf "$cache/jars" "$cache/kafka.jsa" "$cache/warm"
    mvn -B -ntp -q -f "$servers_root/deploy/kafka/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
      -DoutputDirectory="$cache/jars" >"$cache/mvn.log" 2>&1 || {
      servers_complain "Maven could not fetch the broker" "$cache/mvn.log"
      exit 1
    }
    # A broker that starts and stops, on ports that the system picks: its own data is thrown away.
    mkdir -p "$cache/warm/kafka"
    kafka_format "$cache/warm/kafka" "$(free_port)" || exit 1
    kafka_launch "$cache/warm/kafka" "-XX:ArchiveClassesAtExit=$cache/kafka.jsa" 9>&-
    kafka_await "$cache/warm/kafka" || exit 1
    servers_terminate "$cache/warm" kafka 60
    rm -rf "$cache/warm"
    echo "$stamp" >"$cache/stamp"
  ) 9>"$cache/lock"
}

# Writes the settings, and formats the data folder when it is new.
kafka_format() {
  local dir=$1 port=$2
  sed -e "s|@PORT@|$port|g" -e "s|@CONTROLLER_PORT@|$((port + 1))|g" -e "s|@DATA@|$dir/data|g" \
    "$servers_root/deploy/kafka/server.properties" >"$dir/server.properties"
  [[ -s $dir/data/meta.properties ]] && return 0
  java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$(kafka_classpath)" kafka.tools.StorageTool format \
    -t AAAAAAAAAAAAAAAAAAAAAQ -c "$dir/server.properties" >"$dir/format.log" 2>&1 || {
    servers_complain "the broker's folder could not be formatted" "$dir/format.log"
    return 1
  }
}

# The broker in a session of its own, so that it outlives the shell. Arguments: DIR and what java gets besides.
kafka_launch() {
  local dir=$1
  shift
  : >"$dir/server.log"
  setsid java -Xms384m -Xmx384m -XX:+UseSerialGC -XX:MaxMetaspaceSize=128m -XX:MaxDirectMemorySize=128m \
    "-Dlog4j2.configurationFile=$servers_root/deploy/kafka/log4j2.properties" "$@" -cp "$(kafka_classpath)" kafka.Kafka \
    "$dir/server.properties" >>"$dir/server.log" 2>&1 </dev/null &
  echo "$!" >"$dir/kafka.pid"
  disown "$!"
}

# The explicit list, in the same order each time: the class archive asks for it.
kafka_classpath() {
  local jars=("$MAILLAGE_CACHE"/kafka/jars/*.jar)
  (
    IFS=:
    echo "${jars[*]}"
  )
}

# A broker that was killed needs 11 to 13 s: its old session of 9 s has to expire first.
kafka_await() {
  local dir=$1 try pid
  pid=$(<"$dir/kafka.pid")
  # Not servers_pid: a process that was forked a moment ago is not java yet.
  for ((try = 0; try < 600; ++try)); do
    grep -q 'Kafka Server started' "$dir/server.log" && return 0
    [[ -d /proc/$pid ]] || break
    sleep 0.1
  done
  servers_complain "the broker did not start" "$dir/server.log"
  return 1
}

# A port below the ephemeral range of which neither it nor the next is in use.
free_port() {
  local port
  for ((port = 20000 + RANDOM % 10000; ; port += 2)); do
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && ! (exec 3<>"/dev/tcp/127.0.0.1/$((port + 1))") 2>/dev/null; then
      echo "$port"
      return 0
    fi
  done
}

# --- Common ----------------------------------------------------------------------------------------------------------------------

# Prints the recorded process id when that process is still the server it was.
servers_pid() {
  local dir=$1 name=$2 file mark pid
  case $name in
    postgres) file=$dir/postgres/postmaster.pid mark=$dir/postgres ;;
    redis) file=$dir/redis/redis.pid mark=redis-server ;;
    kafka) file=$dir/kafka/kafka.pid mark=$dir/kafka/server.properties ;;
    *) return 1 ;;
  esac
  [[ -s $file ]] || return 1
  read -r pid <"$file"
  [[ -r /proc/$pid/cmdline ]] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF -- "$mark" || return 1
  echo "$pid"
}

# SIGTERM to the recorded process, and SIGKILL when it has not ended within SECONDS.
servers_terminate() {
  local dir=$1 name=$2 seconds=$3 pid try
  pid=$(servers_pid "$dir" "$name") || return 0
  kill -TERM "$pid"
  for ((try = 0; try < seconds * 10; ++try)); do
    servers_pid "$dir" "$name" >/dev/null || return 0
    sleep 0.1
  done
  echo "servers: $name (pid $pid) did not end within $seconds s and is killed" >&2
  kill -KILL "$pid"
}

servers_complain() {
  echo "servers: $1; the end of $2:" >&2
  tail -n 20 "$2" >&2 || true
}

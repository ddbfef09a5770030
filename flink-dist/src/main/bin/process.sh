#!/usr/bin/env bash
# Licensed to the Apache Software Foundation (ASF) under one or more
# contributor license agreements.  See the NOTICE file distributed with
# this work for additional information regarding copyright ownership.
# The ASF licenses this file to You under the Apache License, Version 2.0
# (the "License"); you may not use this file except in compliance with
# the License.  You may obtain a copy of the License at
#
#    http://www.apache.org/licenses/LICENSE-2.0
#
# Unless required by applicable law or agreed to in writing, software
# distributed under the License is distributed on an "AS IS" BASIS,
# WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
# See the License for the specific language governing permissions and
# limitations under the License.

# Sourced by jobmanager.sh, taskmanager.sh and standalone-job.sh: starts and stops their processes.
#
# Each process owns a file <pid folder>/flink-<user>-<role>-<n>.pid and is started with the path of that
# file among its arguments. A process is stopped only if its arguments still name the file, so that
# neither a reused process id nor another installation is ever hit.
# shellcheck source=config.sh
. "$(dirname "${BASH_SOURCE[0]}")/config.sh"

FLINK_PID_DIR=${FLINK_PID_DIR:-$(conf_value env.pid.dir)}
FLINK_PID_DIR=${FLINK_PID_DIR:-$FLINK_HOME/run}
mkdir -p "$FLINK_PID_DIR" || fail "FLINK_PID_DIR: cannot create $FLINK_PID_DIR"
FLINK_PID_DIR=$(existing_folder FLINK_PID_DIR "$FLINK_PID_DIR")
[ -w "$FLINK_PID_DIR" ] || fail "FLINK_PID_DIR: cannot write to $FLINK_PID_DIR"

STOP_SECONDS=30

is_running() { # PID_FILE
    local pid arguments
    pid=$(cat "$1" 2> /dev/null) || return 1
    case $pid in '' | *[!0-9]*) return 1 ;; esac
    if [ -d /proc/self ]; then
        arguments=$( (tr '\0' ' ' < "/proc/$pid/cmdline") 2> /dev/null) || return 1
    else
        arguments=$(ps -ww -o args= -p "$pid") || return 1
    fi
    case $arguments in *"-Dflink.pid.file=$1"*) return 0 ;; *) return 1 ;; esac
}

running_files() { # ROLE: pid files of running processes, oldest first; removes files left behind
    local file n
    for file in "$FLINK_PID_DIR/flink-$FLINK_IDENT_STRING-$1-"*.pid; do
        [ -e "$file" ] || continue
        if is_running "$file"; then
            n=${file%.pid}
            echo "${n##*-} $file"
        else
            rm -f "$file"
        fi
    done | sort -n | cut -d' ' -f2-
}

stop_processes() { # ROLE PID_FILES, one a line: asks all, waits, then kills what does not listen
    local file pid SECONDS=0
    if [ -z "$2" ]; then
        echo "No $1 daemon to stop on host $(uname -n)."
        return
    fi
    while read -r file; do
        pid=$(cat "$file")
        echo "Stopping $1 daemon (pid: $pid) on host $(uname -n)."
        kill "$pid" 2> /dev/null || true
    done <<< "$2"
    while read -r file; do
        pid=$(cat "$file")
        while is_running "$file"; do
            if [ "$SECONDS" -ge "$STOP_SECONDS" ]; then
                echo "The $1 daemon (pid: $pid) did not stop in $STOP_SECONDS s: killing it." >&2
                kill -9 "$pid" 2> /dev/null || true
            fi
            sleep 0.1
        done
        rm -f "$file"
    done <<< "$2"
}

add_default_path() { # FOLDER KEY ALIASES...: where this installation keeps what the configuration leaves open
    local folder=$FLINK_HOME/data/$1 key argument
    shift
    [ -z "$(conf_value "$@")" ] || return 0
    for key in "$@"; do
        for argument in ${GIVEN[@]+"${GIVEN[@]}"}; do
            case $argument in "$key="* | "-D$key="*) return 0 ;; esac
        done
    done
    mkdir -p "$folder" || fail "cannot create $folder; set '$1' in $FLINK_CONF_DIR"
    ARGUMENTS+=(-D "$1=file://$folder")
}

start_process() { # ROLE CLASS MEMORY: in the foreground if FOREGROUND is set
    local name n=0 log pid_file memory words resources=()
    ARGUMENTS=(--configDir "$FLINK_CONF_DIR")
    add_default_path checkpoints execution.checkpointing.dir state.checkpoints.dir
    add_default_path savepoints execution.checkpointing.savepoint-dir state.savepoints.dir
    add_default_path changelog state.changelog.dstl.dfs.base-path dstl.dfs.base-path
    memory=$(bash_java_utils "GET_$3_RESOURCE_PARAMS" ${GIVEN[@]+"${GIVEN[@]}"})
    while read -r -a words; do
        if [ "${words[0]:-}" = -D ]; then
            resources+=("${words[@]}")
        else
            JVM_FLAGS+=(${words[@]+"${words[@]}"})
        fi
    done <<< "$memory"
    ARGUMENTS+=(${resources[@]+"${resources[@]}"} ${GIVEN[@]+"${GIVEN[@]}"})

    name=flink-$FLINK_IDENT_STRING-$1
    until (set -o noclobber && : > "$FLINK_PID_DIR/$name-$n.pid") 2> /dev/null; do
        n=$((n + 1))
        [ "$n" -lt 10000 ] || fail "no free pid file in $FLINK_PID_DIR"
    done
    pid_file=$FLINK_PID_DIR/$name-$n.pid
    log=$FLINK_LOG_DIR/$name-$n-$(uname -n)
    JVM_FLAGS+=("-Dflink.pid.file=$pid_file" "-Dlog.file=$log.log")

    if [ -n "${FOREGROUND:-}" ]; then
        echo $$ > "$pid_file"
        echo "Starting $1 as a console application on host $(uname -n)."
        exec "$JAVA_RUN" "${JVM_FLAGS[@]}" \
            "-Dlog4j.configurationFile=$FLINK_CONF_DIR/log4j-console.properties" \
            -cp "$FLINK_CLASSPATH" "$2" "${ARGUMENTS[@]}"
    fi
    echo "Starting $1 daemon on host $(uname -n)."
    nohup "$JAVA_RUN" "${JVM_FLAGS[@]}" \
        "-Dlog4j.configurationFile=$FLINK_CONF_DIR/log4j.properties" \
        -cp "$FLINK_CLASSPATH" "$2" "${ARGUMENTS[@]}" > "$log.out" 2>&1 < /dev/null &
    echo $! > "$pid_file"
    sleep 0.5
    if ! kill -0 $! 2> /dev/null; then
        tail -n 20 "$log.out" >&2
        rm -f "$pid_file"
        fail "the $1 ended at once; see above, $log.out and $log.log"
    fi
}

control() { # ROLE CLASS MEMORY ACTION [ARGS]: what jobmanager.sh and the others are about
    local role=$1 class=$2 memory=$3 action=${4:-}
    shift $(($# < 4 ? $# : 4))
    GIVEN=("$@")
    case $action in
        start) start_process "$role" "$class" "$memory" ;;
        start-foreground) FOREGROUND=yes && start_process "$role" "$class" "$memory" ;;
        stop) stop_processes "$role" "$(running_files "$role" | tail -n 1)" ;;
        stop-all) stop_processes "$role" "$(running_files "$role")" ;;
        *)
            echo "Usage: $(basename "$0") ((start|start-foreground) [arguments]) | stop | stop-all" >&2
            exit 1
            ;;
    esac
}

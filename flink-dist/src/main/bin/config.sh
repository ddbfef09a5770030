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

# Sourced by the scripts next to it: folders, configuration, class path and JVM flags of this
# installation. Needs Bash 3.2 and a JDK or JRE, 11 or 17.
set -euo pipefail

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

existing_folder() { # VARIABLE FOLDER: its absolute path
    [ -d "$2" ] || fail "$1: there is no folder $2"
    (cd "$2" && pwd -P)
}

FLINK_HOME=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
FLINK_CONF_DIR=$(existing_folder FLINK_CONF_DIR "${FLINK_CONF_DIR:-$FLINK_HOME/conf}")
FLINK_LIB_DIR=$FLINK_HOME/lib
FLINK_OPT_DIR=$FLINK_HOME/opt
FLINK_PLUGINS_DIR=${FLINK_PLUGINS_DIR:-$FLINK_HOME/plugins}
export FLINK_HOME FLINK_CONF_DIR FLINK_LIB_DIR FLINK_OPT_DIR FLINK_PLUGINS_DIR

class_path() { # flink-dist last, so that any other jar in lib/ may replace some of its classes
    local jar jars='' dist=''
    for jar in "$FLINK_LIB_DIR"/*.jar; do
        [ -e "$jar" ] || fail "there are no jars in $FLINK_LIB_DIR"
        case ${jar##*/} in
            flink-dist*) dist=$dist:$jar ;;
            *) jars=$jars:$jar ;;
        esac
    done
    jars=$jars$dist
    echo "${jars#:}${HADOOP_CLASSPATH:+:$HADOOP_CLASSPATH}"
}

FLINK_CLASSPATH=$(LC_ALL=C class_path)

bash_java_utils() { # COMMAND [ARGS]: the lines that Flink's own tool answers
    local lines command=$1
    shift
    lines=$("$JAVA_RUN" -XX:TieredStopAtLevel=1 -Dlog4j2.StatusLogger.level=OFF \
        -Dorg.apache.logging.log4j.level=OFF -cp "$FLINK_CLASSPATH" \
        org.apache.flink.runtime.util.bash.BashJavaUtils "$command" --configDir "$FLINK_CONF_DIR" "$@") ||
        fail "cannot evaluate the configuration in $FLINK_CONF_DIR; the reason is above"
    printf '%s\n' "$lines" | sed -n 's/^BASH_JAVA_UTILS_EXEC_RESULT://p'
}

JAVA_RUN=java
[ -z "${JAVA_HOME:-}" ] || JAVA_RUN=$JAVA_HOME/bin/java
command -v "$JAVA_RUN" > /dev/null || fail "no Java found: set JAVA_HOME, or put java on the PATH"

# The configuration as flat "key: value" lines. Flink prefers flink-conf.yaml, and so do we.
if [ -f "$FLINK_CONF_DIR/flink-conf.yaml" ]; then
    FLINK_CONF_LINES=$(sed -e 's/#.*//' "$FLINK_CONF_DIR/flink-conf.yaml")
elif [ -f "$FLINK_CONF_DIR/config.yaml" ]; then
    FLINK_CONF_LINES=$(bash_java_utils UPDATE_AND_GET_FLINK_CONFIGURATION -flatten)
else
    fail "neither flink-conf.yaml nor config.yaml is in $FLINK_CONF_DIR"
fi

conf_value() { # KEY...: the value of the first key that is set, else nothing
    local key value
    for key in "$@"; do
        value=$(awk -v key="$key:" '{ sub(/^[ \t]+/, "") }
            index($0, key) == 1 { found = substr($0, length(key) + 1) }
            END { gsub(/^[ \t"\047]+|[ \t"\047\r]+$/, "", found); print found }' \
            <<< "$FLINK_CONF_LINES")
        [ -z "$value" ] || { echo "$value" && return; }
    done
}

export FLINK_IDENT_STRING=${FLINK_IDENT_STRING:-$(id -un)} # part of log and pid file names
FLINK_LOG_DIR=${FLINK_LOG_DIR:-$(conf_value env.log.dir)}
FLINK_LOG_DIR=${FLINK_LOG_DIR:-$FLINK_HOME/log}
mkdir -p "$FLINK_LOG_DIR" || fail "FLINK_LOG_DIR: cannot create $FLINK_LOG_DIR"
FLINK_LOG_DIR=$(existing_folder FLINK_LOG_DIR "$FLINK_LOG_DIR")
MAX_LOG_FILE_NUMBER=$(conf_value env.log.max)
ROOT_LOG_LEVEL=$(conf_value env.log.level)
export FLINK_LOG_DIR MAX_LOG_FILE_NUMBER=${MAX_LOG_FILE_NUMBER:-10} ROOT_LOG_LEVEL=${ROOT_LOG_LEVEL:-INFO}

# Flink and Kryo look into these packages; Java 17 keeps them shut without the flags, 11 only warns.
JVM_FLAGS=()
for package in java.base/sun.net.util java.rmi/sun.rmi.registry java.security.jgss/sun.security.krb5 \
    jdk.compiler/com.sun.tools.javac.{api,file,parser,tree,util}; do
    JVM_FLAGS+=("--add-exports=$package=ALL-UNNAMED")
done
for package in java.{lang,net,io,nio,lang.reflect,text,time,util} sun.nio.ch \
    java.util.concurrent{,.atomic,.locks}; do
    JVM_FLAGS+=("--add-opens=java.base/$package=ALL-UNNAMED")
done

add_jvm_options() { # VARIABLE ROLE: what environment and configuration add, e.g. FLINK_ENV_JAVA_OPTS_JM jobmanager
    local words
    read -r -a words <<< "$(conf_value env.java.default-opts.all) $(conf_value "env.java.default-opts.$2") \
$(conf_value env.java.opts.all env.java.opts) $(conf_value "env.java.opts.$2") ${FLINK_ENV_JAVA_OPTS:-} ${!1:-}"
    JVM_FLAGS+=(${words[@]+"${words[@]}"})
}

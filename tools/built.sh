#!/usr/bin/env bash
#
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
#
# Sourced by the scripts that run a cluster: builds first if anything changed since the last build; needs
# a JDK 17, Maven and bash. Leaves the repository's root in $root, and java in $java. What
# is built more than for the demo, the caller names in $more_modules, and why in $purpose.

# shellcheck source=jdk.sh
. "$(dirname "${BASH_SOURCE[0]}")/jdk.sh"
stamp=$root/tools/target/${purpose:-demo}-built
modules=flink-dist,tools,flink-tests/flink-stock-dist${more_modules:+,$more_modules}

# What a build reads: poms, main sources, and the files of the distribution.
up_to_date() {
  [ -f "$stamp" ] && [ -z "$(
    find "$root" \( -name target -o -name .git -o -path '*/src/test' \) -prune -o \
      \( -name pom.xml -o -path '*/src/*' \) -type f -newer "$stamp" -print -quit
  )" ]
}

# Maven runs in the background and is waited for, so that a signal for this script ends it too.
build() {
  echo "building (the first time this downloads Flink) ..."
  mkdir -p "$(dirname "$stamp")"
  touch "$stamp.begun"
  (
    cd "$root"
    exec mvn -B -ntp -DskipTests \
      -pl "$modules" -am package
  ) > >(grep --line-buffered -E '^\[INFO\] Building Flink |^\[ERROR\]|BUILD') 2>&1 &
  local maven=$!
  trap 'kill "$maven" 2>/dev/null; exit 130' INT
  trap 'kill "$maven" 2>/dev/null; exit 143' TERM
  wait "$maven"
  trap - INT TERM
  mv "$stamp.begun" "$stamp"
}

up_to_date || build

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
# The design document's experiments: no changelog, stock Flink's and ours, in turn, each run in a process of its own.
# Builds first; needs a JDK 17, Maven and bash. MAVEN_ARGS are given to Maven, also by a Maven older than 3.9.
# Options: tools/bench.sh --help
set -euo pipefail

# shellcheck source=jdk.sh
. "$(dirname "${BASH_SOURCE[0]}")/jdk.sh"
target=$root/flink-benchmarks/target

echo "building (the first time this downloads Flink) ..."
arguments=()
read -r -a arguments <<<"${MAVEN_ARGS:-}"
(
  cd "$root"
  mvn -B -ntp "${arguments[@]}" -DskipTests -pl flink-benchmarks -am package
) > >(grep --line-buffered -E '^\[ERROR\]|BUILD') 2>&1

commit=$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)
cd "$root"
exec "$java" -Xmx512m -cp "$target/classes:$target/ours/*:$target/shared/*" \
  io.flinkgic.benchmarks.campaign.Campaign --built="$target" --results="$target/results/experiments" --commit="$commit" "$@"

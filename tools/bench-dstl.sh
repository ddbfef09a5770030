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
# Our changelog beside that of stock Flink: JMH benchmarks, and what whole jobs pay for it.
# Builds first; needs a JDK 17, Maven and bash. Results go to flink-benchmarks/target/results.
# Usage: tools/bench-dstl.sh [--quick] [PATTERN]       JMH; PATTERN as in JMH, all without it
#        tools/bench-dstl.sh job-cost [--quick] [NAME...]  WordCount, SlidingWindow: medians of runs
#        tools/bench-dstl.sh job-profile [NAME...]         our methods that take CPU and memory
#        tools/bench-dstl.sh materialization [--quick] [KEY=VALUE...]  checkpoints, uploads, tasks beside it
#        tools/bench-dstl.sh coordinator [--quick] [LOAD...]  the JobManager at 200 ms: METADATA, OVERLAP, LOG, STORM
# A NAME is one of WORD_COUNT, SLIDING_WINDOW, ROCKSDB, HEAP; without one, all are measured.
# KEY=VALUE are settings of Flink, for both; those of the store are in ObjectStoreOptions.
# MAVEN_ARGS are given to Maven, also by a Maven older than 3.9.
set -euo pipefail

# shellcheck source=jdk.sh
. "$(dirname "${BASH_SOURCE[0]}")/jdk.sh"
target=$root/flink-benchmarks/target
results=$target/results

usage() {
  sed -n 's/^# \(Usage: \|       \)\(tools.*\)/\2/p' "${BASH_SOURCE[0]}" >&2
  exit 2
}

what=jmh
quick=false
pattern='.*'
names=()
for argument in "$@"; do
  case $argument in
    --quick) quick=true ;;
    job-cost | job-profile | materialization | coordinator) what=$argument ;;
    -*) usage ;;
    *)
      pattern=$argument
      names+=("$argument")
      ;;
  esac
done

build() {
  echo "building (the first time this downloads Flink) ..."
  local arguments=()
  read -r -a arguments <<<"${MAVEN_ARGS:-}"
  (
    cd "$root"
    mvn -B -ntp "${arguments[@]}" -DskipTests -pl flink-benchmarks -am package
  ) > >(grep --line-buffered -E '^\[ERROR\]|BUILD') 2>&1
}

load() {
  echo "machine: $(nproc) processors, load $(cut -d' ' -f1-3 /proc/loadavg), $("$java" -version 2>&1 | sed -n 2p)"
  echo "commit: $(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)"
}

run_jmh() {
  local options=() stamp
  if [ "$quick" = true ]; then
    options=(-f 1 -wi 2 -w 1 -i 3 -r 1)
  fi
  stamp=$(date +%Y%m%d-%H%M%S)
  "$java" -Xmx1536m -Dbenchmarks.stock="$target/stock" \
    --add-opens=java.base/java.lang=ALL-UNNAMED --add-opens=java.base/java.util=ALL-UNNAMED \
    -cp "$class_path" org.openjdk.jmh.Main "$pattern" "${options[@]}" \
    -rf json -rff "$results/jmh-$stamp.json" -o "$results/jmh-$stamp.log"
  "$java" -cp "$class_path" io.flinkgic.benchmarks.report.JmhTable "$results/jmh-$stamp.json"
  echo "results: $results/jmh-$stamp.json"
}

run_jobs() { # rounds
  "$java" -Xmx256m -cp "$class_path" io.flinkgic.benchmarks.job.JobCost "$target" "$1" "${names[@]}" | tee "$results/$what.txt"
}

run_materialization() { # rounds scale
  "$java" -Xmx256m -cp "$class_path" io.flinkgic.benchmarks.materialization.MaterializationComparison \
    "$target" "$results/materialization" "$1" "$2" "${names[@]}" | tee "$results/$what.txt"
}

run_coordinator() { # rounds seconds
  "$java" -Xmx256m -cp "$class_path" io.flinkgic.benchmarks.coordinator.CoordinatorComparison \
    "$target" "$1" "$2" "${names[@]}" | tee "$results/$what.txt"
}

build
mkdir -p "$results"
class_path="$target/classes:$target/ours/*:$target/shared/*"
load
case $what in
  jmh) run_jmh ;;
  job-profile) run_jobs 0 ;;
  job-cost) if [ "$quick" = true ]; then run_jobs 1; else run_jobs 5; fi ;;
  materialization) if [ "$quick" = true ]; then run_materialization 1 QUICK; else run_materialization 2 STANDARD; fi ;;
  coordinator) if [ "$quick" = true ]; then run_coordinator 1 20; else run_coordinator 3 60; fi ;;
esac
load

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
# Runs Flink's own tests on our implementation and writes docs/conformance.md.
# Exit code 1: a test failed. Arguments are Maven's, for example -Dconformance.set=every-build or -o.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
module=flink-tests/flink-conformance-tests
reports=$module/target/reports
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

rm -rf "$reports"
mvn -B -ntp verify -pl "$module,tools" -am -DskipTests \
  -Dconformance.skip=false -Dconformance.set=all -Dmaven.test.failure.ignore=true "$@"
"$java" -jar tools/target/flink-gic-tools-*-cli.jar conformance-document \
  --introduction "$module/src/conformance/introduction.md" \
  --must-fail "$module/src/conformance/must-fail.txt" \
  --part "Interfaces=$reports/interfaces" \
  --part "Changelog=$reports/changelog" \
  --part "Switched on=$reports/switched-on" \
  --output docs/conformance.md

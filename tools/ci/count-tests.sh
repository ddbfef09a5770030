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


# Adds up the test reports that this build has written; its last step. The first one left a mark of its time.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

find . -path '*/target/surefire-reports/TEST-*.xml' -newer target/build-begun -exec grep -ho '<testsuite [^>]*' {} + |
  awk '
    function value(name) {
      match($0, " " name "=\"[0-9]+\"")
      return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
    }
    {
      tests += value("tests")
      failed += value("failures") + value("errors")
      skipped += value("skipped")
    }
    END {
      printf "%d passed, %d failed, %d skipped\n", tests - failed - skipped, failed, skipped
      exit failed > 0 || tests == 0
    }'

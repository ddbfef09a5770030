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

# Checks the rules of CONTRIBUTING.md that need no compiler; every build runs it.
# An exception is one line of house-style-exceptions.txt: rule, path, reason.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

mkdir -p target && touch target/build-begun # count-tests.sh counts what is newer

readonly exceptions=tools/ci/house-style-exceptions.txt
readonly max_lines=400 max_files=15
failures=0

excepted() { # rule path
  grep -qE "^$1 $2 .+" "$exceptions"
}

fail() { # rule path message
  excepted "$1" "$2" && return
  printf 'house-style: %s: %s: %s\n' "$1" "$2" "$3" >&2
  failures=$((failures + 1))
}

sources() { # all | main
  local under='.*/src/(main|test)/java/.*\.java'
  [ "$1" = main ] && under='.*/src/main/java/.*\.java'
  find . -path ./.git -prune -o -name target -prune -o -regextype posix-extended -regex "$under" -print | sed 's|^\./||' | sort
}

while read -r file; do
  lines=$(wc -l < "$file")
  [ "$lines" -le "$max_lines" ] || fail lines "$file" "$lines lines, at most $max_lines"
done < <(sources all)

while read -r package; do
  files=$(find "$package" -maxdepth 1 -name '*.java' ! -name package-info.java | wc -l)
  [ "$files" -le "$max_files" ] || fail files "$package" "$files files in one package, at most $max_files"
  [ -f "$package/package-info.java" ] || fail package-info "$package" "no package-info.java"
done < <(sources main | xargs -r -n1 dirname | sort -u)

# Time, threads and randomness are parameters: only wiring makes them.
while IFS=: read -r file line text; do
  fail wiring "$file" "line $line: $text"
done < <(sources main | xargs -r grep -nHE 'System\.(currentTimeMillis|nanoTime)\(|Executors\.new|new Random\(\)|Thread\.sleep\(|ThreadLocalRandom' || true)

while IFS=: read -r file line text; do
  fail name "$file" "line $line: $text"
done < <(sources main | xargs -r grep -nHE '^(public |final |abstract )*(class|interface|enum) [A-Za-z]*(Helper|Util|Utils|Impl|Base|Common|Data)\b' || true)

while read -r file; do
  head -n 25 "$file" | grep -q 'Licensed to the Apache Software Foundation' ||
    fail licence "$file" "no licence header"
done < <(find . -path ./.git -prune -o -name target -prune -o -type f \( -name '*.java' -o -name '*.sh' -o -name '*.xml' \
  -o -name '*.yaml' -o -name '*.properties' -o -path './flink-dist/src/main/bin/*' -o -path './.ci/*' \) -print | sed 's|^\./||' | sort)

if [ "$failures" -gt 0 ]; then
  printf 'house-style: %d violations\n' "$failures" >&2
  exit 1
fi

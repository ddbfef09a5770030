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
# A job on a real cluster loses processes again and again, goes on exactly once and leaves no file behind.
# Options: tools/chaos.sh --help
set -euo pipefail
purpose=chaos
more_modules=flink-tests/flink-faulty-store,flink-tests/flink-s3-server,flink-tests/flink-kafka-broker,flink-tests/flink-kafka-job
# shellcheck source=built.sh
. "$(dirname "${BASH_SOURCE[0]}")/built.sh"
exec "$java" -jar "$root"/tools/target/flink-gic-tools-*-cli.jar chaos --repository "$root" "$@"

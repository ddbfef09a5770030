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

# One JobManager and, for each line of conf/workers, one TaskManager, all on this host.
bin=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
# shellcheck source=config.sh
. "$bin/config.sh"

workers=$(sed -e 's/#.*//' "$FLINK_CONF_DIR/workers" 2> /dev/null || echo localhost)
for worker in $workers; do
    case $worker in
        localhost | 127.0.0.1) ;;
        *) fail "conf/workers: $worker is not localhost; run bin/taskmanager.sh start over there" ;;
    esac
done

echo "Starting cluster."
"$bin/jobmanager.sh" start
for worker in $workers; do
    "$bin/taskmanager.sh" start
done

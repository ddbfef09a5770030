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

# A TaskManager; each start adds one. Arguments go to it, e.g. -D taskmanager.numberOfTaskSlots=4
# shellcheck source=process.sh
. "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/process.sh"
add_jvm_options FLINK_ENV_JAVA_OPTS_TM taskmanager
case ${JVM_FLAGS[*]} in *-XX:+Use*GC*) ;; *) JVM_FLAGS+=(-XX:+UseG1GC) ;; esac
control taskexecutor org.apache.flink.runtime.taskexecutor.TaskManagerRunner TM "$@"

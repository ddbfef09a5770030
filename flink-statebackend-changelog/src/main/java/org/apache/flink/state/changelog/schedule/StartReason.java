/*
 * Licensed to the Apache Software Foundation (ASF) under one or more
 * contributor license agreements.  See the NOTICE file distributed with
 * this work for additional information regarding copyright ownership.
 * The ASF licenses this file to You under the Apache License, Version 2.0
 * (the "License"); you may not use this file except in compliance with
 * the License.  You may obtain a copy of the License at
 *
 *    http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package org.apache.flink.state.changelog.schedule;

/** Why a materialization is to start. */
public enum StartReason {
    /** The grid of the interval has come round. */
    INTERVAL,
    /** The log has more bytes than it may. */
    LOG_SIZE,
    /** The log is too long beside the materialized state. */
    LOG_RATIO,
    /** Replaying the log would take longer than the recovery time objective. */
    RECOVERY_TIME,
    /** An earlier start came to nothing. */
    RETRY
}

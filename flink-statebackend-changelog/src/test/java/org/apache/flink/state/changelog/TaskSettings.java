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
package org.apache.flink.state.changelog;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.CheckpointStorageAccess;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.ttl.TtlTimeProvider;

import java.util.Optional;

/** What a task may give its backend, and which most tests do not care about. */
public final class TaskSettings {

    /** Where snapshots go; into handles in memory if empty. */
    public Optional<CheckpointStorageAccess> checkpoints = Optional.empty();

    /** Of the cluster. */
    final Configuration taskManager = new Configuration();

    final CloseableRegistry cancellation = new CloseableRegistry();
    TypeSerializer<Integer> keySerializer = IntSerializer.INSTANCE;
    ClassLoader userCode = TaskSettings.class.getClassLoader();
    MetricGroup metrics = new UnregisteredMetricsGroup();
    TtlTimeProvider ttlTime = TtlTimeProvider.DEFAULT;
    LocalRecoveryConfig localRecovery = LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED;
}

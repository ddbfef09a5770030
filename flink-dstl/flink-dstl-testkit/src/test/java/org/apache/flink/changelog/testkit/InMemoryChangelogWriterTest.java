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
package org.apache.flink.changelog.testkit;

import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.ownership.DiscardSettings;
import org.apache.flink.changelog.retry.RetryPolicy;
import org.apache.flink.changelog.storage.DurableChangelogStorage;
import org.apache.flink.changelog.storage.StorageSettings;
import org.apache.flink.changelog.upload.UploadSettings;
import org.apache.flink.changelog.writer.InlineSettings;
import org.apache.flink.changelog.writer.WriterSettings;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;

import java.time.Duration;
import java.util.Optional;

class InMemoryChangelogWriterTest extends ChangelogWriterContract {

    @Override
    protected StateChangelogStorage<ChangelogStateHandleStreamImpl> openStorage() {
        RetryPolicy policy = RetryPolicy.fixed(3, Duration.ofSeconds(10), Duration.ofMillis(1));
        DiscardSettings discards = new DiscardSettings(1_000, 1, 3, Duration.ofMillis(1));
        StorageSettings settings =
                new StorageSettings(
                        new UploadSettings(Duration.ofMillis(1), 100_000, 3, policy, discards),
                        new WriterSettings(20_000, Optional.empty(), inline(), "test"),
                        300_000);
        return DurableChangelogStorage.open(
                new InMemorySegmentStore(),
                settings,
                new DstlMetrics(new UnregisteredMetricsGroup()),
                "test");
    }

    InlineSettings inline() {
        return InlineSettings.off();
    }
}

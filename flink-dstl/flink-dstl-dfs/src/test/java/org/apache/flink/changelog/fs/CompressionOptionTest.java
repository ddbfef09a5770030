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
package org.apache.flink.changelog.fs;

import org.apache.flink.api.common.JobID;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.storage.DstlOptions;
import org.apache.flink.changelog.testkit.ModelLog;
import org.apache.flink.changelog.testkit.RoutedMailbox;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@SuppressWarnings("try") // the close() of Flink's interfaces declares Exception
final class CompressionOptionTest {

    private static final String OWN = "state.changelog.dstl.compression";

    private final Configuration configuration = new Configuration();

    @ParameterizedTest
    @CsvSource({
        ", , LZ4",
        ", true, LZ4",
        ", false, NONE",
        "lz4, false, LZ4",
        "zstd, , ZSTD",
        "zstd, false, ZSTD",
        "none, true, NONE",
    })
    void ownOptionWinsOverTheSwitchOfFlink(
            String own, String enabled, SegmentCompression expected) {
        if (own != null) {
            configuration.setString(OWN, own);
        }
        if (enabled != null) {
            configuration.setString("dstl.dfs.compression.enabled", enabled);
        }

        assertThat(FsSettings.read(configuration).batches().compression()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"gzip", "LZ4", "''"})
    void unknownNameIsRefusedWithTheKnownOnes(String name) {
        configuration.setString(OWN, name);

        assertThatThrownBy(() -> FsSettings.read(configuration))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContainingAll(
                        OWN, "'" + name + "'", "known are 'lz4', 'zstd' and 'none'");
    }

    @Test
    void optionHasTheDefaultOfTheSwitchOfFlink() {
        configuration.set(DstlOptions.COMPRESSION, DstlOptions.COMPRESSION.defaultValue());

        assertThat(FsSettings.read(configuration).batches().compression())
                .isEqualTo(FsSettings.read(new Configuration()).batches().compression());
    }

    @ParameterizedTest
    @CsvSource({"none, 100000, 101000", "lz4, 40000, 60000", "zstd, 20000, 35000"})
    void optionReachesTheFileAndAnyFileIsRead(
            String compression, long minBytes, long maxBytes, @TempDir File basePath)
            throws Exception {
        FsStateChangelogStorageFactory.configure(
                configuration, basePath, Duration.ofSeconds(10), 3);
        configuration.setString(OWN, compression);
        byte[] change = zerosAndDigits(100_000);

        ChangelogStateHandleStreamImpl handle = write(change);

        assertThat(handle.getStateSize()).isBetween(minBytes, maxBytes);
        try (StateChangelogStorageView<ChangelogStateHandleStreamImpl> view =
                typed(new FsStateChangelogStorageFactory().createStorageView(configuration))) {
            assertThat(ModelLog.of(view.createReader().getChanges(handle)).changes())
                    .isEqualTo(Map.of(2, List.of(new String(change, StandardCharsets.ISO_8859_1))));
        }
    }

    /** Half of it for any algorithm, half only for one that knows that some bytes are rarer. */
    private static byte[] zerosAndDigits(int length) {
        byte[] bytes = new byte[length];
        Random random = new Random(1);
        for (int i = length / 2; i < length; i++) {
            bytes[i] = (byte) ('0' + random.nextInt(16));
        }
        return bytes;
    }

    private ChangelogStateHandleStreamImpl write(byte[] change) throws Exception {
        try (StateChangelogStorage<ChangelogStateHandleStreamImpl> storage = open();
                StateChangelogWriter<ChangelogStateHandleStreamImpl> writer =
                        storage.createWriter(
                                "operator", KeyGroupRange.of(0, 3), RoutedMailbox.unused())) {
            writer.append(2, change);
            return writer.persist(writer.initialSequenceNumber(), 1L)
                    .get()
                    .getJobManagerOwnedSnapshot();
        }
    }

    @SuppressWarnings("unchecked")
    private StateChangelogStorage<ChangelogStateHandleStreamImpl> open() {
        return (StateChangelogStorage<ChangelogStateHandleStreamImpl>)
                new FsStateChangelogStorageFactory()
                        .createStorage(
                                new JobID(),
                                configuration,
                                UnregisteredMetricGroups
                                        .createUnregisteredTaskManagerJobMetricGroup(),
                                LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
    }

    @SuppressWarnings("unchecked")
    private static StateChangelogStorageView<ChangelogStateHandleStreamImpl> typed(
            StateChangelogStorageView<?> view) {
        return (StateChangelogStorageView<ChangelogStateHandleStreamImpl>) view;
    }
}

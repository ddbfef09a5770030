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
package io.flinkgic.benchmarks.log;

import org.apache.flink.changelog.fs.FsStateChangelogStorageFactory;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** The comparison is only worth something if both logs do the work. */
@SuppressWarnings("try") // Flink declares that closing may be interrupted
class LogsBesideEachOtherTest {

    private static final int CHANGES = 1000;

    @TempDir private Path folder;

    @Test
    void theTwoLogsAreOfDifferentClassesWithTheSameName() {
        Class<?> ours = LogVariant.OURS.factory().getClass();
        Class<?> stock = LogVariant.STOCK.factory().getClass();

        assertThat(ours).isEqualTo(FsStateChangelogStorageFactory.class);
        assertThat(stock.getName()).isEqualTo(ours.getName());
        assertThat(stock).isNotEqualTo(ours);
    }

    @ParameterizedTest
    @EnumSource
    void arraysAreReadBackAsTheyWereAppended(LogVariant variant) throws Exception {
        SampleValues values = new SampleValues(1024, 100);
        Configuration settings = LogSettings.inWithoutDelay(folder.toUri(), true);
        try (OpenLog log = OpenLog.open(variant, settings)) {
            for (int i = 0; i < CHANGES; i++) {
                log.writer().append(7, values.at(i));
            }
            List<byte[]> read = read(variant, settings, log.await(log.persist()), 7);

            assertThat(read).hasSize(CHANGES);
            for (int i = 0; i < CHANGES; i++) {
                assertThat(read.get(i)).isEqualTo(values.at(i));
            }
        }
    }

    @Test
    void bothLogTheSameBytesForOneChange() throws Exception {
        List<List<byte[]>> read = new ArrayList<>();
        for (LogVariant variant : LogVariant.values()) {
            Configuration settings =
                    LogSettings.inWithoutDelay(folder.resolve(variant.name()).toUri(), false);
            try (OpenLog log = OpenLog.open(variant, settings)) {
                ChangeEncoding.of(log.writer()).log(3, 42L, new byte[] {1, 2, 3});
                read.add(read(variant, settings, log.await(log.persist()), 3));
            }
        }

        assertThat(read.get(0)).hasSize(1);
        assertThat(read.get(0).get(0)).hasSize(ChangeEncoding.HEADER_BYTES + 3);
        assertThat(read.get(1)).hasSize(1);
        assertThat(read.get(1).get(0)).isEqualTo(read.get(0).get(0));
    }

    @ParameterizedTest
    @EnumSource
    void otherKeyGroupsAreLeftOut(LogVariant variant) throws Exception {
        SampleValues values = new SampleValues(1024, 64);
        Configuration settings = LogSettings.inWithoutDelay(folder.toUri(), false);
        try (OpenLog log = OpenLog.open(variant, settings)) {
            for (int i = 0; i < CHANGES; i++) {
                log.writer().append(i & 127, values.at(i));
            }

            assertThat(read(variant, settings, log.await(log.persist()), 5))
                    .hasSize((CHANGES - 5 + 127) / 128);
        }
    }

    private static List<byte[]> read(
            LogVariant variant,
            Configuration settings,
            ChangelogStateHandleStreamImpl handle,
            int keyGroup)
            throws Exception {
        List<byte[]> read = new ArrayList<>();
        LogReading.read(
                variant,
                settings,
                handle,
                KeyGroupRange.of(keyGroup, keyGroup),
                change -> read.add(change.getChange()));
        return read;
    }
}

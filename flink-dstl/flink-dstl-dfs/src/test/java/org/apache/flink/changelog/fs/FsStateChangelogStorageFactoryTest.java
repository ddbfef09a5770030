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
import org.apache.flink.changelog.storage.DstlOptions;
import org.apache.flink.changelog.testkit.ModelLog;
import org.apache.flink.changelog.testkit.RoutedMailbox;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.core.fs.FileSystemSafetyNet;
import org.apache.flink.runtime.metrics.groups.UnregisteredMetricGroups;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageLoader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@SuppressWarnings("try") // the close() of Flink's interfaces declares Exception
final class FsStateChangelogStorageFactoryTest {

    private static final KeyGroupRange KEY_GROUPS = KeyGroupRange.of(0, 3);

    @TempDir private File basePath;

    private final JobID job = new JobID();
    private final Configuration configuration = new Configuration();

    @BeforeEach
    void configure() {
        FsStateChangelogStorageFactory.configure(
                configuration, basePath, Duration.ofSeconds(10), 3);
    }

    @AfterEach
    void disarm() {
        FaultyFileSystem.disarm();
    }

    @Test
    void flinkFindsItByItsName() throws Exception {
        try (StateChangelogStorage<?> storage =
                StateChangelogStorageLoader.load(
                        job,
                        configuration,
                        UnregisteredMetricGroups.createUnregisteredTaskManagerJobMetricGroup(),
                        LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED)) {
            assertThat(storage).isNotNull();
        }
    }

    @Test
    void configureSetsStoragePathPolicyTimeoutAndAttempts() {
        assertThat(configuration.toMap())
                .containsOnly(
                        Map.entry("state.changelog.storage", "filesystem"),
                        Map.entry(
                                "state.changelog.dstl.dfs.base-path", basePath.toURI().toString()),
                        Map.entry("state.changelog.dstl.dfs.upload.retry-policy", "fixed"),
                        Map.entry("state.changelog.dstl.dfs.upload.timeout", "10 s"),
                        Map.entry("state.changelog.dstl.dfs.upload.max-attempts", "3"));
    }

    @Test
    void filesLieBelowTheJobAndAreReadThroughAView() throws Exception {
        configuration.set(DstlOptions.INLINE_THRESHOLD, MemorySize.ZERO);
        ChangelogStateHandleStreamImpl handle;
        try (StateChangelogStorage<ChangelogStateHandleStreamImpl> storage = open()) {
            handle = writeOneChange(storage);
        }

        File[] files = new File(basePath, job.toHexString() + "/dstl").listFiles();
        assertThat(files).hasSize(1);
        assertThat(handle.getStorageIdentifier()).isEqualTo("filesystem");
        try (StateChangelogStorageView<?> view =
                StateChangelogStorageLoader.loadFromStateHandle(configuration, handle)) {
            assertThat(read(view, handle)).isEqualTo(Map.of(2, List.of("change")));
        }
    }

    @Test
    void viewNeedsNoBasePathAndFailsLoudlyAfterItsClose() throws Exception {
        configuration.set(DstlOptions.INLINE_THRESHOLD, MemorySize.ZERO);
        ChangelogStateHandleStreamImpl handle;
        try (StateChangelogStorage<ChangelogStateHandleStreamImpl> storage = open()) {
            handle = writeOneChange(storage);
        }
        StateChangelogStorageView<?> view =
                new FsStateChangelogStorageFactory().createStorageView(new Configuration());
        assertThat(read(view, handle)).isEqualTo(Map.of(2, List.of("change")));

        view.close();

        assertThatThrownBy(() -> read(view, handle))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll(job.toHexString(), "closed");
    }

    @Test
    void whatOneTaskOpenedOutlivesTheTask() throws Exception {
        try (StateChangelogStorage<ChangelogStateHandleStreamImpl> storage = open();
                StateChangelogStorageView<?> view =
                        new FsStateChangelogStorageFactory().createStorageView(configuration)) {
            ChangelogStateHandleStreamImpl handle;
            FileSystemSafetyNet.initializeSafetyNetForThread();
            try {
                handle = writeOneChange(storage);
                assertThat(read(view, handle)).isEqualTo(Map.of(2, List.of("change")));
            } finally {
                FileSystemSafetyNet.closeSafetyNetAndGuardedResourcesForThread();
            }

            ChangelogStateHandleStreamImpl later = writeOneChange(storage);
            assertThat(read(view, later)).isEqualTo(Map.of(2, List.of("change")));
            assertThat(read(view, handle)).isEqualTo(Map.of(2, List.of("change")));
        }
    }

    @Test
    void wrongIdleTimeoutOfAViewIsNamed() {
        String key = "state.changelog.dstl.dfs.download.local-cache.idle-timeout-ms";
        configuration.setString(key, "never");

        assertThatThrownBy(
                        () -> new FsStateChangelogStorageFactory().createStorageView(configuration))
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContainingAll(key, "never");
    }

    @Test
    void storageOfAJobWithoutChangelogNeedsNoDirectoryAndTouchesNone() throws Exception {
        FaultyFileSystem.arm(FaultyFileSystem.Step.MKDIRS);
        configuration.set(
                FsStateChangelogOptions.BASE_PATH,
                FaultyFileSystem.SCHEME + ":" + basePath.getAbsolutePath());
        open().close();
        configuration.removeConfig(FsStateChangelogOptions.BASE_PATH);
        open().close();

        assertThat(basePath).isEmptyDirectory();
    }

    @Test
    void missingBasePathIsNamed() {
        configuration.removeConfig(FsStateChangelogOptions.BASE_PATH);

        assertWrong("state.changelog.dstl.dfs.base-path", "required");
    }

    @Test
    void unknownSchemeIsNamed() {
        configuration.set(FsStateChangelogOptions.BASE_PATH, "nosuch://host/dir");

        assertWrong("state.changelog.dstl.dfs.base-path", "nosuch");
    }

    @Test
    void basePathThatIsNoDirectoryIsNamed() throws IOException {
        File file = new File(basePath, "file");
        Files.createFile(file.toPath());
        configuration.set(FsStateChangelogOptions.BASE_PATH, file.getPath());

        assertWrong("state.changelog.dstl.dfs.base-path", file.getPath());
    }

    @ParameterizedTest
    @EnumSource(names = {"MKDIRS", "EXISTS"})
    void basePathThatCannotBeReachedIsNamed(FaultyFileSystem.Step step) {
        String path = FaultyFileSystem.SCHEME + ":" + basePath.getAbsolutePath();
        configuration.set(FsStateChangelogOptions.BASE_PATH, path);
        FaultyFileSystem.arm(step);

        assertWrong("state.changelog.dstl.dfs.base-path", path);
    }

    @ParameterizedTest
    @CsvSource({
        "compression.enabled, perhaps",
        "preemptive-persist-threshold, 5 elephants",
        "preemptive-persist-threshold, 0",
        "batch.persist-delay, soon",
        "batch.persist-size-threshold, 0",
        "upload.buffer-size, 0",
        "upload.buffer-size, 4 gb",
        "upload.num-threads, many",
        "upload.num-threads, 0",
        "discard.num-threads, -1",
        "upload.max-in-flight, 0",
        "upload.retry-policy, never",
        "upload.timeout, 0 ms",
        "upload.max-attempts, 0",
        "upload.next-attempt-delay, later",
        "download.local-cache.idle-timeout-ms, never",
    })
    void wrongValueIsNamedWithItsOption(String name, String value) {
        String key = "state.changelog.dstl.dfs." + name;
        configuration.setString(key, value);

        assertWrong(key, value);
    }

    @ParameterizedTest
    @CsvSource({
        "upload.timeout, 9223372036854775807 ms",
        "upload.next-attempt-delay, 100000 d",
        "batch.persist-delay, 366 d",
    })
    void durationThatWouldOverflowIsNamedWithItsOption(String name, String value) {
        String key = "state.changelog.dstl.dfs." + name;
        configuration.setString(key, value);

        assertWrong(key, "longer than 365 days");
    }

    @ParameterizedTest
    @CsvSource({
        "base-path, BASE_PATH, ''",
        "compression.enabled, COMPRESSION_ENABLED, true",
        "preemptive-persist-threshold, PREEMPTIVE_PERSIST_THRESHOLD, 5 mb",
        "batch.persist-delay, PERSIST_DELAY, PT0.01S",
        "batch.persist-size-threshold, PERSIST_SIZE_THRESHOLD, 10 mb",
        "upload.buffer-size, UPLOAD_BUFFER_SIZE, 1 mb",
        "upload.num-threads, NUM_UPLOAD_THREADS, 5",
        "discard.num-threads, NUM_DISCARD_THREADS, 1",
        "upload.max-in-flight, IN_FLIGHT_DATA_LIMIT, 100 mb",
        "upload.retry-policy, RETRY_POLICY, adaptive",
        "upload.timeout, UPLOAD_TIMEOUT, PT1S",
        "upload.max-attempts, RETRY_MAX_ATTEMPTS, 3",
        "upload.next-attempt-delay, RETRY_DELAY_AFTER_FAILURE, PT0.5S",
        "download.local-cache.idle-timeout-ms, CACHE_IDLE_TIMEOUT, PT10M",
    })
    void optionsHaveTheNamesThatUsersKnow(String name, String constant, String defaultValue)
            throws ReflectiveOperationException {
        ConfigOption<?> option =
                (ConfigOption<?>) FsStateChangelogOptions.class.getField(constant).get(null);

        assertThat(option.key()).isEqualTo("state.changelog.dstl.dfs." + name);
        assertThat(option.fallbackKeys())
                .extracting(fallback -> fallback.getKey())
                .containsExactly("dstl.dfs." + name);
        assertThat(option.hasDefaultValue() ? option.defaultValue().toString() : "")
                .isEqualTo(defaultValue);
    }

    @Test
    void olderNamesOfOptionsWork() throws Exception {
        configuration.removeConfig(FsStateChangelogOptions.BASE_PATH);
        configuration.setString("dstl.dfs.base-path", basePath.getPath());

        try (StateChangelogStorage<ChangelogStateHandleStreamImpl> storage = open()) {
            writeOneChange(storage);
        }

        assertThat(new File(basePath, job.toHexString())).isDirectory();
    }

    @Test
    void storageOptionKeepsItsName() {
        assertThat(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE.key())
                .isEqualTo("state.changelog.storage");
    }

    private void assertWrong(String... messages) {
        assertThatThrownBy(
                        () -> {
                            try (StateChangelogStorage<ChangelogStateHandleStreamImpl> storage =
                                    open()) {
                                writeOneChange(storage);
                            }
                        })
                .isInstanceOf(IllegalConfigurationException.class)
                .hasMessageContainingAll(messages);
    }

    @SuppressWarnings("unchecked")
    private StateChangelogStorage<ChangelogStateHandleStreamImpl> open() {
        return (StateChangelogStorage<ChangelogStateHandleStreamImpl>)
                new FsStateChangelogStorageFactory()
                        .createStorage(
                                job,
                                configuration,
                                UnregisteredMetricGroups
                                        .createUnregisteredTaskManagerJobMetricGroup(),
                                LocalRecoveryConfig.BACKUP_AND_RECOVERY_DISABLED);
    }

    private static ChangelogStateHandleStreamImpl writeOneChange(
            StateChangelogStorage<ChangelogStateHandleStreamImpl> storage) throws Exception {
        try (StateChangelogWriter<ChangelogStateHandleStreamImpl> writer =
                storage.createWriter("operator", KEY_GROUPS, RoutedMailbox.unused())) {
            writer.append(2, "change".getBytes(StandardCharsets.ISO_8859_1));
            return writer.persist(writer.initialSequenceNumber(), 1L)
                    .get()
                    .getJobManagerOwnedSnapshot();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<Integer, List<String>> read(
            StateChangelogStorageView<?> view, ChangelogStateHandleStreamImpl handle)
            throws Exception {
        StateChangelogStorageView<ChangelogStateHandleStreamImpl> typed =
                (StateChangelogStorageView<ChangelogStateHandleStreamImpl>) view;
        return ModelLog.of(typed.createReader().getChanges(handle)).changes();
    }
}

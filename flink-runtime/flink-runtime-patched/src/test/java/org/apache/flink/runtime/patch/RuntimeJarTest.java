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
package org.apache.flink.runtime.patch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** Looks into the two jars as they were packaged. */
class RuntimeJarTest {

    @ParameterizedTest
    @ValueSource(strings = {"whole.jar", "dropin.jar"})
    void theManifestSaysWhatIsPatched(String property) throws IOException {
        try (JarFile jar = open(property)) {
            Attributes attributes = jar.getManifest().getMainAttributes();

            assertThat(attributes.getValue(PatchReport.PATCHES_ATTRIBUTE))
                    .contains("EnvironmentInformation#logEnvironmentInfo;");
            assertThat(attributes.getValue(PatchReport.FLINK_VERSION_ATTRIBUTE))
                    .isEqualTo("1.20.5");
            assertThat(attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION))
                    .startsWith("1.20.5-gic-");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole.jar", "dropin.jar"})
    void licenceAndNoticeAreKept(String property) throws IOException {
        assertThat(entries(property)).contains("META-INF/LICENSE", "META-INF/NOTICE");
    }

    @Test
    void theWholeRuntimeIsWhole() throws IOException {
        assertThat(entries("whole.jar"))
                .hasSizeGreaterThan(3000)
                .contains(
                        ".flink-runtime.version.properties",
                        "META-INF/services/"
                                + "org.apache.flink.runtime.state.changelog.StateChangelogStorageFactory",
                        "org/apache/flink/runtime/checkpoint/CheckpointCoordinator.class");
    }

    @Test
    void theDropInHasOnlyWhatDiffers() throws IOException {
        assertThat(entries("dropin.jar"))
                .contains("org/apache/flink/runtime/changelog/attach/CheckpointHooks.class")
                .contains("org/apache/flink/runtime/checkpoint/deletion/DeletionHooks.class")
                .filteredOn(entry -> entry.endsWith(".class"))
                .filteredOn(entry -> !entry.startsWith("org/apache/flink/runtime/changelog/"))
                .filteredOn(
                        entry -> !entry.startsWith("org/apache/flink/runtime/checkpoint/deletion/"))
                .filteredOn(
                        entry ->
                                !entry.startsWith(
                                        "org/apache/flink/runtime/checkpoint/finalization/"))
                .containsExactlyInAnyOrder(
                        "org/apache/flink/runtime/checkpoint/AbstractCompleteCheckpointStore.class",
                        "org/apache/flink/runtime/checkpoint/AcknowledgedMetadata.class",
                        "org/apache/flink/runtime/checkpoint/CheckpointCoordinator.class",
                        "org/apache/flink/runtime/checkpoint/CheckpointsCleaner.class",
                        "org/apache/flink/runtime/checkpoint/DefaultCompletedCheckpointStore.class",
                        "org/apache/flink/runtime/jobmaster/JobManagerSharedServices.class",
                        "org/apache/flink/runtime/patch/PatchReport.class",
                        "org/apache/flink/runtime/scheduler/DefaultExecutionGraphFactory.class",
                        "org/apache/flink/runtime/state/SharedStateRegistryImpl.class",
                        "org/apache/flink/runtime/state/StateBackendLoader.class",
                        "org/apache/flink/runtime/state/TaskExecutorStateChangelogStoragesManager.class",
                        "org/apache/flink/runtime/state/changelog/spi/ChangelogBackendLookup.class",
                        "org/apache/flink/runtime/state/changelog/spi/ChangelogBackendProvider.class",
                        "org/apache/flink/runtime/state/changelog/views/ChangelogStorageViews.class",
                        "org/apache/flink/runtime/util/EnvironmentInformation.class",
                        "org/apache/flink/runtime/webmonitor/WebMonitorEndpoint.class");
    }

    private static List<String> entries(String property) throws IOException {
        try (JarFile jar = open(property)) {
            return jar.stream().map(entry -> entry.getName()).collect(Collectors.toList());
        }
    }

    private static JarFile open(String property) throws IOException {
        return new JarFile(System.getProperty(property));
    }
}

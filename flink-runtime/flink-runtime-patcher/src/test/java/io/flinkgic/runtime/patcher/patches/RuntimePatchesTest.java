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
package io.flinkgic.runtime.patcher.patches;

import org.apache.flink.runtime.checkpoint.CheckpointCoordinator;
import org.apache.flink.runtime.checkpoint.CheckpointsCleaner;
import org.apache.flink.runtime.checkpoint.DefaultCompletedCheckpointStore;
import org.apache.flink.runtime.jobmaster.JobManagerSharedServices;
import org.apache.flink.runtime.patch.PatchReport;
import org.apache.flink.runtime.scheduler.DefaultExecutionGraphFactory;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.state.StateBackendLoader;
import org.apache.flink.runtime.state.TaskExecutorStateChangelogStoragesManager;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.apache.flink.runtime.webmonitor.WebMonitorEndpoint;

import io.flinkgic.runtime.patcher.engine.PatchedRuntime;
import io.flinkgic.runtime.patcher.engine.RuntimeJarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RuntimePatchesTest {

    private static final String LOADER = StateBackendLoader.class.getName();
    private static final String ENVIRONMENT = EnvironmentInformation.class.getName();

    private static final List<String> PATCHED =
            List.of(
                    LOADER,
                    ENVIRONMENT,
                    TaskExecutorStateChangelogStoragesManager.class.getName(),
                    DefaultExecutionGraphFactory.class.getName(),
                    CheckpointCoordinator.class.getName(),
                    "org.apache.flink.runtime.checkpoint.AbstractCompleteCheckpointStore",
                    CheckpointsCleaner.class.getName(),
                    DefaultCompletedCheckpointStore.class.getName(),
                    JobManagerSharedServices.class.getName(),
                    SharedStateRegistryImpl.class.getName(),
                    WebMonitorEndpoint.class.getName());

    @TempDir private Path folder;

    @Test
    void theDropInHasOnlyPatchedAndAddedClasses() throws Exception {
        Path published = publishedJar();
        Path dropIn = folder.resolve("dropin");

        create(published).writeDropIn(dropIn);

        assertThat(files(dropIn))
                .contains("org/apache/flink/runtime/changelog/attach/CheckpointHooks.class")
                .contains("org/apache/flink/runtime/checkpoint/deletion/DeletionHooks.class")
                .filteredOn(file -> !file.startsWith("org/apache/flink/runtime/changelog/"))
                .filteredOn(
                        file -> !file.startsWith("org/apache/flink/runtime/checkpoint/deletion/"))
                .filteredOn(
                        file ->
                                !file.startsWith(
                                        "org/apache/flink/runtime/checkpoint/finalization/"))
                .containsExactly(
                        "META-INF/LICENSE",
                        "META-INF/MANIFEST.MF",
                        "META-INF/NOTICE",
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

    @Test
    void theWholeRuntimeKeepsEverythingElse() throws Exception {
        Path whole = folder.resolve("whole");

        create(publishedJar()).writeWhole(whole);

        assertThat(files(whole))
                .contains(
                        ".flink-runtime.version.properties",
                        "org/apache/flink/runtime/util/EnvironmentInformation$Versions.class");
    }

    @Test
    void theManifestListsThePatchesAndTheirFlink() throws Exception {
        Path dropIn = folder.resolve("dropin");

        create(publishedJar()).writeDropIn(dropIn);

        Attributes attributes = manifest(dropIn).getMainAttributes();
        assertThat(attributes.getValue(PatchReport.PATCHES_ATTRIBUTE))
                .isEqualTo(
                        "StateBackendLoader#wrapStateBackend;"
                                + "EnvironmentInformation#logEnvironmentInfo;"
                                + "TaskExecutorStateChangelogStoragesManager#stateChangelogStorageViewForJob;"
                                + "DefaultExecutionGraphFactory#createAndRestoreExecutionGraph;"
                                + "CheckpointCoordinator#createPendingCheckpoint;"
                                + "CheckpointCoordinator#receiveAcknowledgeMessage;"
                                + "CheckpointCoordinator#cleanupAfterCompletedCheckpoint;"
                                + "CheckpointCoordinator#sendAbortedMessages;"
                                + "CheckpointCoordinator#restoreLatestCheckpointedStateInternal;"
                                + "CheckpointCoordinator#shutdown;"
                                + "AbstractCompleteCheckpointStore#shutdown;"
                                + "WebMonitorEndpoint#initializeHandlers;"
                                + "CheckpointCoordinator#completePendingCheckpoint;"
                                + "CheckpointsCleaner#cleanCheckpoint;"
                                + "DefaultCompletedCheckpointStore"
                                + "#lambda$addCheckpointAndSubsumeOldestOne$0;"
                                + "SharedStateRegistryImpl#scheduleAsyncDelete;"
                                + "CheckpointCoordinator#discardSubtaskState;"
                                + "CheckpointsCleaner#getNumberOfCheckpointsToClean;"
                                + "JobManagerSharedServices#fromConfiguration;"
                                + "JobManagerSharedServices#shutdown;"
                                + "DefaultExecutionGraphFactory#createAndRestoreExecutionGraph");
        assertThat(attributes.getValue(PatchReport.FLINK_VERSION_ATTRIBUTE)).isEqualTo("1.20.5");
        assertThat(Files.readString(dropIn.resolve("META-INF/NOTICE")))
                .startsWith("Flink : Runtime\n")
                .contains("StateBackendLoader#wrapStateBackend");
    }

    @Test
    void aRuntimeWithoutTheLoadersMethodFailsTheBuild() throws Exception {
        Path damaged =
                published()
                        .withoutMethod(LOADER, "wrapStateBackend")
                        .write(folder.resolve("damaged.jar"));

        assertThatThrownBy(() -> create(damaged))
                .hasMessageContaining("ChangelogBackendAsServicePatch cannot be applied to ")
                .hasMessageContaining(LOADER + "#wrapStateBackend(")
                .hasMessageContaining("the method with exactly this descriptor");
    }

    @Test
    void aRuntimeWithoutTheReportsMethodFailsTheBuild() throws Exception {
        Path damaged =
                published()
                        .withoutMethod(ENVIRONMENT, "logEnvironmentInfo")
                        .write(folder.resolve("damaged.jar"));

        assertThatThrownBy(() -> create(damaged))
                .hasMessageContaining("PatchReportAtStartPatch cannot be applied to ")
                .hasMessageContaining(ENVIRONMENT + "#logEnvironmentInfo(");
    }

    @Test
    void aChangedBodyOfATargetFailsTheBuild() throws Exception {
        Path damaged =
                published()
                        .withChangedMethod(LOADER, "wrapStateBackend")
                        .write(folder.resolve("damaged.jar"));

        assertThatThrownBy(() -> create(damaged))
                .hasMessageContaining(LOADER + "#wrapStateBackend(")
                .hasMessageContaining("instructions with SHA-256 ");
    }

    @Test
    void aJarThatIsNoRuntimeIsNamed() throws Exception {
        Path other = Files.createFile(folder.resolve("other.jar"));

        assertThatThrownBy(() -> create(other))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(other.toString());
    }

    private Path publishedJar() throws IOException {
        return published().with(ENVIRONMENT + "$Versions").write(folder.resolve("published.jar"));
    }

    private static RuntimeJarFile published() throws IOException {
        RuntimeJarFile jar = new RuntimeJarFile();
        for (String patched : PATCHED) {
            jar.with(patched);
        }
        return jar;
    }

    private static Path extensions() throws URISyntaxException {
        return Path.of(
                PatchReport.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static PatchedRuntime create(Path publishedJar) throws IOException, URISyntaxException {
        return PatchedRuntime.create(
                publishedJar,
                extensions(),
                RuntimePatchesTest.class.getClassLoader(),
                RuntimePatches.all());
    }

    private static Manifest manifest(Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(folder.resolve("META-INF/MANIFEST.MF"))) {
            return new Manifest(in);
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }
}

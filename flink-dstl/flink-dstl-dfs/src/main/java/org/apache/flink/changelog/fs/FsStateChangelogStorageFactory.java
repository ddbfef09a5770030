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
import org.apache.flink.changelog.local.LocalMirror;
import org.apache.flink.changelog.local.LocalMirrors;
import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.changelog.storage.DurableChangelogStorage;
import org.apache.flink.changelog.storage.DurableChangelogStorageView;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.metrics.groups.TaskManagerJobMetricGroup;
import org.apache.flink.runtime.state.LocalRecoveryConfig;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageFactory;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.util.TemporaryClassLoaderContext;

import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the changelog storage {@value #IDENTIFIER}. Found by Flink's service loading, on the class
 * path or as a plugin.
 */
public final class FsStateChangelogStorageFactory implements StateChangelogStorageFactory {

    public static final String IDENTIFIER = "filesystem";

    private static final String DIRECTORY = "dstl";

    /** What all storages of this TaskManager have copied: Flink asks one factory for all. */
    private final LocalMirrors mirrors = new LocalMirrors();

    @Override
    public String getIdentifier() {
        return IDENTIFIER;
    }

    /**
     * Called on the TaskManager's main thread, for every job, with a changelog or without: only
     * checks values. The directory is opened by the first task that needs it.
     *
     * @throws IllegalConfigurationException if an option has a value that cannot be used
     */
    @Override
    public StateChangelogStorage<?> createStorage(
            JobID jobID,
            Configuration configuration,
            TaskManagerJobMetricGroup metricGroup,
            LocalRecoveryConfig localRecoveryConfig) {
        FsSettings settings = FsSettings.read(configuration);
        DstlMetrics metrics = new DstlMetrics(metricGroup);
        FileSegmentStore store =
                new FileSegmentStore(
                        () -> openDirectory(jobID, settings),
                        settings.batches(),
                        UUID::randomUUID,
                        mirror(jobID, settings, localRecoveryConfig, metrics));
        return DurableChangelogStorage.open(
                store, settings.storage(), metrics, jobID.toHexString());
    }

    /** Needs no base path: handles name their files. */
    @Override
    public StateChangelogStorageView<?> createStorageView(Configuration configuration) {
        return DurableChangelogStorageView.open(FsSettings.readIdleTimeout(configuration), mirrors);
    }

    /** Copies that nobody would read are not made. */
    private Optional<LocalMirror> mirror(
            JobID jobId,
            FsSettings settings,
            LocalRecoveryConfig localRecovery,
            DstlMetrics metrics) {
        if (!localRecovery.isLocalRecoveryEnabled() || settings.maxLocalCopyBytes() == 0) {
            return Optional.empty();
        }
        return localRecovery
                .getLocalStateDirectoryProvider()
                .map(slot -> new TaskLocalDirectories(slot, jobId))
                .map(
                        directories ->
                                DurableChangelogStorage.openMirror(
                                        mirrors,
                                        directories,
                                        settings.maxLocalCopyBytes(),
                                        metrics,
                                        jobId.toHexString()));
    }

    /** Sets what is needed to use this storage. */
    public static void configure(
            Configuration configuration,
            File basePath,
            Duration uploadTimeout,
            int maxUploadAttempts) {
        configuration.set(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE, IDENTIFIER);
        configuration.set(FsStateChangelogOptions.BASE_PATH, basePath.toURI().toString());
        configuration.set(FsStateChangelogOptions.RETRY_POLICY, "fixed");
        configuration.set(FsStateChangelogOptions.UPLOAD_TIMEOUT, uploadTimeout);
        configuration.set(FsStateChangelogOptions.RETRY_MAX_ATTEMPTS, maxUploadAttempts);
    }

    /** Blocks as long as the file system does. */
    @SuppressWarnings("try") // the class loader context is only there to be closed
    private static FileDirectory openDirectory(JobID jobId, FsSettings settings) {
        Path base = settings.basePath();
        try (TemporaryClassLoaderContext ignored =
                TemporaryClassLoaderContext.of(
                        FsStateChangelogStorageFactory.class.getClassLoader())) {
            return makeDirectory(base, fileSystem(base), jobId);
        }
    }

    /** Past the safety net of the task that asks first: the storage outlives that task. */
    private static FileSystem fileSystem(Path base) {
        try {
            return FileSystem.getUnguardedFileSystem(base.toUri());
        } catch (IOException | RuntimeException e) {
            throw unusable(base, "has no file system: " + e.getMessage(), e);
        }
    }

    private static FileDirectory makeDirectory(Path base, FileSystem fileSystem, JobID jobId) {
        Path root = base.makeQualified(fileSystem);
        Path directory = new Path(new Path(root, jobId.toHexString()), DIRECTORY);
        try {
            if (!fileSystem.mkdirs(directory)) {
                throw new IOException("mkdirs returned false");
            }
            // Object stores have no directories, and some plugins ask nothing for mkdirs: a wrong
            // endpoint, key or bucket has to show now, not at the first checkpoint.
            fileSystem.exists(directory);
        } catch (IOException | RuntimeException e) {
            String problem = "cannot be written: " + directory + " could not be made";
            throw unusable(base, problem + " (" + e.getMessage() + ")", e);
        }
        return new FileDirectory(fileSystem, directory);
    }

    private static IllegalConfigurationException unusable(
            Path base, String problem, Exception cause) {
        return new IllegalConfigurationException(
                FsSettings.wrong(FsStateChangelogOptions.BASE_PATH, base, problem).getMessage(),
                cause);
    }
}

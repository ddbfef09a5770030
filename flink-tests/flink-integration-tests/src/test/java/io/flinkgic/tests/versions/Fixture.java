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
package io.flinkgic.tests.versions;

import org.apache.flink.changelog.fs.FsStateChangelogOptions;
import org.apache.flink.changelog.storage.DstlOptions;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.core.execution.SavepointFormatType;

import java.util.Locale;

/**
 * A kind of checkpoint or savepoint, of which each version has one, in a folder of this name. Only
 * added to.
 */
enum Fixture {
    HASHMAP_LOG("hashmap", "none", Left.LOG, false),
    ROCKSDB_LOG("rocksdb", "zstd", Left.LOG, false),
    HASHMAP_MATERIALIZED("hashmap", "zstd", Left.MATERIALIZED, false),
    ROCKSDB_MATERIALIZED("rocksdb", "lz4", Left.MATERIALIZED, false),
    HASHMAP_INLINE_LOG("hashmap", "lz4", Left.LOG, true),
    ROCKSDB_INLINE_LOG("rocksdb", "none", Left.LOG, true),
    HASHMAP_INLINE_MATERIALIZED("hashmap", "none", Left.MATERIALIZED, true),
    HASHMAP_CANONICAL("hashmap", "lz4", Left.CANONICAL, true),
    HASHMAP_NATIVE("hashmap", "lz4", Left.NATIVE, true),
    ROCKSDB_CANONICAL("rocksdb", "lz4", Left.CANONICAL, true),
    ROCKSDB_NATIVE("rocksdb", "lz4", Left.NATIVE, true);

    /** What a run leaves. */
    enum Left {
        /** A retained checkpoint, all of whose state is in its log. */
        LOG,
        /** A retained checkpoint with a materialization and a log. */
        MATERIALIZED,
        CANONICAL,
        NATIVE
    }

    /** Up to where the state is materialized, where it is. */
    static final long MATERIALIZED_AT = 60;

    /** Up to where the job ran. */
    static final long LEFT_AT = 90;

    private final String backend;
    private final String compression;
    private final Left left;
    private final boolean inline;

    Fixture(String backend, String compression, Left left, boolean inline) {
        this.backend = backend;
        this.compression = compression;
        this.left = left;
        this.inline = inline;
    }

    String folder() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Fixture ofFolder(String folder) {
        return valueOf(folder.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    Left left() {
        return left;
    }

    /** Whether small things travel in the metadata, instead of in files. */
    boolean isInline() {
        return inline;
    }

    boolean isSavepoint() {
        return left == Left.CANONICAL || left == Left.NATIVE;
    }

    SavepointFormatType savepointFormat() {
        return left == Left.CANONICAL ? SavepointFormatType.CANONICAL : SavepointFormatType.NATIVE;
    }

    /**
     * Of a cluster and a job that write it, or of a job that goes on from it.
     *
     * @param directory as a URI, in which its files are
     */
    Configuration configuration(String directory) {
        Configuration job = new Configuration();
        job.set(StateBackendOptions.STATE_BACKEND, backend);
        job.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
        job.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory + "/checkpoints");
        job.set(StateChangelogOptions.ENABLE_STATE_CHANGE_LOG, true);
        job.set(StateChangelogOptions.STATE_CHANGE_LOG_STORAGE, "filesystem");
        job.set(StateChangelogOptions.PERIODIC_MATERIALIZATION_ENABLED, false);
        job.set(FsStateChangelogOptions.BASE_PATH, directory + "/dstl");
        job.set(DstlOptions.COMPRESSION, compression);
        job.set(DstlOptions.INLINE_THRESHOLD, inline ? MemorySize.ofMebiBytes(1) : MemorySize.ZERO);
        // Of RocksDB's many small files some are enough.
        job.set(
                CheckpointingOptions.FS_SMALL_FILE_THRESHOLD,
                MemorySize.parse(inline ? "20kb" : "2kb"));
        return job;
    }
}

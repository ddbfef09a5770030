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

import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.ownership.DiscardSettings;
import org.apache.flink.changelog.retry.RetryPolicy;
import org.apache.flink.changelog.storage.DstlOptions;
import org.apache.flink.changelog.storage.StorageSettings;
import org.apache.flink.changelog.upload.UploadSettings;
import org.apache.flink.changelog.writer.InlineSettings;
import org.apache.flink.changelog.writer.WriterSettings;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.fs.Path;
import org.apache.flink.util.TimeUtils;

import java.time.Duration;
import java.util.Optional;

/**
 * The options of the changelog on file systems, read and checked. Immutable.
 *
 * <p>Whatever is wrong is an {@link IllegalConfigurationException} that names the option.
 */
final class FsSettings {

    /** Of whatever is scheduled; beyond it, nanoseconds overflow in the end. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final int DISCARD_TRIES = 5;
    private static final Duration DISCARD_RETRY_DELAY = Duration.ofSeconds(5);

    private final Optional<Path> basePath;
    private final FileBatchSettings batches;
    private final long maxLocalCopyBytes;
    private final StorageSettings storage;

    private FsSettings(
            Optional<Path> basePath,
            FileBatchSettings batches,
            long maxLocalCopyBytes,
            StorageSettings storage) {
        this.basePath = basePath;
        this.batches = batches;
        this.maxLocalCopyBytes = maxLocalCopyBytes;
        this.storage = storage;
    }

    static FsSettings read(Configuration configuration) {
        Reader reader = new Reader(configuration);
        UploadSettings uploads =
                new UploadSettings(
                        reader.notNegative(FsStateChangelogOptions.PERSIST_DELAY),
                        reader.size(FsStateChangelogOptions.PERSIST_SIZE_THRESHOLD),
                        reader.count(FsStateChangelogOptions.NUM_UPLOAD_THREADS),
                        reader.retryPolicy(),
                        reader.discards());
        WriterSettings writers =
                new WriterSettings(
                        reader.size(FsStateChangelogOptions.PREEMPTIVE_PERSIST_THRESHOLD),
                        reader.linger(),
                        reader.inline(),
                        FsStateChangelogStorageFactory.IDENTIFIER);
        reader.notNegative(FsStateChangelogOptions.CACHE_IDLE_TIMEOUT);
        long bufferBytes = reader.size(FsStateChangelogOptions.UPLOAD_BUFFER_SIZE);
        if (bufferBytes > Integer.MAX_VALUE) {
            throw wrong(
                    FsStateChangelogOptions.UPLOAD_BUFFER_SIZE,
                    new MemorySize(bufferBytes),
                    "is too large");
        }
        return new FsSettings(
                reader.basePath(),
                new FileBatchSettings((int) bufferBytes, reader.compression()),
                reader.sizeOrZero(DstlOptions.LOCAL_COPIES_MAX_SIZE),
                new StorageSettings(
                        uploads,
                        writers,
                        reader.size(FsStateChangelogOptions.IN_FLIGHT_DATA_LIMIT)));
    }

    /** How long a file that was read stays open; the only option of the reading side. */
    static Duration readIdleTimeout(Configuration configuration) {
        return new Reader(configuration).notNegative(FsStateChangelogOptions.CACHE_IDLE_TIMEOUT);
    }

    /**
     * @throws IllegalConfigurationException if it is not set, or has credentials in it. Not noticed
     *     before, because Flink opens a storage for jobs without a changelog, too.
     */
    Path basePath() {
        Path path =
                basePath.orElseThrow(
                        () ->
                                new IllegalConfigurationException(
                                        "Option '"
                                                + FsStateChangelogOptions.BASE_PATH.key()
                                                + "' is required for the changelog storage"
                                                + " 'filesystem'."));
        if (Credentials.areIn(path.toString())) {
            throw credentials();
        }
        return path;
    }

    /** Does not show the value. */
    private static IllegalConfigurationException credentials() {
        return new IllegalConfigurationException(
                "Option '"
                        + FsStateChangelogOptions.BASE_PATH.key()
                        + "': the value has credentials in it, which would get into the metadata"
                        + " of checkpoints and into logs. Give them to the file system by its own"
                        + " options, such as 's3.access-key' and 's3.secret-key'.");
    }

    FileBatchSettings batches() {
        return batches;
    }

    /** Of all local copies of a job; 0 makes none. */
    long maxLocalCopyBytes() {
        return maxLocalCopyBytes;
    }

    StorageSettings storage() {
        return storage;
    }

    static IllegalConfigurationException wrong(
            ConfigOption<?> option, Object value, String problem) {
        Object shown =
                value instanceof Duration
                        ? TimeUtils.formatWithHighestUnit((Duration) value)
                        : value;
        return new IllegalConfigurationException(
                "Option '" + option.key() + "': the value '" + shown + "' " + problem + ".");
    }

    private static final class Reader {

        private final Configuration configuration;

        Reader(Configuration configuration) {
            this.configuration = configuration;
        }

        Optional<Path> basePath() {
            ConfigOption<String> option = FsStateChangelogOptions.BASE_PATH;
            return optional(option).map(value -> path(option, value));
        }

        private static Path path(ConfigOption<String> option, String value) {
            try {
                return new Path(value);
            } catch (IllegalArgumentException e) {
                if (Credentials.areIn(value)) {
                    throw credentials(); // without a cause that shows them
                }
                throw new IllegalConfigurationException(
                        wrong(option, value, "is not a path").getMessage(), e);
            }
        }

        /** Our own option wins where it is set; Flink's can only switch off and on. */
        SegmentCompression compression() {
            boolean compress = required(FsStateChangelogOptions.COMPRESSION_ENABLED);
            return optional(DstlOptions.COMPRESSION)
                    .map(Reader::compression)
                    .orElse(compress ? SegmentCompression.LZ4 : SegmentCompression.NONE);
        }

        private static SegmentCompression compression(String name) {
            switch (name) {
                case "lz4":
                    return SegmentCompression.LZ4;
                case "zstd":
                    return SegmentCompression.ZSTD;
                case "none":
                    return SegmentCompression.NONE;
                default:
                    throw wrong(
                            DstlOptions.COMPRESSION,
                            name,
                            "is unknown; known are 'lz4', 'zstd' and 'none'");
            }
        }

        RetryPolicy retryPolicy() {
            ConfigOption<String> option = FsStateChangelogOptions.RETRY_POLICY;
            Duration delay = notNegative(FsStateChangelogOptions.RETRY_DELAY_AFTER_FAILURE);
            Duration timeout = notNegative(FsStateChangelogOptions.UPLOAD_TIMEOUT);
            int maxAttempts = count(FsStateChangelogOptions.RETRY_MAX_ATTEMPTS);
            String policy = required(option);
            switch (policy) {
                case "adaptive":
                    return RetryPolicy.adaptive(maxAttempts, hedging(timeout), delay);
                case "none":
                    return RetryPolicy.none(delay);
                case "fixed":
                    if (timeout.isZero()) {
                        throw wrong(
                                FsStateChangelogOptions.UPLOAD_TIMEOUT, timeout, "is not positive");
                    }
                    return RetryPolicy.fixed(maxAttempts, timeout, delay);
                default:
                    throw wrong(
                            option, policy, "is unknown; known are 'adaptive', 'fixed' and 'none'");
            }
        }

        private RetryPolicy.Hedging hedging(Duration initial) {
            Duration shortest = notNegative(DstlOptions.MIN_TIMEOUT);
            Duration longest = notNegative(DstlOptions.MAX_TIMEOUT);
            if (longest.isZero()) {
                throw wrong(DstlOptions.MAX_TIMEOUT, longest, "is not positive");
            }
            if (shortest.compareTo(longest) > 0) {
                String problem = "is longer than '" + DstlOptions.MAX_TIMEOUT.key() + "'";
                throw wrong(DstlOptions.MIN_TIMEOUT, shortest, problem);
            }
            return new RetryPolicy.Hedging(shortest, longest, initial);
        }

        DiscardSettings discards() {
            return new DiscardSettings(
                    count(DstlOptions.DISCARD_MAX_RATE),
                    count(FsStateChangelogOptions.NUM_DISCARD_THREADS),
                    DISCARD_TRIES,
                    DISCARD_RETRY_DELAY);
        }

        Optional<Duration> linger() {
            return Optional.of(notNegative(DstlOptions.LINGER)).filter(time -> !time.isZero());
        }

        InlineSettings inline() {
            return new InlineSettings(
                    sizeOrZero(DstlOptions.INLINE_THRESHOLD),
                    sizeOrZero(DstlOptions.INLINE_MAX_PER_CHECKPOINT),
                    compression());
        }

        long size(ConfigOption<MemorySize> option) {
            MemorySize value = required(option);
            if (value.getBytes() <= 0) {
                throw wrong(option, value, "is not positive");
            }
            return value.getBytes();
        }

        /** Flink has no negative sizes. */
        long sizeOrZero(ConfigOption<MemorySize> option) {
            return required(option).getBytes();
        }

        int count(ConfigOption<Integer> option) {
            int value = required(option);
            if (value <= 0) {
                throw wrong(option, value, "is not positive");
            }
            return value;
        }

        Duration notNegative(ConfigOption<Duration> option) {
            Duration value = required(option);
            if (value.isNegative()) {
                throw wrong(option, value, "is negative");
            }
            if (value.compareTo(LONGEST) > 0) {
                throw wrong(
                        option, value.toString(), "is longer than " + LONGEST.toDays() + " days");
            }
            return value;
        }

        private <T> T required(ConfigOption<T> option) {
            return optional(option).orElseGet(option::defaultValue);
        }

        private <T> Optional<T> optional(ConfigOption<T> option) {
            try {
                return configuration.getOptional(option);
            } catch (IllegalArgumentException e) {
                throw new IllegalConfigurationException(
                        "Option '" + option.key() + "': " + e.getMessage(), e);
            }
        }
    }
}

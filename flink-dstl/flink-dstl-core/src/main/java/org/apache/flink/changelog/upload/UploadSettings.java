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
package org.apache.flink.changelog.upload;

import org.apache.flink.changelog.ownership.DiscardSettings;
import org.apache.flink.changelog.retry.RetryPolicy;

import java.time.Duration;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/** How batches are formed and tried. Immutable. */
public final class UploadSettings {

    private final Duration persistDelay;
    private final long batchThresholdBytes;
    private final int maxConcurrentUploads;
    private final RetryPolicy retryPolicy;
    private final DiscardSettings discards;

    /**
     * @param persistDelay from the first request to commit a batch to its commit, at most, so that
     *     the requests of other tasks for the same checkpoint join it; zero commits at once
     * @param batchThresholdBytes payload at which a batch is committed without any request
     * @param maxConcurrentUploads attempts that do I/O at the same time; as many again, twice, may
     *     be overdue or cleaning up before nothing more is started
     */
    public UploadSettings(
            Duration persistDelay,
            long batchThresholdBytes,
            int maxConcurrentUploads,
            RetryPolicy retryPolicy,
            DiscardSettings discards) {
        checkArgument(!persistDelay.isNegative(), "negative persist delay %s", persistDelay);
        checkArgument(batchThresholdBytes > 0, "batch threshold of %s bytes", batchThresholdBytes);
        checkArgument(maxConcurrentUploads > 0, "%s concurrent uploads", maxConcurrentUploads);
        this.persistDelay = persistDelay;
        this.batchThresholdBytes = batchThresholdBytes;
        this.maxConcurrentUploads = maxConcurrentUploads;
        this.retryPolicy = checkNotNull(retryPolicy);
        this.discards = checkNotNull(discards);
    }

    Duration persistDelay() {
        return persistDelay;
    }

    long batchThresholdBytes() {
        return batchThresholdBytes;
    }

    int maxConcurrentUploads() {
        return maxConcurrentUploads;
    }

    RetryPolicy retryPolicy() {
        return retryPolicy;
    }

    /** How what nobody needs is deleted. */
    public DiscardSettings discards() {
        return discards;
    }
}

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
package org.apache.flink.changelog.writer;

import org.apache.flink.changelog.format.SegmentCompression;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/** Which logs are so small that they travel inside of acknowledgements. Immutable. */
public final class InlineSettings {

    private final long thresholdBytes;
    private final long maxPerCheckpointBytes;
    private final SegmentCompression compression;

    /**
     * @param thresholdBytes payload of the changes of one backend that are not stored yet, up to
     *     which they are not stored for a checkpoint; 0 stores always
     * @param maxPerCheckpointBytes encoded, of all backends of the job on this TaskManager together
     */
    public InlineSettings(
            long thresholdBytes, long maxPerCheckpointBytes, SegmentCompression compression) {
        checkArgument(thresholdBytes >= 0, "inline threshold of %s bytes", thresholdBytes);
        checkArgument(maxPerCheckpointBytes >= 0, "inline limit of %s", maxPerCheckpointBytes);
        this.thresholdBytes = thresholdBytes;
        this.maxPerCheckpointBytes = maxPerCheckpointBytes;
        this.compression = checkNotNull(compression);
    }

    /** Everything is stored. */
    public static InlineSettings off() {
        return new InlineSettings(0, 0, SegmentCompression.NONE);
    }

    long thresholdBytes() {
        return thresholdBytes;
    }

    long maxPerCheckpointBytes() {
        return maxPerCheckpointBytes;
    }

    SegmentCompression compression() {
        return compression;
    }
}

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
package org.apache.flink.changelog.reader;

import org.apache.flink.changelog.format.BatchDirectory;
import org.apache.flink.changelog.format.CorruptSegmentException;
import org.apache.flink.changelog.format.SegmentFormat;
import org.apache.flink.changelog.format.TruncatedSegmentException;
import org.apache.flink.changelog.format.UnknownSegmentVersionException;
import org.apache.flink.changelog.source.SegmentSource;

import java.io.IOException;
import java.util.OptionalLong;

import static org.apache.flink.util.Preconditions.checkArgument;

/** Lists the segments of a batch from its end. */
public final class BatchDirectoryReader {

    private BatchDirectoryReader() {}

    /**
     * Reads the directory of a finished batch.
     *
     * @param source knows its size; stays the caller's
     * @throws CorruptSegmentException if it does not begin and end as a batch, or is damaged there
     * @throws TruncatedSegmentException if it is too short for any batch
     * @throws UnknownSegmentVersionException if the batch is of another version
     * @throws IOException if the source cannot be read
     */
    public static BatchDirectory read(SegmentSource source) throws IOException {
        OptionalLong size = source.sizeBytes();
        checkArgument(size.isPresent(), "the size of %s is not known", source.resource());
        SegmentFetch fetch = new SegmentFetch(source);
        BatchDirectory.checkFileHeader(fetch.located(0, SegmentFormat.PREAMBLE_BYTES));
        long tailPosition = size.getAsLong() - BatchDirectory.TAIL_BYTES;
        int directoryBytes =
                BatchDirectory.lengthBytes(fetch.located(tailPosition, BatchDirectory.TAIL_BYTES));
        return BatchDirectory.decode(fetch.located(tailPosition - directoryBytes, directoryBytes));
    }
}

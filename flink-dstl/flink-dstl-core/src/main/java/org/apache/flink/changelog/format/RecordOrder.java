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
package org.apache.flink.changelog.format;

import org.apache.flink.changelog.segment.RecordCursor;
import org.apache.flink.changelog.segment.SealedSegment;

import java.util.Arrays;

/**
 * The order of a segment's records in the file: metadata, then by key group, each in the order of
 * the appends. Group 0 is metadata, group {@code i + 1} the i-th key group of the segment's range.
 *
 * <p>A counting sort over addresses: two passes over the records and 8 bytes for each, which are
 * kept for the next segment. Belongs to one thread.
 */
final class RecordOrder {

    /** More are not kept for the next segment: 512 KiB. */
    private static final int MAX_KEPT_ADDRESSES = 1 << 16;

    private long[] addresses = new long[0];

    /** Index of each group's first record in {@link #addresses}, and the end of the last group. */
    private int[] starts = new int[1];

    private long[] payloadBytes = new long[0];

    /** Sorts the records of a segment. */
    void load(SealedSegment segment, int groups) {
        int records = segment.recordCount();
        if (addresses.length < records || addresses.length > MAX_KEPT_ADDRESSES) {
            addresses = new long[records];
        }
        int[] ends = new int[groups + 1];
        payloadBytes = new long[groups];
        int firstKeyGroup = segment.keyGroupRange().getStartKeyGroup();
        try (RecordCursor cursor = segment.openCursor()) {
            while (cursor.advance()) {
                int group = groupOf(cursor, firstKeyGroup);
                ends[group + 1]++;
                payloadBytes[group] += cursor.length();
            }
        }
        for (int group = 0; group < groups; group++) {
            ends[group + 1] += ends[group];
        }
        starts = ends;
        int[] next = Arrays.copyOf(starts, groups);
        try (RecordCursor cursor = segment.openCursor()) {
            while (cursor.advance()) {
                addresses[next[groupOf(cursor, firstKeyGroup)]++] = cursor.address();
            }
        }
    }

    /** Bytes of a group's records, without any framing. */
    long payloadBytes(int group) {
        return payloadBytes[group];
    }

    /** First index to {@link #address} of a group; that of the group after it ends it. */
    int start(int group) {
        return starts[group];
    }

    long address(int index) {
        return addresses[index];
    }

    private static int groupOf(RecordCursor record, int firstKeyGroup) {
        return record.isMetadata() ? 0 : record.keyGroup() - firstKeyGroup + 1;
    }
}

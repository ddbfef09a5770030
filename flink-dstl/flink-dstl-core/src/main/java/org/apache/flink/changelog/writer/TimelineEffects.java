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

import org.apache.flink.changelog.ownership.StoredSegment;
import org.apache.flink.changelog.upload.SegmentUpload;

import java.util.ArrayList;
import java.util.List;

/**
 * What a change of the {@link SegmentTimeline} entails, to be done after its lock is released. Used
 * by one thread.
 */
final class TimelineEffects {

    private final List<SegmentUpload> cancels = new ArrayList<>();
    private final List<StoredSegment> releases = new ArrayList<>();
    private final List<Runnable> completions = new ArrayList<>();

    void cancel(SegmentUpload upload) {
        cancels.add(upload);
    }

    void release(StoredSegment segment) {
        releases.add(segment);
    }

    /** Completes a future: foreign code may run. */
    void complete(Runnable completion) {
        completions.add(completion);
    }

    List<SegmentUpload> cancels() {
        return cancels;
    }

    List<StoredSegment> releases() {
        return releases;
    }

    List<Runnable> completions() {
        return completions;
    }
}

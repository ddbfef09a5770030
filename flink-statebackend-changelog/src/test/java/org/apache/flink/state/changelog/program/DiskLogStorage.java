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
package org.apache.flink.state.changelog.program;

import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.changelog.format.SegmentCompression;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.testkit.UploadRig;
import org.apache.flink.changelog.writer.DurableChangelogWriter;
import org.apache.flink.changelog.writer.InlineSettings;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorage;

/**
 * The real log of a TaskManager, on a disk in memory and with time that passes when told to. One
 * thread, that of the test: nothing is uploaded but in {@link #upload} and {@link #exhaust}.
 */
final class DiskLogStorage implements StateChangelogStorage<ChangelogStateHandleStreamImpl> {

    private static final InlineSettings SMALL_DELTAS =
            new InlineSettings(200, 400, SegmentCompression.LZ4);

    private final DiskSegmentStore store;
    private final UploadRig rig;

    DiskLogStorage(MemoryDisk disk, boolean inline) {
        store = new DiskSegmentStore(disk);
        UploadRig.Options options = new UploadRig.Options();
        rig = UploadRig.on(store, inline ? options.inline(SMALL_DELTAS) : options);
    }

    void failUploads(int attempts) {
        store.failNext(attempts);
    }

    /** Lets the first attempt of every upload end. */
    void upload() {
        rig.advance(UploadRig.PERSIST_DELAY);
    }

    /** Lets every upload succeed or use up its attempts. */
    void exhaust() {
        rig.exhaustAttempts();
    }

    @Override
    public DurableChangelogWriter createWriter(
            String operatorId, KeyGroupRange range, MailboxExecutor mailbox) {
        return rig.writer(range, mailbox);
    }

    @Override
    public StateChangelogHandleReader<ChangelogStateHandleStreamImpl> createReader() {
        return new StreamHandleChangelogReader();
    }

    @Override
    public void close() {
        rig.close();
    }
}

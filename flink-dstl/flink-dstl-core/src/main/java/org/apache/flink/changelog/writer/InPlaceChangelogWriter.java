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

import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.SequenceNumber;
import org.apache.flink.runtime.state.changelog.StateChangelogWriter;

import java.io.IOException;

/**
 * A {@link StateChangelogWriter} into whose memory a change is encoded directly: no object and no
 * array per change.
 *
 * <p>Protocol: {@code begin…}, any number of writes to the returned view, then exactly one of
 * {@link #commitChange()} and {@link #rollbackChange()}. Changes do not nest, and no other method
 * may be called in between. A change that was rolled back leaves no trace: neither bytes nor a
 * sequence number.
 *
 * <p>Called by the task thread only.
 *
 * @param <H> the handle that {@link #persist} returns
 */
public interface InPlaceChangelogWriter<H extends ChangelogStateHandle>
        extends StateChangelogWriter<H> {

    /**
     * Begins a change of a key group.
     *
     * @param keyGroup within the key-group range of this writer
     * @return a view that belongs to this writer and is valid until the change ends
     * @throws IOException if the memory for the change cannot be had
     * @throws IllegalStateException if a change has begun already, or the writer is closed
     */
    DataOutputView beginChange(int keyGroup) throws IOException;

    /** Begins a metadata record: like {@link #beginChange}, but of no key group. */
    DataOutputView beginMetadata() throws IOException;

    /**
     * Appends what was written since {@code begin…} under the next sequence number.
     *
     * @throws IOException if the change is too long; it is rolled back then
     */
    void commitChange() throws IOException;

    /** Drops what was written since {@code begin…}. */
    void rollbackChange();

    /**
     * The first sequence number that is not in the log yet. Unlike {@link #nextSequenceNumber} this
     * is not a boundary: nothing can be persisted or truncated from here on.
     */
    SequenceNumber reaches();

    /**
     * A checkpoint was taken that does not need the log, because it is a materialization. What is
     * sealed from now on is for later checkpoints.
     */
    void passed(long checkpointId);
}

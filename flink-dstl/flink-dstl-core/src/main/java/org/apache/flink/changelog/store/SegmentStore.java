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
package org.apache.flink.changelog.store;

import java.io.IOException;

/**
 * A place that keeps batches of segments durably.
 *
 * <p>Thread-safe: any number of batches may be open at once, each used by one thread at a time. An
 * implementation must not retry by itself; where a client library below it does, its documentation
 * says so.
 */
public interface SegmentStore extends AutoCloseable {

    /**
     * Makes sure that batches can be stored. Called by task threads before they write, and may
     * block. Idempotent; a store that needs nothing does nothing.
     *
     * @throws IOException if the place cannot be reached or written
     */
    default void prepare() throws IOException {}

    /**
     * Opens a batch.
     *
     * @return owned by the caller, who closes it
     * @throws IOException if it cannot be opened; then nothing of it is left behind
     */
    PendingBatch begin() throws IOException;

    /**
     * Deletes a batch that {@link PendingBatch#commit()} returned. Deleting what is gone already is
     * a success.
     *
     * @throws IOException if the batch may still exist; the caller may try again
     */
    void delete(StoredBatch batch) throws IOException;

    /**
     * No task of this TaskManager needs a batch any more that belongs to the JobManager now. A
     * store that keeps something for quick reading lets go of it. Does not block.
     */
    default void forget(StoredBatch batch) {}

    /**
     * Releases clients and connections. Batches that were committed stay. Idempotent.
     *
     * @throws IOException if a client could not be closed; the store is unusable nevertheless
     */
    @Override
    void close() throws IOException;
}

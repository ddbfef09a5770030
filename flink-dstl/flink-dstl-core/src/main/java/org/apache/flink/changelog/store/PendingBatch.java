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

import org.apache.flink.changelog.segment.SealedSegment;

import java.io.IOException;

/**
 * A batch that is being written. {@link #commit()} is the only success; {@link #close()} without it
 * drops everything written, so that nothing readable is left.
 *
 * <p>Used by one thread at a time; the hand-over between threads is the caller's business. After a
 * method has thrown, only {@link #close()} may be called, until it succeeds.
 */
public interface PendingBatch extends AutoCloseable {

    /**
     * Writes a segment behind those written before. Does not keep the segment and does not release
     * it: the same segment may be written into another batch.
     *
     * @throws IOException if it cannot be written; the batch cannot be committed any more
     */
    void append(SealedSegment segment) throws IOException;

    /**
     * Makes everything appended durable. When this returns, any process can read it.
     *
     * @throws IOException if that is not certain; {@link #close()} then drops the batch
     * @throws IllegalStateException if nothing was appended
     */
    StoredBatch commit() throws IOException;

    /**
     * Drops the batch unless it was committed. Idempotent, and safe after a failure.
     *
     * @throws IOException if something readable may be left behind; the caller may try again
     */
    @Override
    void close() throws IOException;
}

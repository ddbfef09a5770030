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

import org.apache.flink.changelog.source.HandleSources;
import org.apache.flink.changelog.source.SharedSources;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;

/**
 * Reads handles whose parts are streams with the offset of a segment in each: files of any Flink
 * file system, or bytes inside of the handle.
 *
 * <p>A stream stays open as long as the next segments are in the same file. Without a look-ahead
 * one segment is open at a time. Thread-safe.
 */
public final class StreamHandleChangelogReader
        implements KeyGroupChangelogReader<ChangelogStateHandleStreamImpl> {

    private final HandleSources sources;
    private final LookAhead ahead;

    /** Each handle that is read opens its files for itself, one after the other. */
    public StreamHandleChangelogReader() {
        this(HandleSources.unshared(), LookAhead.none());
    }

    /**
     * @param sources stays the caller's; closed while handles are read, it makes them fail
     */
    public StreamHandleChangelogReader(SharedSources sources, LookAhead ahead) {
        this((HandleSources) sources, ahead);
    }

    StreamHandleChangelogReader(HandleSources sources, LookAhead ahead) {
        this.sources = sources;
        this.ahead = ahead;
    }

    @Override
    public CloseableIterator<StateChange> getChanges(ChangelogStateHandleStreamImpl handle)
            throws IOException {
        return getChanges(handle, handle.getKeyGroupRange());
    }

    @Override
    public CloseableIterator<StateChange> getChanges(
            ChangelogStateHandleStreamImpl handle, KeyGroupRange keyGroups) throws IOException {
        KeyGroupRange wanted = handle.getKeyGroupRange().getIntersection(keyGroups);
        if (wanted.getNumberOfKeyGroups() == 0) {
            return CloseableIterator.empty();
        }
        HandleIterator changes =
                new HandleIterator(handle.getHandlesAndOffsets(), wanted, sources, ahead);
        try {
            changes.openFirst();
        } catch (IOException | RuntimeException | Error e) {
            changes.closeAfter(e);
            throw e;
        }
        return changes;
    }
}

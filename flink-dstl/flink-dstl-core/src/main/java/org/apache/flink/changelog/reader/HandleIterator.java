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

import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.PhysicalStateHandleID;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * The changes of one handle, segment after segment.
 *
 * <p>Belongs to one thread.
 */
final class HandleIterator implements CloseableIterator<StateChange> {

    private final Iterator<Tuple2<StreamStateHandle, Long>> segments;
    private final KeyGroupRange keyGroups;
    private final HandleSources sources;

    /** The open resource, kept for the next segment if that is in the same one. */
    private Optional<OpenResource> open = Optional.empty();

    private CloseableIterator<StateChange> changes = CloseableIterator.empty();

    /** Thrown again at each call: nothing after the damage must look like the end of the log. */
    private Optional<IOException> failure = Optional.empty();

    private boolean closed;

    HandleIterator(
            List<Tuple2<StreamStateHandle, Long>> handlesAndOffsets,
            KeyGroupRange keyGroups,
            HandleSources sources) {
        this.segments = handlesAndOffsets.iterator();
        this.keyGroups = keyGroups;
        this.sources = sources;
    }

    /** Opens the first segment, so that a log that is not there is found out at once. */
    void openFirst() throws IOException {
        if (segments.hasNext()) {
            openNext();
        }
    }

    @Override
    public boolean hasNext() {
        checkState(!closed, "the iterator is closed");
        if (failure.isPresent()) {
            throw new UncheckedIOException(failure.get());
        }
        try {
            while (!changes.hasNext()) {
                if (!segments.hasNext()) {
                    return false;
                }
                openNext();
            }
        } catch (IOException e) {
            failure = Optional.of(e);
            throw new UncheckedIOException(e);
        }
        return true;
    }

    @Override
    public StateChange next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the handle has no more changes");
        }
        return changes.next();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        changes = CloseableIterator.empty();
        closeOpen();
    }

    /** Closes without hiding the error that made it necessary. */
    void closeAfter(Throwable error) {
        try {
            close();
        } catch (IOException e) {
            error.addSuppressed(e);
        }
    }

    private void openNext() throws IOException {
        Tuple2<StreamStateHandle, Long> segment = segments.next();
        PhysicalStateHandleID id = segment.f0.getStreamStateHandleID();
        if (!open.isPresent() || !open.get().id.equals(id)) {
            closeOpen();
            open = Optional.of(new OpenResource(id, sources.open(segment.f0)));
        }
        changes = SegmentReader.read(open.get().source, segment.f1, keyGroups);
    }

    private void closeOpen() throws IOException {
        Optional<OpenResource> closing = open;
        open = Optional.empty();
        if (closing.isPresent()) {
            closing.get().source.close();
        }
    }

    private static final class OpenResource {
        private final PhysicalStateHandleID id;
        private final SegmentSource source;

        private OpenResource(PhysicalStateHandleID id, SegmentSource source) {
            this.id = id;
            this.source = source;
        }
    }
}

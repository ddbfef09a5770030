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

import org.apache.flink.changelog.format.BlockCodec;
import org.apache.flink.changelog.format.BlockEntry;
import org.apache.flink.changelog.format.LocatedBytes;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.changelog.StateChange;
import org.apache.flink.util.CloseableIterator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * The changes of one segment. Holds one run of blocks as fetched, and one of its blocks decoded.
 *
 * <p>Belongs to one thread, after one that may have fetched ahead.
 */
final class SegmentIterator implements CloseableIterator<StateChange> {

    private final SegmentFetch fetch;
    private final KeyGroupRange keyGroups;

    /** Not fetched yet. */
    private final Queue<BlockRun> runs;

    /** Fetched and not decoded yet. */
    private final Queue<FetchedBlock> fetched = new ArrayDeque<>();

    /** The decoded block and what was found in it; empty before the first and after the last. */
    private Optional<BlockCodec.Records> records = Optional.empty();

    private Optional<StateChange> next = Optional.empty();

    /** Thrown again at each call: nothing after the damage must look like the end of the log. */
    private Optional<IOException> failure = Optional.empty();

    private long heldBytes;
    private boolean closed;

    /**
     * @param indexBytes of what was read to plan the runs
     */
    SegmentIterator(
            SegmentFetch fetch, Queue<BlockRun> runs, KeyGroupRange keyGroups, int indexBytes) {
        this.fetch = fetch;
        this.runs = runs;
        this.heldBytes = indexBytes;
        this.keyGroups = keyGroups;
    }

    @Override
    public boolean hasNext() {
        checkState(!closed, "the iterator is closed");
        if (failure.isPresent()) {
            throw new UncheckedIOException(failure.get());
        }
        try {
            while (!next.isPresent() && advance()) {
                next = records.get().next(keyGroups);
            }
        } catch (IOException e) {
            failure = Optional.of(e);
            throw new UncheckedIOException(e);
        }
        return next.isPresent();
    }

    @Override
    public StateChange next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the segment has no more changes");
        }
        StateChange change = next.get();
        next = Optional.empty();
        return change;
    }

    @Override
    public void close() {
        closed = true;
        runs.clear();
        fetched.clear();
        records = Optional.empty();
        next = Optional.empty();
    }

    /**
     * Fetches the blocks, before anything is read, up to the run of blocks that would be too much.
     *
     * @return whether these are all
     */
    boolean fetchAhead(long maxBytes) throws IOException {
        while (!runs.isEmpty() && heldBytes + runs.element().lengthBytes() <= maxBytes) {
            BlockRun run = runs.element();
            fetch(run);
            runs.remove();
            heldBytes += run.lengthBytes();
        }
        return runs.isEmpty();
    }

    /** Index and blocks, as fetched ahead. */
    long heldBytes() {
        return heldBytes;
    }

    /** Makes {@link #records} have a record, if there is any more. */
    private boolean advance() throws IOException {
        while (!records.isPresent() || !records.get().hasNext()) {
            records = Optional.empty();
            if (fetched.isEmpty()) {
                if (runs.isEmpty()) {
                    return false;
                }
                fetch(runs.remove());
            }
            FetchedBlock block = fetched.remove();
            records = Optional.of(BlockCodec.decode(block.bytes, block.entry));
        }
        return true;
    }

    private void fetch(BlockRun run) throws IOException {
        byte[] bytes = fetch.bytes(run.position(), run.lengthBytes());
        int start = 0;
        for (BlockEntry entry : run.blocks()) {
            LocatedBytes located =
                    new LocatedBytes(
                            fetch.resource(),
                            run.position() + start,
                            bytes,
                            start,
                            entry.storedBytes());
            fetched.add(new FetchedBlock(entry, located));
            start += entry.storedBytes();
        }
    }

    private static final class FetchedBlock {
        private final BlockEntry entry;
        private final LocatedBytes bytes;

        private FetchedBlock(BlockEntry entry, LocatedBytes bytes) {
            this.entry = entry;
            this.bytes = bytes;
        }
    }
}

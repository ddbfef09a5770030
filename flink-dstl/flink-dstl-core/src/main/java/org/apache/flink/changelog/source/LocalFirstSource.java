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
package org.apache.flink.changelog.source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a local copy as long as that goes well, and the resource itself from then on.
 *
 * <p>Belongs to one thread at a time; closing may come from another.
 */
final class LocalFirstSource implements SegmentSource {

    private static final Logger LOG = LoggerFactory.getLogger(LocalFirstSource.class);

    /** Opens the resource itself. */
    @FunctionalInterface
    interface Opening {
        SegmentSource open() throws IOException;
    }

    private final SegmentSource copy;
    private final Opening opening;
    private final Runnable drop;

    private volatile Optional<SegmentSource> remote = Optional.empty();
    private volatile boolean closed;

    /**
     * @param copy takes ownership
     * @param opening of the resource itself
     * @param drop called when the copy fails
     */
    LocalFirstSource(SegmentSource copy, Opening opening, Runnable drop) {
        this.copy = copy;
        this.opening = opening;
        this.drop = drop;
    }

    @Override
    public String resource() {
        return copy.resource();
    }

    @Override
    public OptionalLong sizeBytes() {
        return OptionalLong.empty();
    }

    @Override
    public void read(long position, byte[] into, int off, int len) throws IOException {
        if (remote.isEmpty()) {
            try {
                copy.read(position, into, off, len);
                return;
            } catch (IOException e) {
                if (closed) {
                    throw e;
                }
                LOG.warn("Cannot read the local copy of {}; going on remotely.", resource(), e);
                drop.run();
                remote = Optional.of(opening.open());
                if (closed) { // meanwhile, by somebody who did not see it
                    remote.get().close();
                    throw e;
                }
            }
        }
        remote.get().read(position, into, off, len);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        Optional<SegmentSource> closing = remote;
        try {
            copy.close();
        } finally {
            if (closing.isPresent()) {
                closing.get().close();
            }
        }
    }
}

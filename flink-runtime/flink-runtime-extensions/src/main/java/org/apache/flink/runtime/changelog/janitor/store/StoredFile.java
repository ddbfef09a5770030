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
package org.apache.flink.runtime.changelog.janitor.store;

import org.apache.flink.core.fs.Path;

import java.util.OptionalLong;

import static org.apache.flink.util.Preconditions.checkArgument;
import static org.apache.flink.util.Preconditions.checkNotNull;

/** A file as a store lists it. Immutable. */
public final class StoredFile {

    private final Path path;
    private final long sizeBytes;
    private final OptionalLong modifiedMs;

    /**
     * @param modifiedMs since the epoch, on the store's clock; empty if the store does not know
     */
    public StoredFile(Path path, long sizeBytes, OptionalLong modifiedMs) {
        checkArgument(sizeBytes >= 0, "%s has %s bytes", path, sizeBytes);
        this.path = checkNotNull(path);
        this.sizeBytes = sizeBytes;
        this.modifiedMs = checkNotNull(modifiedMs);
    }

    public Path path() {
        return path;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** On the store's clock. An object store may say when the upload began, not when it ended. */
    public OptionalLong modifiedMs() {
        return modifiedMs;
    }

    @Override
    public String toString() {
        return path + " (" + sizeBytes + " bytes)";
    }
}

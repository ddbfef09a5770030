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

import org.apache.flink.runtime.state.StreamStateHandle;

import java.io.IOException;
import java.util.Optional;

/**
 * Where readers get the resources of handles from.
 *
 * <p>Thread-safe.
 */
public interface HandleSources {

    /**
     * Gives a resource to one reader.
     *
     * @return owned by the caller, who closes it
     */
    SegmentSource open(StreamStateHandle handle) throws IOException;

    /** Each reader opens the resource for itself, and closes it when it is done. */
    static HandleSources unshared() {
        return handle -> {
            Optional<SegmentSource> inMemory = inMemory(handle);
            return inMemory.isPresent()
                    ? inMemory.get()
                    : new StreamSource(resourceOf(handle), handle.openInputStream());
        };
    }

    /** The resource, if the handle has its content with it: there is nothing to open then. */
    static Optional<SegmentSource> inMemory(StreamStateHandle handle) {
        return handle.asBytesIfInMemory().map(bytes -> new BytesSource(resourceOf(handle), bytes));
    }

    static String resourceOf(StreamStateHandle handle) {
        return handle.getStreamStateHandleID().getKeyString();
    }
}

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
package org.apache.flink.runtime.changelog.owner;

import org.apache.flink.core.fs.Path;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What is done with small files in a store. All methods may block; none retries. */
public interface MarkerStore {

    /** Whether there is a folder; in a store without any, whether there is something in it. */
    boolean exists(Path folder) throws IOException;

    /**
     * The names of the files in a folder.
     *
     * @return empty if there is no such folder
     */
    Set<String> names(Path folder) throws IOException;

    /**
     * @return empty if there is no such file
     */
    Optional<String> read(Path file) throws IOException;

    /**
     * When a file was written last, on the store's clock, in milliseconds since the epoch.
     *
     * @return empty if there is no such file, or the store does not say
     */
    OptionalLong modifiedMs(Path file) throws IOException;

    /** Replaces what is there. */
    void write(Path file, String text) throws IOException;

    /** Nothing happens if there is no such file. */
    void delete(Path file) throws IOException;
}

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

/** Files that the store has from its first moment on. */
public final class OldMarkers implements MarkerStore {

    private final MarkerStore files = new FileSystemMarkerStore();

    @Override
    public boolean exists(Path folder) throws IOException {
        return files.exists(folder);
    }

    @Override
    public Set<String> names(Path folder) throws IOException {
        return files.names(folder);
    }

    @Override
    public Optional<String> read(Path file) throws IOException {
        return files.read(file);
    }

    @Override
    public OptionalLong modifiedMs(Path file) {
        return OptionalLong.of(1);
    }

    @Override
    public void write(Path file, String text) throws IOException {
        files.write(file, text);
    }

    @Override
    public void delete(Path file) throws IOException {
        files.delete(file);
    }
}

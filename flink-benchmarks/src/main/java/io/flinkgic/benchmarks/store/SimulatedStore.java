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
package io.flinkgic.benchmarks.store;

import org.apache.flink.changelog.testkit.objectstore.ObjectKind;
import org.apache.flink.changelog.testkit.objectstore.ObjectStoreFileSystem;
import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.changelog.testkit.objectstore.StoreCounts;
import org.apache.flink.changelog.testkit.objectstore.StoreMeter;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.util.clock.SystemClock;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/** The testkit's, which Flink finds by itself. One for each process. */
final class SimulatedStore implements MeasuredStore {

    private final Path folder;
    private StoreMeter meter = new StoreMeter(SystemClock.getInstance());

    SimulatedStore(Path folder) {
        this.folder = folder;
    }

    @Override
    public URI root() {
        return ObjectStoreFileSystem.uri(folder);
    }

    @Override
    public void install(Configuration configuration) throws IOException {
        FileSystem.initialize(configuration, null);
        meter = ObjectStoreFileSystem.inThisProcess().meter();
    }

    @Override
    public StoreMeter meter() {
        return meter;
    }

    @Override
    public Map<RequestKind, Long> requests() {
        StoreCounts total = meter.total();
        Map<RequestKind, Long> requests = new EnumMap<>(RequestKind.class);
        for (RequestKind kind : RequestKind.values()) {
            requests.put(kind, total.requests(kind));
        }
        return requests;
    }

    @Override
    public long objects() {
        StoreCounts total = meter.total();
        return Stream.of(ObjectKind.values()).mapToLong(total::objects).sum();
    }

    @Override
    public void close() {
        // its folder is another's
    }
}

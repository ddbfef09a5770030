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

import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.changelog.testkit.objectstore.StoreMeter;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.clock.SystemClock;

import io.flinkgic.tests.s3.S3Plugin;
import io.flinkgic.tests.s3.S3Requests;
import io.flinkgic.tests.s3.S3Server;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** An S3 server, whose requests it counts itself. */
final class S3Store implements MeasuredStore {

    /** What S3 calls requests that somebody pays for under one name. */
    private static final Map<RequestKind, List<String>> OPERATIONS =
            Map.of(
                    RequestKind.PUT,
                    List.of(
                            "PutObject",
                            "CopyObject",
                            "CreateMultipartUpload",
                            "UploadPart",
                            "CompleteMultipartUpload"),
                    RequestKind.GET,
                    List.of("GetObject"),
                    RequestKind.HEAD,
                    List.of("HeadObject", "HeadBucket"),
                    RequestKind.DELETE,
                    List.of("DeleteObject", "DeleteObjects", "AbortMultipartUpload"),
                    RequestKind.LIST,
                    List.of("ListObjectsV2"));

    private final S3Server server;
    private final StoreMeter meter = new StoreMeter(SystemClock.getInstance());

    private S3Store(S3Server server) {
        this.server = server;
    }

    static S3Store start(Path folder) throws IOException, InterruptedException {
        return new S3Store(S3Server.start(folder));
    }

    @Override
    public URI root() {
        return URI.create("s3://" + S3Server.BUCKET + "/");
    }

    @Override
    public void install(Configuration configuration) throws IOException {
        configuration.addAll(server.flinkConfiguration());
        S3Plugin.PRESTO.install(
                configuration, factory -> MeteredFileSystem.factory(factory, meter));
    }

    @Override
    public StoreMeter meter() {
        return meter;
    }

    @Override
    public Map<RequestKind, Long> requests() throws IOException {
        S3Requests answered = server.requests();
        Map<RequestKind, Long> requests = new EnumMap<>(RequestKind.class);
        OPERATIONS.forEach(
                (kind, names) ->
                        requests.put(kind, names.stream().mapToLong(answered::count).sum()));
        return requests;
    }

    @Override
    public long objects() {
        return server.objects("").size();
    }

    @Override
    public void close() {
        server.close();
    }
}

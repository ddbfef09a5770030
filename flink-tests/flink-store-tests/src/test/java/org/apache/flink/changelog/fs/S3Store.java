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
package org.apache.flink.changelog.fs;

import org.apache.flink.core.fs.Path;

import io.flinkgic.tests.s3.S3Plugin;
import io.flinkgic.tests.s3.S3Server;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An S3 server for one test class, reached through one of Flink's plugins. {@link #newBasePath()}
 * gives each test a place of its own.
 */
final class S3Store implements BeforeAllCallback, AfterAllCallback {

    private final S3Plugin plugin;
    private java.nio.file.Path directory;
    private S3Server server;
    private String prefix;

    S3Store(S3Plugin plugin) {
        this.plugin = plugin;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("s3-store");
        server = S3Server.start(directory);
        plugin.install(server.flinkConfiguration());
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        S3Plugin.uninstall();
        server.close();
        List<java.nio.file.Path> files;
        try (Stream<java.nio.file.Path> walk = Files.walk(directory)) {
            files = walk.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
        }
        for (java.nio.file.Path file : files) {
            Files.delete(file);
        }
    }

    S3Server server() {
        return server;
    }

    /** Below it, {@link #objects()} counts. */
    Path newBasePath() {
        prefix = UUID.randomUUID() + "/";
        return new Path("s3://" + S3Server.BUCKET + "/" + prefix);
    }

    /** Keys below the newest base path, without it. */
    List<String> objects() {
        return server.objects(prefix).stream()
                .map(key -> key.substring(prefix.length()))
                .collect(Collectors.toList());
    }
}

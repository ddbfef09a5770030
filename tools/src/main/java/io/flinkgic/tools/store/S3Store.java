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
package io.flinkgic.tools.store;

import io.flinkgic.tools.cluster.FlinkProcess;
import io.flinkgic.tools.stage.BuildProducts;
import io.flinkgic.tools.stage.ClusterOptions;
import io.flinkgic.tools.stage.LocalCluster;
import io.flinkgic.tools.stage.Ports;
import io.flinkgic.tools.stage.Waiting;
import io.flinkgic.tools.stage.WorkDirectory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An S3 server in a process of its own, on loopback, that keeps its objects as files. */
final class S3Store implements Store {

    private static final String BUCKET = "bucket";
    private static final String ACCESS_KEY = "access-of-the-test";
    private static final Pattern HALF_UPLOAD =
            Pattern.compile(".+-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final List<Path> pluginJars;
    private final Path serverJars;
    private final int port;
    private final String secret;

    private Optional<Running> running = Optional.empty();
    private StoreCondition condition = StoreCondition.fine;

    private S3Store(
            Path directory, List<Path> pluginJars, Path serverJars, int port, String secret) {
        this.directory = directory;
        this.pluginJars = pluginJars;
        this.serverJars = serverJars;
        this.port = port;
        this.secret = secret;
    }

    /**
     * @param plugin Flink's name of it
     */
    static S3Store of(WorkDirectory work, BuildProducts products, String plugin)
            throws IOException {
        return new S3Store(
                work.store(),
                products.s3Plugin(plugin),
                products.s3Server(),
                Ports.free().other(),
                ClusterOptions.SECRET + "s3");
    }

    /** Its clients give up at once: by default both repeat for minutes, below the log. */
    @Override
    public void configure(ClusterOptions options) {
        pluginJars.forEach(options::plugin);
        options.with("execution.checkpointing.dir", "s3://" + BUCKET + "/checkpoints")
                .with("state.changelog.dstl.dfs.base-path", "s3://" + BUCKET + "/changelog")
                .with("s3.endpoint", "http://127.0.0.1:" + port)
                .with("s3.path.style.access", "true")
                .with("s3.access-key", ACCESS_KEY)
                .with("s3.secret-key", secret)
                .with("s3.max-client-retries", "1")
                .with("s3.max-error-retries", "1")
                .with("s3.max-backoff-time", "1ms")
                .with("s3.max-retry-time", "1s")
                .with("s3.attempts.maximum", "1")
                .with("s3.retry.limit", "1")
                .with("s3.retry.interval", "1ms");
    }

    @Override
    public void start(LocalCluster cluster, Waiting waiting)
            throws IOException, InterruptedException {
        Files.createDirectories(checkpoints());
        Files.createDirectories(log());
        Path properties = directory.resolve("s3-server.properties");
        Files.write(
                properties,
                List.of(
                        "s3proxy.endpoint=http://127.0.0.1:" + port,
                        "s3proxy.authorization=aws-v2-or-v4",
                        "s3proxy.identity=" + ACCESS_KEY,
                        "s3proxy.credential=" + secret,
                        "s3proxy.ignore-unknown-headers=true",
                        "jclouds.provider=filesystem-nio2",
                        "jclouds.identity=unused",
                        "jclouds.credential=unused",
                        "jclouds.filesystem.basedir=" + buckets()));
        running = Optional.of(new Running(cluster, waiting, launch(cluster, properties)));
        awaitAnswer(waiting);
    }

    private FlinkProcess launch(LocalCluster cluster, Path properties) throws IOException {
        return cluster.startServer(
                "s3-server",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        serverJars + "/*",
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString()));
    }

    private void awaitAnswer(Waiting waiting) throws IOException, InterruptedException {
        waiting.until(
                "the S3 server to answer",
                START_LIMIT,
                () -> {
                    try (Socket any = new Socket(InetAddress.getLoopbackAddress(), port)) {
                        return Optional.of(any.getPort());
                    } catch (IOException notYet) {
                        return Optional.empty();
                    }
                });
    }

    @Override
    public boolean can(StoreCondition condition) {
        return condition == StoreCondition.fine
                || condition == StoreCondition.fails
                || condition == StoreCondition.hangs;
    }

    @Override
    public void become(StoreCondition next) throws IOException, InterruptedException {
        Running server = running.orElseThrow();
        if (next == StoreCondition.fails) {
            server.cluster.killServer(server.process);
        } else if (next == StoreCondition.hangs) {
            server.process.freeze();
        } else if (condition == StoreCondition.fails) {
            dropHalfUploads(buckets());
            start(server.cluster, server.waiting);
        } else if (condition == StoreCondition.hangs) {
            server.process.thaw();
        }
        condition = next;
    }

    /**
     * A server that is killed in the middle of an upload leaves what it has got in a file named by
     * the object and a random part, which it lists as an object from then on. No real store does.
     */
    static void dropHalfUploads(Path buckets) throws IOException {
        try (Stream<Path> files = Files.walk(buckets)) {
            for (Path file : files.filter(S3Store::isHalfUpload).collect(Collectors.toList())) {
                Files.delete(file);
            }
        }
    }

    private static boolean isHalfUpload(Path file) {
        return HALF_UPLOAD.matcher(file.getFileName().toString()).matches()
                && Files.isRegularFile(file);
    }

    @Override
    public Path checkpoints() {
        return buckets().resolve(BUCKET).resolve("checkpoints");
    }

    @Override
    public Path log() {
        return buckets().resolve(BUCKET).resolve("changelog");
    }

    @Override
    public Path onDisk(Path path) {
        return path.startsWith(directory)
                ? path
                : buckets().resolve(BUCKET).resolve(Path.of("/").relativize(path));
    }

    private Path buckets() {
        return directory.resolve("buckets");
    }

    /** The server, and whose it is. Immutable. */
    private static final class Running {

        private final LocalCluster cluster;
        private final Waiting waiting;
        private final FlinkProcess process;

        Running(LocalCluster cluster, Waiting waiting, FlinkProcess process) {
            this.cluster = cluster;
            this.waiting = waiting;
            this.process = process;
        }
    }
}

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
package io.flinkgic.tests.s3;

import org.apache.flink.configuration.Configuration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An S3 server that keeps its objects in a directory. It runs in a process of its own, which ends
 * with {@link #close()} or with this JVM, and listens on loopback only.
 *
 * <p>For one thread.
 */
public final class S3Server implements AutoCloseable {

    public static final String BUCKET = "bucket";
    public static final String SECRET_KEY = "the-secret-of-the-test";

    private static final String ACCESS_KEY = "access-of-the-test";
    private static final int READY_POLL_MS = 20;
    private static final int READY_POLLS = 1_500;

    private final Path directory;
    private final int port;
    private final int metricsPort;
    private Process process;

    private S3Server(Path directory, int port, int metricsPort) throws IOException {
        this.directory = directory;
        this.port = port;
        this.metricsPort = metricsPort;
        this.process = launch();
    }

    /**
     * Returns when it answers.
     *
     * @param directory for the objects and the log; must exist
     */
    public static S3Server start(Path directory) throws IOException, InterruptedException {
        Files.createDirectories(buckets(directory).resolve(BUCKET));
        S3Server server = new S3Server(directory, freePort(), freePort());
        boolean ready = false;
        try {
            server.awaitReady();
            ready = true;
            return server;
        } finally {
            if (!ready) {
                server.stop();
            }
        }
    }

    /** What Flink's plugins need to find the server. */
    public Configuration flinkConfiguration() {
        Configuration configuration = new Configuration();
        configuration.setString("s3.endpoint", "http://127.0.0.1:" + port);
        configuration.setString("s3.path.style.access", "true");
        configuration.setString("s3.access-key", ACCESS_KEY);
        configuration.setString("s3.secret-key", SECRET_KEY);
        return configuration;
    }

    /**
     * With clients that give up at once. By default both repeat for minutes, below the log, which
     * repeats by itself.
     */
    public Configuration impatientConfiguration() {
        Configuration configuration = flinkConfiguration();
        configuration.setString("s3.max-client-retries", "1");
        configuration.setString("s3.max-error-retries", "1");
        configuration.setString("s3.max-backoff-time", "1ms");
        configuration.setString("s3.max-retry-time", "1s");
        configuration.setString("s3.attempts.maximum", "1");
        configuration.setString("s3.retry.limit", "1");
        configuration.setString("s3.retry.interval", "1ms");
        return configuration;
    }

    /** Keys of all objects whose key starts so, as the server has them on disk, maybe at work. */
    public List<String> objects(String prefix) {
        Path bucket = buckets(directory).resolve(BUCKET);
        List<String> keys = new ArrayList<>();
        try {
            Files.walkFileTree(
                    bucket,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes ignored) {
                            keys.add(bucket.relativize(file).toString());
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keys.stream()
                .filter(key -> key.startsWith(prefix))
                .sorted()
                .collect(Collectors.toList());
    }

    /** What it has answered since it was started last. */
    public S3Requests requests() throws IOException {
        return S3Requests.read("http://127.0.0.1:" + metricsPort + "/metrics");
    }

    /** Ends the process at once. Objects stay. */
    public void stop() {
        process.destroyForcibly().onExit().join();
    }

    /** After {@link #stop()}: on the same port, with the same objects. */
    public void restart() throws IOException, InterruptedException {
        process = launch();
        awaitReady();
    }

    @Override
    public void close() {
        stop();
    }

    Process process() {
        return process;
    }

    private Process launch() throws IOException {
        Path properties = directory.resolve("s3-server.properties");
        Files.write(properties, properties(), StandardCharsets.ISO_8859_1);
        return new ProcessBuilder(
                        Paths.get(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-Dlogback.configurationFile=s3-server-logback.xml",
                        "-cp",
                        ServerFiles.find("s3-server") + "/*:" + ownClasses(),
                        S3ServerProcess.class.getName(),
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    private List<String> properties() {
        return List.of(
                "s3proxy.endpoint=http://127.0.0.1:" + port,
                "s3proxy.authorization=aws-v2-or-v4",
                "s3proxy.identity=" + ACCESS_KEY,
                "s3proxy.credential=" + SECRET_KEY,
                "s3proxy.ignore-unknown-headers=true",
                "s3proxy.metrics.enabled=true",
                "s3proxy.metrics.host=127.0.0.1",
                "s3proxy.metrics.port=" + metricsPort,
                "jclouds.provider=filesystem-nio2",
                "jclouds.identity=unused",
                "jclouds.credential=unused",
                "jclouds.filesystem.basedir=" + buckets(directory));
    }

    private void awaitReady() throws IOException, InterruptedException {
        for (int poll = 0; poll < READY_POLLS; poll++) {
            if (answers()) {
                return;
            }
            if (process.waitFor(READY_POLL_MS, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        stop();
        throw new IOException(
                "the S3 server did not start; its log: "
                        + Files.readString(log(), StandardCharsets.UTF_8));
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Path log() {
        return directory.resolve("s3-server.log");
    }

    private static Path buckets(Path directory) {
        return directory.resolve("buckets");
    }

    private static String ownClasses() {
        return Paths.get(
                        java.net.URI.create(
                                S3ServerProcess.class
                                        .getProtectionDomain()
                                        .getCodeSource()
                                        .getLocation()
                                        .toString()))
                .toString();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

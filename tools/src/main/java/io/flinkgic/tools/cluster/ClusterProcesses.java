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
package io.flinkgic.tools.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Owns every process of a cluster: whatever it started is gone when {@link #close()} returns.
 *
 * <p>Processes are started in the foreground, as children, so that each one's handle is known and
 * nobody else's process can be hit. Used by one thread; {@link #close()} may also be called by a
 * shutdown hook at any time, after which nothing more can be started.
 */
public final class ClusterProcesses implements AutoCloseable {

    private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
    private static final long SUBMIT_TIMEOUT_SECONDS = 60;

    private final FlinkHome home;
    private final ConfigurationDirectory configuration;
    private final Path logs;
    private final Path temporary;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final List<FlinkProcess> started = new ArrayList<>();

    @GuardedBy("lock")
    private boolean closed;

    private int submissions;

    /**
     * @param logs an existing directory for the processes' output and class-loading logs
     * @param temporary an existing directory for what a killed process leaves behind
     */
    public ClusterProcesses(
            FlinkHome home, ConfigurationDirectory configuration, Path logs, Path temporary) {
        this.home = home;
        this.configuration = configuration;
        this.logs = logs;
        this.temporary = temporary;
    }

    /**
     * @param number distinguishes it from the others, also after its end
     * @param options of this one, over those of the configuration
     */
    public FlinkProcess startJobManager(int number, Map<String, String> options)
            throws IOException {
        return start(jobManagerName(number), "jobmanager.sh", inForeground(options));
    }

    /**
     * Starts a JobManager of one job, which it runs at once.
     *
     * @param jobId by which another JobManager knows that it is the same job
     * @see #startJobManager
     */
    public FlinkProcess startApplication(
            int number, Map<String, String> options, JobProgram program, String jobId)
            throws IOException {
        List<String> arguments = inForeground(options);
        arguments.addAll(program.applicationArguments(jobId));
        return start(jobManagerName(number), "standalone-job.sh", arguments);
    }

    private static String jobManagerName(int number) {
        return "jobmanager-" + number;
    }

    private static List<String> inForeground(Map<String, String> options) {
        List<String> arguments = new ArrayList<>(List.of("start-foreground"));
        options.forEach((key, value) -> arguments.add("-D" + key + "=" + value));
        return arguments;
    }

    /**
     * Starts a single ZooKeeper server, with the classes that Flink ships.
     *
     * @param directory for its data; is created
     * @param port on loopback
     */
    public FlinkProcess startZooKeeper(Path directory, int port) throws IOException {
        Files.createDirectories(directory);
        Path settings = directory.resolve("zoo.cfg");
        Files.writeString(
                settings,
                String.join(
                        "\n",
                        "tickTime=500",
                        "dataDir=" + directory,
                        "clientPortAddress=127.0.0.1",
                        "clientPort=" + port,
                        ""));
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-Dzookeeper.admin.enableServer=false",
                        "-cp",
                        home.directory().resolve("lib") + "/*",
                        "org.apache.flink.runtime.zookeeper.FlinkZooKeeperQuorumPeer",
                        "--zkConfigFile",
                        settings.toString(),
                        "--peerId",
                        "1");
        return start("zookeeper", command);
    }

    /** Starts something that the cluster needs. */
    public FlinkProcess startServer(String name, List<String> command) throws IOException {
        return start(name, command);
    }

    /**
     * Its name is also what Flink calls it.
     *
     * @param number distinguishes it from the others, also after its end
     */
    public FlinkProcess startTaskManager(int number) throws IOException {
        String name = "taskmanager-" + number;
        return start(
                name,
                "taskmanager.sh",
                List.of("start-foreground", "-Dtaskmanager.resource-id=" + name));
    }

    /**
     * Submits a job with the command line client and returns its id.
     *
     * @param options of the client
     * @throws IOException if the client fails, with what it printed
     */
    public String submit(List<String> options, JobProgram program)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("run", "--detached"));
        arguments.addAll(program.runArguments(options));
        String printed = start(clientName(), "flink", arguments).output(SUBMIT_TIMEOUT_SECONDS);
        Matcher jobId = JOB_ID.matcher(printed);
        if (!jobId.find()) {
            throw new IOException("the client named no JobID:\n" + printed);
        }
        return jobId.group(1);
    }

    private String clientName() {
        submissions++;
        return submissions == 1 ? "client" : "client-" + submissions;
    }

    /**
     * The class-loading log of a process.
     *
     * @see LoadedClasses
     */
    public Path classLog(FlinkProcess process) {
        return classLog(process.name());
    }

    /** Kills whatever still runs. */
    @Override
    public void close() {
        List<FlinkProcess> all;
        synchronized (lock) {
            closed = true;
            all = List.copyOf(started);
        }
        boolean interrupted = false;
        for (FlinkProcess process : all) {
            try {
                process.kill();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Path classLog(String name) {
        return logs.resolve(name + ".classes");
    }

    private FlinkProcess start(String name, String script, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(home.script(script).toAbsolutePath().toString());
        command.addAll(arguments);
        return start(name, command);
    }

    private FlinkProcess start(String name, List<String> command) throws IOException {
        File log = logs.resolve(name + ".out").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().put("FLINK_CONF_DIR", configuration.directory().toString());
        configuration
                .plugins()
                .ifPresent(
                        plugins ->
                                builder.environment().put("FLINK_PLUGINS_DIR", plugins.toString()));
        builder.environment().put("FLINK_LOG_DIR", logs.toString());
        builder.environment().put("FLINK_PID_DIR", logs.toString());
        String javaOptions =
                "-Djava.io.tmpdir=" + temporary + " -Xlog:class+load=info:file=" + classLog(name);
        builder.environment().put("FLINK_ENV_JAVA_OPTS", javaOptions);
        // The lock is held while the process starts: a shutdown hook must see either no process
        // or a registered one.
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("closed: " + name + " cannot be started");
            }
            FlinkProcess process = new FlinkProcess(name, builder.start(), log.toPath());
            started.add(process);
            return process;
        }
    }
}

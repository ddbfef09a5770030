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
package io.flinkgic.tools.stage;

import io.flinkgic.tools.cluster.ClusterProcesses;
import io.flinkgic.tools.cluster.ConfigurationDirectory;
import io.flinkgic.tools.cluster.FlinkHome;
import io.flinkgic.tools.cluster.FlinkProcess;
import io.flinkgic.tools.cluster.JobProgram;
import io.flinkgic.tools.cluster.LoadedClasses;
import io.flinkgic.tools.rest.FlinkRest;
import io.flinkgic.tools.rest.JobProgress;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One JobManager and, at first, two TaskManagers with one slot each, as processes of their own on
 * loopback.
 *
 * <p>Entered by one thread; a shutdown hook kills the processes, too.
 */
public final class LocalCluster implements AutoCloseable {

    /** So many there are at first. */
    public static final int TASK_MANAGERS = 2;

    private static final Duration FAREWELL_LIMIT = Duration.ofSeconds(30);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String PATCHED_CLASS = "org.apache.flink.runtime.state.StateBackendLoader";
    private static final String CHANGELOG_CLASS =
            "org.apache.flink.state.changelog.ChangelogStateBackend";

    private final ClusterProcesses processes;
    private final Deployment deployment;
    private final Waiting waiting;

    /** Such as ZooKeeper, if there is one. */
    private final List<FlinkProcess> servers = new ArrayList<>();

    /** All there ever were; at most the last one runs. */
    private final List<FlinkProcess> allJobManagers = new ArrayList<>();

    /** At most one: that which should be running. */
    private final List<FlinkProcess> jobManagers = new ArrayList<>();

    /** Those that should be running, in the order of their start. */
    private final List<FlinkProcess> taskManagers = new ArrayList<>();

    /** Of the latest JobManager. */
    private Ports ports;

    private FlinkRest rest;

    private int jobManagersStarted;
    private int taskManagersStarted;

    private LocalCluster(
            ClusterProcesses processes, Deployment deployment, Ports ports, Waiting waiting) {
        this.processes = processes;
        this.deployment = deployment;
        this.waiting = waiting;
        this.ports = ports;
        this.rest = new FlinkRest(ports.restUri());
    }

    /** A cluster of which nothing runs yet. */
    public static LocalCluster open(
            FlinkHome home,
            WorkDirectory work,
            Ports ports,
            ClusterOptions options,
            Waiting waiting)
            throws IOException {
        ConfigurationDirectory configuration =
                ConfigurationDirectory.create(work.configuration(), home, options.asMap());
        for (Path plugin : options.plugins()) {
            configuration.addPlugin(plugin);
        }
        ClusterProcesses processes =
                new ClusterProcesses(home, configuration, work.logs(), work.temporary());
        Runtime.getRuntime().addShutdownHook(new Thread(processes::close, "kill-cluster"));
        return new LocalCluster(processes, options.deployment(), ports, waiting);
    }

    /** Starts a ZooKeeper server, before anything else. */
    public void startZooKeeper(WorkDirectory work, Ports ports) throws IOException {
        servers.add(processes.startZooKeeper(work.zooKeeper(), ports.zooKeeper()));
    }

    /** Starts a server that has to run as long as the cluster does. */
    public FlinkProcess startServer(String name, List<String> command) throws IOException {
        FlinkProcess server = processes.startServer(name, command);
        servers.add(server);
        return server;
    }

    public void killServer(FlinkProcess server) throws InterruptedException {
        servers.remove(server);
        server.kill();
    }

    /** Starts all processes and returns when all TaskManagers are registered. */
    public void start() throws IOException, InterruptedException {
        addJobManager();
        for (int i = 0; i < TASK_MANAGERS; i++) {
            addTaskManager();
        }
        waiting.until("the TaskManagers to register", START_LIMIT, this::registered);
    }

    /** Starts a JobManager in place of one that was killed; returns before it is up. */
    public FlinkProcess addJobManager() throws IOException {
        jobManagersStarted++;
        FlinkProcess jobManager =
                deployment.startJobManager(
                        processes, jobManagersStarted, ports.jobManagerOptions());
        allJobManagers.add(jobManager);
        jobManagers.add(jobManager);
        return jobManager;
    }

    /** Starts one TaskManager more; returns before it is registered. */
    public FlinkProcess addTaskManager() throws IOException {
        taskManagersStarted++;
        FlinkProcess taskManager = processes.startTaskManager(taskManagersStarted);
        taskManagers.add(taskManager);
        return taskManager;
    }

    /**
     * Kills a TaskManager.
     *
     * @param number from 1, in the order of their start
     */
    public FlinkProcess killTaskManager(int number) throws InterruptedException {
        FlinkProcess victim = taskManagers.remove(number - 1);
        victim.kill();
        return victim;
    }

    /**
     * Lets a TaskManager end as those do that are not needed any more.
     *
     * @param number from 1, in the order of their start
     */
    public FlinkProcess dismissTaskManager(int number) throws IOException, InterruptedException {
        FlinkProcess leaving = taskManagers.remove(number - 1);
        leaving.terminate(FAREWELL_LIMIT);
        return leaving;
    }

    public FlinkProcess killJobManager() throws InterruptedException {
        FlinkProcess victim = jobManagers.remove(0);
        victim.kill();
        return victim;
    }

    /**
     * Freezes a TaskManager, which is not one of the cluster any more.
     *
     * @param number from 1, in the order of their start
     */
    public FlinkProcess freezeTaskManager(int number) throws IOException, InterruptedException {
        FlinkProcess victim = taskManagers.remove(number - 1);
        victim.freeze();
        return victim;
    }

    /** Freezes the JobManager, which keeps its ports: the next one gets others. */
    public FlinkProcess freezeJobManager() throws IOException, InterruptedException {
        FlinkProcess victim = jobManagers.remove(0);
        victim.freeze();
        ports = ports.withOthersForJobManager();
        rest = new FlinkRest(ports.restUri());
        return victim;
    }

    /** Numbers of those that are among the given ones, in the order of their start. */
    public List<Integer> taskManagersAmong(Set<String> names) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < taskManagers.size(); i++) {
            if (names.contains(taskManagers.get(i).name())) {
                numbers.add(i + 1);
            }
        }
        return numbers;
    }

    /** Those that were killed, too, in the order of their start. */
    public List<FlinkProcess> allJobManagers() {
        return List.copyOf(allJobManagers);
    }

    /**
     * Sees to it that a job runs.
     *
     * @param options of this time, for {@code flink run}
     * @return its id
     */
    public String submit(List<String> options, JobProgram program)
            throws IOException, InterruptedException {
        return deployment.submit(processes, options, program);
    }

    /** Whether all of a job's tasks run, as many as there can be on this cluster. */
    public boolean runsWhole(JobProgress job) {
        return job.fullyRunning() && deployment.isWhole(job, taskManagers.size());
    }

    /** That of the latest JobManager. */
    public FlinkRest rest() {
        return rest;
    }

    /**
     * @throws IOException if a process ended that should be running, with its log's place
     */
    public void requireAllRunning() throws IOException {
        for (FlinkProcess member : members()) {
            if (!member.running()) {
                throw new IOException(member.name() + " ended by itself; see " + member.log());
            }
        }
        for (FlinkProcess server : servers) {
            if (!server.running()) {
                throw new IOException(server.name() + " ended by itself; see " + server.log());
            }
        }
    }

    /**
     * What speaks against that all processes run our implementation, by their class-loading logs.
     *
     * @param patched whether the runtime is to be ours, too
     * @return nothing if they do
     */
    public Optional<String> foreignClasses(boolean patched) throws IOException {
        for (FlinkProcess member : members()) {
            LoadedClasses classes = new LoadedClasses(processes.classLog(member));
            if (classes.jarAttributeOf(PATCHED_CLASS, "flink-gic-patches").isPresent() != patched) {
                return Optional.of(foreign(member, classes, PATCHED_CLASS));
            }
            Optional<String> title =
                    classes.jarAttributeOf(CHANGELOG_CLASS, "Implementation-Title");
            if (!title.orElse("").startsWith("Flink GIC")) {
                return Optional.of(foreign(member, classes, CHANGELOG_CLASS));
            }
        }
        return Optional.empty();
    }

    /** Kills whatever still runs. */
    @Override
    public void close() {
        processes.close();
    }

    private List<FlinkProcess> members() {
        List<FlinkProcess> members = new ArrayList<>(jobManagers);
        members.addAll(taskManagers);
        return members;
    }

    private static String foreign(FlinkProcess member, LoadedClasses classes, String className)
            throws IOException {
        return String.format(
                "%s took %s from another jar than expected: %s",
                member.name(),
                className,
                classes.jarOf(className).map(Object::toString).orElse("nowhere"));
    }

    private Optional<Boolean> registered() throws IOException, InterruptedException {
        requireAllRunning();
        try {
            return rest.taskManagers() == TASK_MANAGERS ? Optional.of(true) : Optional.empty();
        } catch (IOException notUpYet) {
            return Optional.empty();
        }
    }
}

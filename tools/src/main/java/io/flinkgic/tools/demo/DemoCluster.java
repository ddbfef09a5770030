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
package io.flinkgic.tools.demo;

import io.flinkgic.tools.cluster.ClusterProcesses;
import io.flinkgic.tools.cluster.FlinkProcess;
import io.flinkgic.tools.cluster.LoadedClasses;
import io.flinkgic.tools.rest.FlinkRest;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One JobManager and always two TaskManagers, each with one slot. */
final class DemoCluster {

    static final int TASK_MANAGERS = 2;

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final String PATCHED_CLASS = "org.apache.flink.runtime.state.StateBackendLoader";
    private static final String CHANGELOG_CLASS =
            "org.apache.flink.state.changelog.ChangelogStateBackend";

    private final ClusterProcesses processes;
    private final FlinkRest rest;
    private final Waiting waiting;

    /** Those that should be running, in the order of their start; the JobManager first. */
    private final List<FlinkProcess> members = new ArrayList<>();

    private int taskManagersStarted;

    DemoCluster(ClusterProcesses processes, FlinkRest rest, Waiting waiting) {
        this.processes = processes;
        this.rest = rest;
        this.waiting = waiting;
    }

    /** Starts all processes and returns when all TaskManagers are registered. */
    void start() throws IOException, InterruptedException {
        members.add(processes.startJobManager());
        for (int i = 0; i < TASK_MANAGERS; i++) {
            addTaskManager();
        }
        waiting.until("the TaskManagers to register", START_LIMIT, this::registered);
    }

    /** Starts one TaskManager more; returns before it is registered. */
    FlinkProcess addTaskManager() throws IOException {
        taskManagersStarted++;
        FlinkProcess taskManager = processes.startTaskManager(taskManagersStarted);
        members.add(taskManager);
        return taskManager;
    }

    /**
     * Kills a TaskManager.
     *
     * @param number from 1, in the order of their start
     */
    FlinkProcess kill(int number) throws InterruptedException {
        FlinkProcess victim = members.remove(number);
        victim.kill();
        return victim;
    }

    String submit(List<String> arguments) throws IOException, InterruptedException {
        return processes.submit(arguments);
    }

    FlinkRest rest() {
        return rest;
    }

    /**
     * @throws IOException if a process ended that should be running, with its log's place
     */
    void requireAllRunning() throws IOException {
        for (FlinkProcess member : members) {
            if (!member.running()) {
                throw new IOException(member.name() + " ended by itself; see " + member.log());
            }
        }
    }

    /**
     * What speaks against that all processes run our implementation, by their class-loading logs.
     *
     * @return nothing if they do
     */
    Optional<String> foreignClasses() throws IOException {
        for (FlinkProcess member : members) {
            LoadedClasses classes = new LoadedClasses(processes.classLog(member));
            if (classes.jarAttributeOf(PATCHED_CLASS, "flink-gic-patches").isEmpty()) {
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

    private static String foreign(FlinkProcess member, LoadedClasses classes, String className)
            throws IOException {
        return String.format(
                "%s did not take %s from a jar of ours but from %s",
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

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
package org.apache.flink.runtime.changelog.accounting;

import org.apache.flink.configuration.MemorySize;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Warns when the log of a subtask is too long or its materialization is overdue.
 *
 * <p>Once per incident: it begins with the first check that finds it, and ends with the first that
 * does not. One thread.
 */
final class Guard {

    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    private final String jobName;
    private final GuardSettings settings;
    private final Consumer<String> warnings;

    /** What to call each open incident, by what identifies it. */
    private Map<String, String> open = Map.of();

    Guard(String jobName, GuardSettings settings) {
        this(jobName, settings, LOG::warn);
    }

    /**
     * @param warnings where they go
     */
    Guard(String jobName, GuardSettings settings, Consumer<String> warnings) {
        this.jobName = jobName;
        this.settings = settings;
        this.warnings = warnings;
    }

    /** Warns of what is wrong and was not at the check before. */
    void check(JobAccount account, long nowMs) {
        Map<String, String> found = new LinkedHashMap<>();
        for (VertexAccount vertex : account.vertices()) {
            for (OperatorAccount operator : vertex.operators()) {
                for (SubtaskAccount subtask : operator.subtasks()) {
                    String key = operator.operatorId() + "/" + subtask.subtask();
                    String who =
                            String.format(
                                    "Job %s, task %s, operator %s, subtask %d",
                                    jobName,
                                    vertex.vertex().name(),
                                    operator.operatorId(),
                                    subtask.subtask());
                    length(subtask).ifPresent(what -> found.put(key + "/length", who + what));
                    age(subtask, nowMs).ifPresent(what -> found.put(key + "/age", who + what));
                }
            }
        }
        found.forEach(
                (key, message) -> {
                    if (!open.containsKey(key)) {
                        warnings.accept(message);
                    }
                });
        open.forEach(
                (key, message) -> {
                    if (!found.containsKey(key)) {
                        LOG.info("No longer true: {}", message);
                    }
                });
        open = found;
    }

    int openIncidents() {
        return open.size();
    }

    private Optional<String> length(SubtaskAccount subtask) {
        MemorySize log = new MemorySize(subtask.sizes().logBytes());
        if (log.compareTo(settings.maxLogSize()) <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        ": the log is %s long, more than %s (%s). A restore would replay it for"
                                + " about %d s. Is the subtask materialized often enough?",
                        log.toHumanReadableString(),
                        settings.maxLogSize().toHumanReadableString(),
                        ChangelogGuardOptions.MAX_LOG_SIZE.key(),
                        subtask.sizes().predictedReplayTimeMs() / 1000));
    }

    /** Without changes there is nothing to materialize. */
    private Optional<String> age(SubtaskAccount subtask, long nowMs) {
        Duration age = Duration.ofMillis(Math.max(0, nowMs - subtask.materializedSinceMs()));
        if (subtask.sizes().logBytes() == 0
                || settings.maxAge().isEmpty()
                || age.compareTo(settings.maxAge().get()) <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                String.format(
                        ": no new materialization for %d s, longer than %d s (%s). Look for failed"
                                + " materializations in the log of its TaskManager.",
                        age.toSeconds(),
                        settings.maxAge().get().toSeconds(),
                        ChangelogGuardOptions.MAX_MATERIALIZATION_AGE.key()));
    }
}

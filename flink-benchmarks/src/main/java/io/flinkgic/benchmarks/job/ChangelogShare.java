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
package io.flinkgic.benchmarks.job;

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which part of a recording's samples the changelog is responsible for, by method. A sample belongs
 * to the changelog if its code was entered last: what the wrapped backend does below it does not.
 */
final class ChangelogShare {

    private static final List<String> CHANGELOG =
            List.of("org.apache.flink.changelog.", "org.apache.flink.state.changelog.");
    private static final List<String> OTHERS =
            List.of(
                    "org.apache.flink.contrib.streaming.state.",
                    "org.apache.flink.runtime.state.ttl.",
                    "org.apache.flink.runtime.state.heap.",
                    "org.apache.flink.streaming.",
                    "org.rocksdb.",
                    "io.flinkgic.");

    private final Counts cpu = new Counts();
    private final Counts allocation = new Counts();

    private ChangelogShare() {}

    static ChangelogShare in(Path recording) throws IOException {
        ChangelogShare share = new ChangelogShare();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                String type = event.getEventType().getName();
                if (type.equals("jdk.ExecutionSample")) {
                    share.cpu.add(event.getStackTrace(), 1);
                } else if (type.equals("jdk.ObjectAllocationSample")) {
                    share.allocation.add(event.getStackTrace(), event.getLong("weight"));
                }
            }
        }
        return share;
    }

    String format(String title, int methods) {
        return title
                + ": Java CPU samples\n"
                + cpu.format(methods)
                + title
                + ": bytes\n"
                + allocation.format(methods);
    }

    private static Optional<String> responsible(RecordedStackTrace stack) {
        for (RecordedFrame frame : stack.getFrames()) {
            String name = frame.getMethod().getType().getName();
            if (CHANGELOG.stream().anyMatch(name::startsWith)) {
                return Optional.of(name + "#" + frame.getMethod().getName());
            }
            if (OTHERS.stream().anyMatch(name::startsWith)) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** Weights by method. */
    private static final class Counts {

        private final Map<String, Long> byMethod = new HashMap<>();
        private long all;
        private long changelog;

        void add(RecordedStackTrace stack, long weight) {
            all += weight;
            if (stack != null) {
                Optional<String> method = responsible(stack);
                if (method.isPresent()) {
                    changelog += weight;
                    byMethod.merge(method.get(), weight, Long::sum);
                }
            }
        }

        String format(int methods) {
            StringBuilder lines = new StringBuilder();
            lines.append(line(changelog, "the changelog"));
            byMethod.entrySet().stream()
                    .sorted(
                            Comparator.comparingLong(
                                    (Map.Entry<String, Long> entry) -> -entry.getValue()))
                    .limit(methods)
                    .forEach(entry -> lines.append(line(entry.getValue(), entry.getKey())));
            return lines.toString();
        }

        private String line(long weight, String what) {
            return String.format(Locale.ROOT, "%8.2f%%  %s%n", 100.0 * weight / all, what);
        }
    }
}

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
package io.flinkgic.tools.demo.review;

import io.flinkgic.tools.rest.CheckpointHistory;
import io.flinkgic.tools.rest.CheckpointRecord;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints the checkpoints of a demo in their order, with the kill and the recovery between them. */
public final class CheckpointTable {

    private final CheckpointHistory history;
    private final Timeline timeline;
    private final long startMs;

    /**
     * @param startMs what times are relative to, in milliseconds since 1970
     */
    public CheckpointTable(CheckpointHistory history, Timeline timeline, long startMs) {
        this.history = history;
        this.timeline = timeline;
        this.startMs = startMs;
    }

    public List<String> render() {
        List<String> lines = new ArrayList<>();
        lines.add(line("id", "at", "kind", "duration", "incremental", "full", ""));
        boolean killShown = false;
        boolean recoveryShown = false;
        for (CheckpointRecord checkpoint : history.all()) {
            if (!killShown && checkpoint.triggeredAtMs() >= timeline.kill().atMs()) {
                lines.add(kill());
                killShown = true;
            }
            if (!recoveryShown && checkpoint.triggeredAtMs() >= timeline.recoveredAtMs()) {
                lines.add(recovery());
                recoveryShown = true;
            }
            lines.add(checkpoint(checkpoint));
        }
        if (!killShown) {
            lines.add(kill());
        }
        if (!recoveryShown) {
            lines.add(recovery());
        }
        return lines;
    }

    private String kill() {
        return event(timeline.kill().atMs(), timeline.kill().victim() + " killed with SIGKILL");
    }

    private String recovery() {
        return event(
                timeline.recoveredAtMs(),
                String.format(
                        Locale.ROOT,
                        "all tasks running again, restored from checkpoint %d; recovery took %.1f s",
                        timeline.restore().checkpointId(),
                        timeline.recoveryMs() / 1000.0));
    }

    private String event(long atMs, String what) {
        return String.format(Locale.ROOT, "%5s  %7s  %s", "***", at(atMs), what);
    }

    private String checkpoint(CheckpointRecord checkpoint) {
        CheckpointRecord.Costs costs = checkpoint.costs();
        return line(
                Long.toString(checkpoint.id()),
                at(checkpoint.triggeredAtMs()),
                checkpoint.savepoint() ? "savepoint" : "checkpoint",
                costs.durationMs() + " ms",
                Sizes.format(costs.incrementalBytes()),
                Sizes.format(costs.fullBytes()),
                mark(checkpoint));
    }

    private String mark(CheckpointRecord checkpoint) {
        if (checkpoint.status() == CheckpointRecord.Status.FAILED) {
            return "failed";
        }
        if (checkpoint.status() == CheckpointRecord.Status.IN_PROGRESS) {
            return "not completed";
        }
        return checkpoint.id() == timeline.restore().checkpointId() ? "<- restored from this" : "";
    }

    private String at(long ms) {
        return String.format(Locale.ROOT, "%.1f s", (ms - startMs) / 1000.0);
    }

    private static String line(Object... cells) {
        return String.format(Locale.ROOT, "%5s  %7s  %-10s  %9s  %11s  %9s  %s", cells)
                .stripTrailing();
    }
}

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
package org.apache.flink.runtime.changelog.owner;

import org.apache.flink.core.fs.Path;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.apache.flink.util.Preconditions.checkNotNull;

/**
 * What a run leaves in a folder. Immutable. As text, a line each:
 *
 * <pre>
 *   changelog-owner 1      version
 *   1700000000000          since when it has been there, on the clock of the JobManager then
 *   5d3c...                of the JobManager that took over the run last: random
 *   s3://b/checkpoints/ab  folder of the run's checkpoints
 *   1700000000123          what was stored later is of runs that leave markers, on the store's
 *                          clock; this line is missing until that is known
 * </pre>
 */
final class OwnerMarker {

    private static final String MAGIC = "changelog-owner 1";
    private static final String TIME = "\\d{1,18}";

    private final long sinceMs;
    private final String token;
    private final String run;
    private final OptionalLong witnessedMs;

    private OwnerMarker(long sinceMs, String token, String run, OptionalLong witnessedMs) {
        this.sinceMs = sinceMs;
        this.token = checkNotNull(token);
        this.run = checkNotNull(run);
        this.witnessedMs = checkNotNull(witnessedMs);
    }

    static OwnerMarker of(long sinceMs, String token, String run) {
        return new OwnerMarker(sinceMs, token, run, OptionalLong.empty());
    }

    /** The file's name: the same for the same run on any JobManager. */
    static String nameOf(String run) {
        return UUID.nameUUIDFromBytes(run.getBytes(UTF_8)).toString();
    }

    /** With the authority, and without what may be written or not: a slash at the end. */
    static String runOf(Path folder) {
        return folder.toUri().normalize().toString().replaceAll("/+$", "");
    }

    static String encode(OwnerMarker marker) {
        String known =
                String.join("\n", MAGIC, Long.toString(marker.sinceMs), marker.token, marker.run);
        return marker.witnessedMs.isPresent()
                ? known + "\n" + marker.witnessedMs.getAsLong() + "\n"
                : known + "\n";
    }

    /**
     * @return empty if it is not complete, or of a version that is not known
     */
    static Optional<OwnerMarker> decode(String text) {
        String[] lines = text.split("\n", -1);
        boolean witnessed = lines.length == 6 && lines[4].matches(TIME);
        boolean whole =
                (lines.length == 5 || witnessed)
                        && lines[0].equals(MAGIC)
                        && lines[1].matches(TIME);
        return whole
                ? Optional.of(
                        new OwnerMarker(
                                Long.parseLong(lines[1]),
                                lines[2],
                                lines[3],
                                witnessed
                                        ? OptionalLong.of(Long.parseLong(lines[4]))
                                        : OptionalLong.empty()))
                : Optional.empty();
    }

    /** In milliseconds since the epoch. */
    long sinceMs() {
        return sinceMs;
    }

    String token() {
        return token;
    }

    /** What was stored until then may be of runs that have left no marker, on the store's clock. */
    OptionalLong witnessedMs() {
        return witnessedMs;
    }

    OwnerMarker witnessedFrom(OptionalLong storeMs) {
        return new OwnerMarker(sinceMs, token, run, storeMs);
    }

    OwnerMarker heldBy(String newToken) {
        return new OwnerMarker(sinceMs, newToken, run, witnessedMs);
    }
}

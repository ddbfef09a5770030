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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How many requests of each kind a server has answered, by S3's names of them. Immutable. */
public final class S3Requests {

    private static final Pattern COUNT =
            Pattern.compile("http_server_request_duration_seconds_count\\{(.*)} ([0-9.E]+)");
    private static final Pattern OPERATION = Pattern.compile("s3_operation=\"(\\w+)\"");

    private final Map<String, Long> counts;

    private S3Requests(Map<String, Long> counts) {
        this.counts = Map.copyOf(counts);
    }

    static S3Requests read(String metrics) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        try (InputStream in = URI.create(metrics).toURL().openStream();
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Matcher count = COUNT.matcher(line);
                if (count.matches()) {
                    counts.merge(
                            operation(count.group(1)),
                            (long) Double.parseDouble(count.group(2)),
                            Long::sum);
                }
            }
        }
        return new S3Requests(counts);
    }

    private static String operation(String labels) {
        Matcher operation = OPERATION.matcher(labels);
        return operation.find() ? operation.group(1) : "Unknown";
    }

    /** For example {@code PutObject}. */
    public long count(String operation) {
        return counts.getOrDefault(operation, 0L);
    }

    /** What was counted here and not yet there. */
    public S3Requests since(S3Requests earlier) {
        Map<String, Long> more = new TreeMap<>();
        counts.forEach(
                (operation, count) -> {
                    long added = count - earlier.count(operation);
                    if (added > 0) {
                        more.put(operation, added);
                    }
                });
        return new S3Requests(more);
    }

    @Override
    public String toString() {
        return new TreeMap<>(counts).toString();
    }
}

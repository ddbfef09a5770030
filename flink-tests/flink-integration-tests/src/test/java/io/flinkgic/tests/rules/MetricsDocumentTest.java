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
package io.flinkgic.tests.rules;

import org.apache.flink.changelog.metrics.DstlMetrics;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Histogram;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.runtime.changelog.accounting.ChangelogJobMetrics;
import org.apache.flink.runtime.checkpoint.deletion.DeletionMetrics;
import org.apache.flink.state.changelog.metrics.ChangelogMetrics;

import io.flinkgic.tests.RepositoryRoot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code docs/operations/metrics.md} lists exactly the metrics there are, by group. */
class MetricsDocumentTest {

    private static final Pattern HEADING = Pattern.compile("## .*group `(\\w+)`");
    private static final Pattern ROW = Pattern.compile("\\| \\**`(\\w+)`\\** \\|.*");

    static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        MetricGroup root = new RecordingGroup("", names);
        DstlMetrics log = new DstlMetrics(root);
        log.watchQueue(() -> 0);
        log.watchDiscards(() -> 0);
        log.watchMemory(() -> 0, () -> 0, () -> 0);
        log.watchBackPressure(() -> 0, () -> 0);
        log.watchLocalCopies(() -> 0);
        ChangelogMetrics backend = new ChangelogMetrics(root);
        backend.watchLog(() -> 0, () -> 0);
        backend.watchMaterialization(() -> "IDLE", () -> 0, () -> 0, () -> 0, new NoUploads());
        new ChangelogJobMetrics(root);
        new DeletionMetrics(root);
        return names;
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void eachMetricIsDocumented(String metric) throws IOException {
        assertThat(documented()).contains(metric);
    }

    @ParameterizedTest
    @MethodSource("documented")
    void eachDocumentedMetricExists(String metric) {
        assertThat(metrics()).contains(metric);
    }

    static Set<String> documented() throws IOException {
        List<String> lines =
                Files.readAllLines(RepositoryRoot.find().resolve("docs/operations/metrics.md"));
        Set<String> names = new TreeSet<>();
        String group = "";
        for (String line : lines) {
            Matcher heading = HEADING.matcher(line);
            Matcher row = ROW.matcher(line);
            if (heading.matches()) {
                group = heading.group(1);
            } else if (row.matches()) {
                names.add(group + "." + row.group(1));
            }
        }
        return names;
    }

    private static final class NoUploads implements ChangelogMetrics.Uploading {

        @Override
        public long bytesSent() {
            return 0;
        }

        @Override
        public long waitedForLogMs() {
            return 0;
        }

        @Override
        public long waitedForRateMs() {
            return 0;
        }

        @Override
        public long allowedBytesPerSecond() {
            return 0;
        }
    }

    private static final class RecordingGroup extends UnregisteredMetricsGroup {
        private final String prefix;
        private final Set<String> names;

        RecordingGroup(String prefix, Set<String> names) {
            this.prefix = prefix;
            this.names = names;
        }

        @Override
        public MetricGroup addGroup(String name) {
            return new RecordingGroup(prefix + name + ".", names);
        }

        @Override
        public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
            names.add(prefix + name);
            return gauge;
        }

        @Override
        public <C extends Counter> C counter(String name, C counter) {
            names.add(prefix + name);
            return counter;
        }

        @Override
        public <H extends Histogram> H histogram(String name, H histogram) {
            names.add(prefix + name);
            return histogram;
        }
    }
}

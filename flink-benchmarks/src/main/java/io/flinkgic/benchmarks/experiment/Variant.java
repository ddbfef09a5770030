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
package io.flinkgic.benchmarks.experiment;

import io.flinkgic.benchmarks.process.ChangelogJars;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Which changelog a job runs with, and what is set for it alone. Immutable. */
public final class Variant {

    /** RocksDB's incremental checkpoints, or the heap's full ones. */
    static final Variant OFF = new Variant("off", ChangelogJars.STOCK, disabled());

    static final Variant STOCK = new Variant("stock", ChangelogJars.STOCK, enabled());
    static final Variant OURS = new Variant("ours", ChangelogJars.OURS, enabled());

    static final List<Variant> ALL = List.of(OFF, STOCK, OURS);

    static final String OFF_RARELY = "off, rarely";

    private final String name;
    private final ChangelogJars jars;
    private final Map<String, String> settings;

    private Variant(String name, ChangelogJars jars, Map<String, String> settings) {
        this.name = name;
        this.jars = jars;
        this.settings = settings;
    }

    /** Without a changelog, with a checkpoint only as often as the others materialize. */
    static Variant offRarely(Duration materializationInterval) {
        return new Variant(
                OFF_RARELY,
                ChangelogJars.STOCK,
                Map.of(
                        "state.changelog.enabled",
                        "false",
                        "execution.checkpointing.interval",
                        materializationInterval.toSeconds() + " s"));
    }

    public String name() {
        return name;
    }

    public ChangelogJars jars() {
        return jars;
    }

    public Map<String, String> settings() {
        return settings;
    }

    private static Map<String, String> enabled() {
        return Map.of("state.changelog.enabled", "true");
    }

    private static Map<String, String> disabled() {
        return Map.of("state.changelog.enabled", "false");
    }
}

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

import io.flinkgic.benchmarks.figures.FigureKind;
import io.flinkgic.benchmarks.observe.Disturbance;
import io.flinkgic.benchmarks.workload.Workload;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A job of an experiment, and what happens to it and is looked at. Immutable. */
public final class Subject {

    private final String name;
    private final Workload workload;
    private final int parallelism;
    private final Duration measured;
    private final Duration materializationInterval;
    private final Disturbance disturbance;
    private final List<Variant> variants;
    private final List<FigureKind> figures;
    private final Map<String, String> settings;
    private final boolean fedByKafka;

    private Subject(Builder builder) {
        this.name = builder.name;
        this.workload = builder.workload;
        this.parallelism = builder.parallelism;
        this.measured = builder.measured;
        this.materializationInterval = builder.materializationInterval;
        this.disturbance = builder.disturbance;
        this.variants = List.copyOf(builder.variants);
        this.figures = List.copyOf(builder.figures);
        this.settings = Map.copyOf(builder.settings);
        this.fedByKafka = builder.fedByKafka;
    }

    public String name() {
        return name;
    }

    public Workload workload() {
        return workload;
    }

    public int parallelism() {
        return parallelism;
    }

    public Duration measured() {
        return measured;
    }

    public Duration materializationInterval() {
        return materializationInterval;
    }

    /** Whether materializations fall into what is measured. */
    public boolean materializes() {
        return materializationInterval.compareTo(measured) <= 0;
    }

    public Disturbance disturbance() {
        return disturbance;
    }

    public List<Variant> variants() {
        return variants;
    }

    public List<FigureKind> figures() {
        return figures;
    }

    /** Whether records come from a broker, not from the source itself. */
    public boolean fedByKafka() {
        return fedByKafka;
    }

    /** Whether one run of a variant answers for both: they differ in nothing but the figures. */
    public boolean runsLike(Subject other) {
        return workload.equals(other.workload)
                && parallelism == other.parallelism
                && measured.equals(other.measured)
                && disturbance == other.disturbance
                && settings.equals(other.settings)
                && fedByKafka == other.fedByKafka;
    }

    /** For all variants. */
    public Map<String, String> settings() {
        return settings;
    }

    /** Collects it. */
    static final class Builder {

        private final String name;
        private final Workload workload;
        private final List<FigureKind> figures;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private List<Variant> variants = new ArrayList<>(Variant.ALL);
        private Duration measured;
        private Duration materializationInterval;
        private Disturbance disturbance = Disturbance.NONE;
        private int parallelism = 2;
        private boolean fedByKafka;

        /**
         * A job on RocksDB with two subtasks and a checkpoint each second, which nothing disturbs.
         */
        Builder(String name, Workload workload, Profile profile, FigureKind... figures) {
            this.name = name;
            this.workload = workload;
            this.figures = List.of(figures);
            this.measured = profile.measured();
            settings.put("state.backend.type", "rocksdb");
            settings.put("execution.checkpointing.interval", "1 s");
            settings.put("execution.checkpointing.timeout", "10 s");
            materializationInterval(profile.materializationInterval());
        }

        Builder materializationInterval(Duration wanted) {
            materializationInterval = wanted;
            return set("state.changelog.periodic-materialize.interval", wanted.toSeconds() + " s");
        }

        Builder set(String key, String value) {
            settings.put(key, value);
            return this;
        }

        Builder variants(Variant... wanted) {
            variants = List.of(wanted);
            return this;
        }

        Builder disturbance(Disturbance wanted) {
            disturbance = wanted;
            return this;
        }

        Builder fedByKafka() {
            fedByKafka = true;
            return this;
        }

        Builder parallelism(int wanted) {
            parallelism = wanted;
            return this;
        }

        Builder measured(Duration wanted) {
            measured = wanted;
            return this;
        }

        Subject build() {
            return new Subject(this);
        }
    }
}

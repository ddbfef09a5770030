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

import org.apache.flink.util.FileUtils;

import io.flinkgic.benchmarks.process.MeasuringProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Runs each job without a changelog, with stock's and with ours in turn, several rounds, each run
 * in a fresh process, and prints medians: {@code BUILT-FOLDER ROUNDS [JOB|BACKEND…]}.
 *
 * <p>With 0 rounds it profiles instead: one run of each changelog with a flight recording.
 */
public final class JobCost {

    private static final int SHOWN_METHODS = 25;

    private final Path built;

    private JobCost(Path built) {
        this.built = built;
    }

    public static void main(String[] args) throws Exception {
        JobCost cost = new JobCost(Path.of(args[0]));
        int rounds = Integer.parseInt(args[1]);
        List<String> wanted = List.of(args).subList(2, args.length);
        checkNames(wanted);
        for (CostBackend backend : wanted(CostBackend.values(), wanted)) {
            for (CostJob job : wanted(CostJob.values(), wanted)) {
                CostSubject subject = new CostSubject(job, backend);
                if (rounds == 0) {
                    cost.profile(subject);
                } else {
                    cost.measure(subject, rounds);
                }
            }
        }
    }

    private static void checkNames(List<String> names) {
        List<String> unknown = new ArrayList<>(names);
        Stream.of(CostBackend.values()).forEach(backend -> unknown.remove(backend.name()));
        Stream.of(CostJob.values()).forEach(job -> unknown.remove(job.name()));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("neither jobs nor backends: " + unknown);
        }
    }

    /** Those that are named; all, if none is. */
    private static <E extends Enum<E>> List<E> wanted(E[] all, List<String> names) {
        List<E> named = new ArrayList<>(List.of(all));
        named.removeIf(value -> !names.contains(value.name()));
        return named.isEmpty() ? List.of(all) : named;
    }

    private void measure(CostSubject subject, int rounds) throws Exception {
        Map<CostVariant, List<CostSample>> samples = new EnumMap<>(CostVariant.class);
        for (int round = 0; round < rounds; round++) {
            for (CostVariant variant : CostVariant.values()) {
                CostSample sample = run(subject, variant, Optional.empty());
                System.out.printf("%s %s round %d: %s%n", subject, variant, round, sample.format());
                samples.computeIfAbsent(variant, ignored -> new ArrayList<>()).add(sample);
            }
        }
        System.out.print(CostTable.of(subject, samples));
    }

    private void profile(CostSubject subject) throws Exception {
        for (CostVariant variant : List.of(CostVariant.STOCK, CostVariant.OURS)) {
            Path recording =
                    built.resolve(subject.job() + "-" + subject.backend() + "-" + variant + ".jfr");
            run(subject, variant, Optional.of(recording));
            // of the competitor only the sum: its methods are not our business
            int methods = variant == CostVariant.OURS ? SHOWN_METHODS : 0;
            System.out.print(ChangelogShare.in(recording).format(subject + " " + variant, methods));
        }
    }

    private CostSample run(CostSubject subject, CostVariant variant, Optional<Path> recording)
            throws Exception {
        Path folder = Files.createTempDirectory("job-cost");
        try {
            List<String> arguments = new ArrayList<>();
            arguments.add(subject.job().name());
            arguments.add(subject.backend().name());
            arguments.add(variant.name());
            arguments.add(folder.toString());
            recording.ifPresent(file -> arguments.add(file.toString()));
            List<CostSample> told = new ArrayList<>();
            new MeasuringProcess(built, variant.jars())
                    .run(
                            MeasuredProcess.class,
                            arguments,
                            line -> CostSample.parse(line).map(told::add).orElse(false));
            if (told.isEmpty()) {
                throw new IOException("a measured process told no costs");
            }
            return told.get(0);
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }
}

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
package org.apache.flink.state.changelog.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes a failing program short: leaves out steps, halves of them first and single ones last, then
 * makes the job and the arguments plain, as long as it fails in the same way.
 */
final class Shrinker {

    /** The failure of a program, if it fails. */
    private final Function<Program, Optional<Throwable>> run;

    private final String failure;
    private int attemptsLeft;
    private Program smallest;

    private Shrinker(
            Program failing,
            Throwable failure,
            int attempts,
            Function<Program, Optional<Throwable>> run) {
        this.smallest = failing;
        this.failure = signature(failure);
        this.attemptsLeft = attempts;
        this.run = run;
    }

    /**
     * Shrinks a failing program.
     *
     * @param attempts how many programs are run for it, at most
     */
    static Program shrink(
            Program failing,
            Throwable failure,
            int attempts,
            Function<Program, Optional<Throwable>> run) {
        Shrinker shrinker = new Shrinker(failing, failure, attempts, run);
        int before;
        do {
            before = shrinker.smallest.steps().size();
            shrinker.leaveOutSteps();
        } while (shrinker.smallest.steps().size() < before);
        shrinker.simplifyJob();
        shrinker.simplifyArguments();
        return shrinker.smallest;
    }

    /** Two failures are the same if they come from errors of one class. */
    private static String signature(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.getClass().getName();
    }

    private void leaveOutSteps() {
        int chunk = Math.max(1, smallest.steps().size() / 2);
        while (true) {
            // Backwards: what stands last depends on the most.
            for (int from = smallest.steps().size() - chunk; from > -chunk; from -= chunk) {
                List<Step> fewer = new ArrayList<>(smallest.steps());
                fewer.subList(Math.max(0, from), Math.min(from + chunk, fewer.size())).clear();
                tryIt(smallest.withSteps(fewer));
            }
            if (chunk == 1) {
                return;
            }
            chunk /= 2;
        }
    }

    private void simplifyJob() {
        Program.Job job = smallest.job();
        for (int parallelism = 1; parallelism < job.parallelism; parallelism++) {
            if (tryIt(
                    smallest.withJob(
                            new Program.Job(job.rocksDb, parallelism, job.retained, job.inline)))) {
                break;
            }
        }
        Program.Job fewer = smallest.job();
        tryIt(smallest.withJob(new Program.Job(fewer.rocksDb, fewer.parallelism, 1, fewer.inline)));
        Program.Job plain = smallest.job();
        tryIt(
                smallest.withJob(
                        new Program.Job(plain.rocksDb, plain.parallelism, plain.retained, false)));
    }

    private void simplifyArguments() {
        for (int i = 0; i < smallest.steps().size(); i++) {
            for (int argument = 0;
                    argument < smallest.steps().get(i).kind().arguments().size();
                    argument++) {
                if (smallest.steps().get(i).argument(argument) != 0) {
                    List<Step> plainer = new ArrayList<>(smallest.steps());
                    plainer.set(i, plainer.get(i).withArgument(argument, 0));
                    tryIt(smallest.withSteps(plainer));
                }
            }
        }
    }

    private boolean tryIt(Program candidate) {
        if (attemptsLeft == 0) {
            return false;
        }
        attemptsLeft--;
        boolean fails = run.apply(candidate).filter(t -> signature(t).equals(failure)).isPresent();
        if (fails) {
            smallest = candidate;
        }
        return fails;
    }
}

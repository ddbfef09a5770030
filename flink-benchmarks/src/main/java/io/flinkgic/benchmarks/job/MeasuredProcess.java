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

import org.apache.flink.metrics.Counter;
import org.apache.flink.util.ExceptionUtils;

import io.flinkgic.benchmarks.process.ProcessUsage;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One run: {@code JOB BACKEND VARIANT FOLDER [RECORDING]}. Prints a {@link CostSample} and ends, in
 * the middle of the job.
 */
final class MeasuredProcess {

    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private MeasuredProcess() {}

    public static void main(String[] args) throws Exception {
        CostSubject subject =
                new CostSubject(CostJob.valueOf(args[0]), CostBackend.valueOf(args[1]));
        CostJob job = subject.job();
        CostVariant variant = CostVariant.valueOf(args[2]);
        Path folder = Path.of(args[3]);
        JobSettings.install(subject, variant, folder);
        Thread submitter =
                new Thread(
                        () -> {
                            try {
                                job.run(job.arguments(folder.resolve("output").toString()));
                            } catch (Throwable t) {
                                System.err.println(ExceptionUtils.stringifyException(t));
                            }
                            Runtime.getRuntime().halt(1); // it has no end of its own
                        },
                        "submitter");
        submitter.setDaemon(true);
        submitter.start();

        Counter records = RecordCount.await();
        await(records, subject.warmUpRecords());
        Recording recording = new Recording(Configuration.getConfiguration("profile"));
        if (args.length > 4) {
            recording.enable("jdk.ExecutionSample").withPeriod(Duration.ofMillis(10));
            recording.start();
        }
        long recordsBefore = records.getCount();
        ProcessUsage before = ProcessUsage.now();
        await(records, subject.warmUpRecords() + subject.measuredRecords());
        long taken = records.getCount() - recordsBefore;
        ProcessUsage usage = ProcessUsage.now().since(before);
        if (args.length > 4) {
            recording.stop();
            recording.dump(Path.of(args[4]));
        }
        System.out.println(CostSample.of(usage, taken, job.operator()).format());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void await(Counter records, long count) {
        while (records.getCount() < count) {
            LockSupport.parkNanos(POLL_NANOS);
        }
    }
}

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

import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

import io.flinkgic.benchmarks.process.JobConfiguration;

import java.nio.file.Path;

/** The configuration of a measured job, by Flink's documented keys. */
@SuppressWarnings("try") // Flink declares that closing may be interrupted
final class JobSettings extends StreamExecutionEnvironment {

    private JobSettings() {}

    /**
     * Everything that the main methods of this process execute runs with it.
     *
     * @param folder for checkpoints, the log, and RocksDB
     */
    static void install(CostSubject subject, CostVariant variant, Path folder) {
        Configuration configuration = JobConfiguration.of(folder, folder.toUri());
        configuration.setString("execution.target", "local");
        configuration.setString("execution.attached", "true");
        configuration.setString("parallelism.default", "1");
        configuration.setString(
                "metrics.reporter.count.factory.class", RecordCount.Factory.class.getName());
        configuration.setString(
                "metrics.reporter.count." + RecordCount.OPERATOR, subject.job().operator());
        subject.backend().configure(configuration);
        variant.configure(configuration);
        initializeContextEnvironment(
                overlay -> {
                    Configuration all = new Configuration(configuration);
                    all.addAll(overlay);
                    return new StreamExecutionEnvironment(all);
                });
    }
}

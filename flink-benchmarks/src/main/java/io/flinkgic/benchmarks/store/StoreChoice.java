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
package io.flinkgic.benchmarks.store;

import java.io.IOException;
import java.nio.file.Path;

/** The stores, named as options' values. */
public enum StoreChoice {
    /** In the measured process: latencies with a heavy tail, and one bandwidth for all. */
    simulated {
        @Override
        public MeasuredStore open(Path folder) {
            return new SimulatedStore(folder);
        }
    },

    /** A server in a process of its own, by Flink's plugin that has Presto's client. */
    s3 {
        @Override
        public MeasuredStore open(Path folder) throws IOException, InterruptedException {
            return S3Store.start(folder);
        }
    };

    /**
     * @param folder for what is stored; exists
     */
    public abstract MeasuredStore open(Path folder) throws IOException, InterruptedException;
}

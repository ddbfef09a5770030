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
/**
 * What materializations do to a job and its store: checkpoints beside them, the bytes that go out
 * each second, the pauses of tasks; with our changelog and that of stock Flink, each run in a
 * process of its own, on a simulated object store.
 *
 * <p>Door types: {@link io.flinkgic.benchmarks.materialization.MaterializationComparison}, which
 * starts the processes, and {@code MaterializationRun}, which is one of them. The operator and the
 * metric reporter are called by Flink's threads, everything else by one thread.
 */
package io.flinkgic.benchmarks.materialization;

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
 * Contracts that every medium and writer has to pass, and the fakes to test them with. Test scope
 * only.
 *
 * <p>Door types: {@link org.apache.flink.changelog.testkit.SegmentStoreContract}, {@link
 * org.apache.flink.changelog.testkit.ChangelogWriterContract}, {@link
 * org.apache.flink.changelog.testkit.InMemorySegmentStore}, {@link
 * org.apache.flink.changelog.testkit.FaultySegmentStore} with its {@link
 * org.apache.flink.changelog.testkit.FaultPlan}, {@link
 * org.apache.flink.changelog.testkit.UploadRig} and {@link
 * org.apache.flink.changelog.testkit.ModelLog}. With {@link
 * org.apache.flink.changelog.testkit.ManualClock} and {@link
 * org.apache.flink.changelog.testkit.ManualExecutor} a test is one thread that decides what happens
 * when. Two packages below go further: {@code scheduler} lets a seed decide, also while steps of a
 * store hang, and {@code simulation} runs whole jobs that way. A third, {@code objectstore}, is a
 * file system for whole clusters, with the latencies and the bandwidth of an object store.
 */
package org.apache.flink.changelog.testkit;

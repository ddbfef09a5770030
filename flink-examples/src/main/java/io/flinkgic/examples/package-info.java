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
 * Example jobs: plain Flink programs that know nothing of the changelog.
 *
 * <p>Each reads a replayable source, whose records are a pure function of seed and index (package
 * {@code replay}), and commits its output through a two-phase-commit file sink, so that whoever
 * reads the committed files can prove that every record counted exactly once. Door types: {@link
 * io.flinkgic.examples.WordCount}, {@link io.flinkgic.examples.SlidingWindow}, {@link
 * io.flinkgic.examples.Sessions} and {@link io.flinkgic.examples.TopOrders}, entered by the thread
 * that submits the job; their functions run on task threads. {@link
 * io.flinkgic.examples.RunningCount} is there for jobs elsewhere, too.
 */
package io.flinkgic.examples;

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
 * What the example sources emit and what the example sinks commit, free of Flink.
 *
 * <p>The job and whoever verifies its output share this package: a record is a pure function of
 * seed and index ({@link io.flinkgic.examples.replay.WordSequence}, {@link
 * io.flinkgic.examples.replay.WindowSequence}, {@link io.flinkgic.examples.replay.OrderSequence}),
 * indexes are dealt to splits by {@link io.flinkgic.examples.replay.SplitRanges}, of which a job
 * reads {@link io.flinkgic.examples.replay.ReadRecords}, and rows ({@link
 * io.flinkgic.examples.replay.CountRow}, {@link io.flinkgic.examples.replay.WindowRow}, {@link
 * io.flinkgic.examples.replay.SessionRow}, {@link io.flinkgic.examples.replay.OrderRow}, {@link
 * io.flinkgic.examples.replay.ProgressRow}) are written and parsed in one class. All types are
 * immutable; any thread may use them.
 */
package io.flinkgic.examples.replay;

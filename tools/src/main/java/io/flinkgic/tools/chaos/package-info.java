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
 * Seeded faults on a cluster of real processes: a job loses processes at random moments and must go
 * on exactly once and leave nothing behind.
 *
 * <p>{@link io.flinkgic.tools.chaos.ChaosCommand}, the door type, wires; {@code ChaosPlan} is what
 * is to happen, {@code Fault} one kind of it, {@code Scheduler} who gives the job its tasks, {@code
 * ChaosRun} the performance, {@code ChaosResult} what was seen. Entered by the main thread.
 */
package io.flinkgic.tools.chaos;

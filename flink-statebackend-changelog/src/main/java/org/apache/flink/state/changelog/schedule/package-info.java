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
 * When materializations start: on a grid of the wall clock, by the size of the log, and again after
 * a start that came to nothing; and how many at once. Never sees a backend, a file or a timer.
 *
 * <p>Doors: {@link org.apache.flink.state.changelog.schedule.StartPlan} (the next start of one
 * backend) with {@link org.apache.flink.state.changelog.schedule.Phase} and {@link
 * org.apache.flink.state.changelog.schedule.MaterializationTriggers}, on its task thread; {@link
 * org.apache.flink.state.changelog.schedule.MaterializationSlots} and {@link
 * org.apache.flink.state.changelog.schedule.ReplayRate}, one of each for all backends of a
 * TaskManager, from any thread. Time is always a parameter.
 */
package org.apache.flink.state.changelog.schedule;

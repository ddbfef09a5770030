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
 * A job with its log, its JobManager and a store that fails, run from one seed on one thread: what
 * happens when is drawn, and what must hold is checked after every event.
 *
 * <p>Door types: {@link org.apache.flink.changelog.testkit.simulation.Simulation} and {@link
 * org.apache.flink.changelog.testkit.simulation.SimulationSettings}. The log under test is the real
 * one, and so is Flink's registry of shared state; tasks, TaskManagers and the coordinator are
 * models. Everything runs on the thread of the simulation, except commands that do I/O: each has a
 * stack of its own and runs only while the simulation waits for it.
 */
package org.apache.flink.changelog.testkit.simulation;

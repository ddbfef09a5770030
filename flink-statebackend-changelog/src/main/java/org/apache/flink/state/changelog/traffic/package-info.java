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
 * How fast materializations are stored: the log goes first.
 *
 * <p>Owns the pace of all materializations of one TaskManager: they wait while the log of a
 * checkpoint is being committed, keep a rate that adapts to how long such commits take, and never
 * exceed the bandwidth that a user allows.
 *
 * <p>Door: {@link org.apache.flink.state.changelog.traffic.MaterializationTraffic}, one per
 * TaskManager, and {@link org.apache.flink.state.changelog.traffic.BackendTraffic}, one per
 * backend. Upload threads write paced streams and wait in them; any thread closes these, and begins
 * or ends commits of the log.
 */
package org.apache.flink.state.changelog.traffic;

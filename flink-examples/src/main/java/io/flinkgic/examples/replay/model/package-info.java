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
 * What the example jobs must commit, by a plain computation over the records they read, free of
 * Flink.
 *
 * <p>One type for each job: {@link io.flinkgic.examples.replay.model.WindowModel}, {@link
 * io.flinkgic.examples.replay.model.SessionModel}, {@link
 * io.flinkgic.examples.replay.model.OrderModel}. All are immutable and keep what they compute in
 * memory only for the caller; any thread may use them.
 */
package io.flinkgic.examples.replay.model;

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
 * The demo: WordCount on a real cluster loses a TaskManager and goes on exactly once.
 *
 * <p>{@link io.flinkgic.tools.demo.DemoCommand}, the door type, wires; package {@code stage} is the
 * stage, {@code Script} the play as it was planned, {@code Demo} its performance; package {@code
 * review} judges what was seen. Entered by the main thread; the shutdown hook only enters the
 * cluster.
 */
package io.flinkgic.tools.demo;

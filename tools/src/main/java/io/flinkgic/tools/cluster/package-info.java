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
 * Starts and ends the processes of a Flink installation, and nothing else's.
 *
 * <p>Door types: {@link io.flinkgic.tools.cluster.FlinkHome} is an installation, {@link
 * io.flinkgic.tools.cluster.DropIn} makes one out of a stock Flink and our jars, {@link
 * io.flinkgic.tools.cluster.ClusterProcesses} owns what was started, {@link
 * io.flinkgic.tools.cluster.JobProgram} is what a job is called with, {@link
 * io.flinkgic.tools.cluster.LoadedClasses} tells from which jar a process took a class. Entered by
 * the main thread; only {@code ClusterProcesses} is also entered by the shutdown hook.
 */
package io.flinkgic.tools.cluster;

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
 * Copies of materialized state on the TaskManager's disk, for a quick restore. A copy is whole and
 * undamaged, or it is not used.
 *
 * <p>Doors: {@link org.apache.flink.state.changelog.local.LocalMaterializations} (owns the
 * directories of one backend), {@link
 * org.apache.flink.state.changelog.local.SnapshotsWithLocalCopies} (makes copies), {@link
 * org.apache.flink.state.changelog.local.MaterializedCopy} (one of them), {@link
 * org.apache.flink.state.changelog.local.LocalCheckpointHandle} (what Flink keeps of a checkpoint
 * on the TaskManager). Entered by the task thread, by the threads that store materializations, and
 * by those that delete. The local copies of the log are the log's own.
 */
package org.apache.flink.state.changelog.local;

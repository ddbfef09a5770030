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
 * Stores the metadata of a checkpoint before Flink's coordinator takes its lock to complete it.
 *
 * <p>In Flink, whoever brings the last acknowledgement holds the coordinator's lock while the
 * metadata is stored: acknowledgements of other checkpoints wait, and so do triggers, timeouts and
 * failovers. Here the last acknowledgement is put aside, the metadata is stored without the lock,
 * and then the acknowledgement is processed as in Flink, with one difference: where Flink would
 * store the metadata it finds it stored, or finds the failure. Until then the checkpoint is pending
 * and can be aborted, as if that acknowledgement were still on its way (ADR 0016).
 *
 * <p>Door: {@link org.apache.flink.runtime.checkpoint.finalization.FinalizationHooks}, which the
 * patched runtime calls under the coordinator's lock. Metadata is stored on Flink's I/O executor,
 * one checkpoint of a job at a time, in the order of the last acknowledgements.
 */
package org.apache.flink.runtime.checkpoint.finalization;

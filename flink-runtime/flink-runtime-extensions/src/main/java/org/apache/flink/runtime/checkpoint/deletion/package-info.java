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
 * Deletes what checkpoints no longer need, beside the path of the checkpoints that follow.
 *
 * <p>Flink deletes on the executor that also handles acknowledgements and prepares triggers, and
 * triggers nothing while it has more checkpoints to delete than may be pending. Here deletions have
 * few threads of their own, which the jobs of a process take turns with, and hold up triggers only
 * when so many wait that memory is at stake. What is deleted, when that is decided and who waits
 * for it is Flink's: only the executor is another one. But what fails is tried again, and the entry
 * of a checkpoint in the store that outlives the JobManager goes after the checkpoint, not before.
 *
 * <p>Door: {@link org.apache.flink.runtime.checkpoint.deletion.DeletionHooks}, which the patched
 * runtime calls. Entered by Flink's threads, some of them under the checkpoint coordinator's lock;
 * no call waits for a deletion but that at the JobManager's shutdown.
 */
package org.apache.flink.runtime.checkpoint.deletion;

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
package org.apache.flink.runtime.checkpoint.deletion;

import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;

/** How a JobManager deletes what checkpoints no longer need. */
public final class DeletionOptions {

    public static final ConfigOption<Integer> THREADS =
            ConfigOptions.key("execution.checkpointing.cleaner.threads")
                    .intType()
                    .defaultValue(16)
                    .withDescription(
                            "How many deletions a JobManager has under way at once, over all"
                                    + " jobs.");

    public static final ConfigOption<Integer> MAX_BACKLOG =
            ConfigOptions.key("execution.checkpointing.cleaner.max-backlog")
                    .intType()
                    .defaultValue(20_000)
                    .withDescription(
                            "While more deletions than this wait on a JobManager, a job triggers no"
                                    + " checkpoint if more of its checkpoints are to be deleted"
                                    + " than may be pending at once.");

    private DeletionOptions() {}
}

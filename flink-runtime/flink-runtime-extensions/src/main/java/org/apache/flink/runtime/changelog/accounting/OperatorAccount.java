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
package org.apache.flink.runtime.changelog.accounting;

import org.apache.flink.runtime.jobgraph.OperatorID;

import java.util.List;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** The changelog of all subtasks of one operator, as of a checkpoint. Immutable. */
public final class OperatorAccount {

    private final OperatorID operatorId;
    private final List<SubtaskAccount> subtasks;
    private final ChangelogSizes sizes;

    OperatorAccount(OperatorID operatorId, List<SubtaskAccount> subtasks) {
        this.operatorId = checkNotNull(operatorId);
        this.subtasks = List.copyOf(subtasks);
        this.sizes =
                subtasks.stream()
                        .map(SubtaskAccount::sizes)
                        .reduce(ChangelogSizes.NOTHING, ChangelogSizes::plus);
    }

    public OperatorID operatorId() {
        return operatorId;
    }

    /** In the order of their numbers. */
    public List<SubtaskAccount> subtasks() {
        return subtasks;
    }

    /** The sum over all subtasks. */
    public ChangelogSizes sizes() {
        return sizes;
    }
}

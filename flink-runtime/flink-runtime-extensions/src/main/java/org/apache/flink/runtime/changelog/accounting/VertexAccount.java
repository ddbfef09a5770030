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

import org.apache.flink.runtime.changelog.ChangelogJob;

import java.util.List;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** The changelog of all operators that are chained in one task, as of a checkpoint. Immutable. */
public final class VertexAccount {

    private final ChangelogJob.Vertex vertex;
    private final List<OperatorAccount> operators;
    private final ChangelogSizes sizes;

    VertexAccount(ChangelogJob.Vertex vertex, List<OperatorAccount> operators) {
        this.vertex = checkNotNull(vertex);
        this.operators = List.copyOf(operators);
        this.sizes =
                operators.stream()
                        .map(OperatorAccount::sizes)
                        .reduce(ChangelogSizes.NOTHING, ChangelogSizes::plus);
    }

    public ChangelogJob.Vertex vertex() {
        return vertex;
    }

    public List<OperatorAccount> operators() {
        return operators;
    }

    /** The sum over all operators. */
    public ChangelogSizes sizes() {
        return sizes;
    }
}

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
package org.apache.flink.runtime.changelog;

import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.jobgraph.JobVertexID;
import org.apache.flink.runtime.jobgraph.OperatorID;

import java.util.List;

import static org.apache.flink.util.Preconditions.checkNotNull;

/** A job with a changelog, and what its operators are called. Immutable. */
public final class ChangelogJob {

    private final JobID id;
    private final String name;
    private final List<Vertex> vertices;

    /**
     * @param vertices in topological order
     */
    public ChangelogJob(JobID id, String name, List<Vertex> vertices) {
        this.id = checkNotNull(id);
        this.name = checkNotNull(name);
        this.vertices = List.copyOf(vertices);
    }

    public JobID id() {
        return id;
    }

    public String name() {
        return name;
    }

    public List<Vertex> vertices() {
        return vertices;
    }

    /** A task of the job, with the operators that are chained in it. Immutable. */
    public static final class Vertex {

        private final JobVertexID id;
        private final String name;
        private final List<OperatorID> operators;

        /**
         * @param name as the web interface shows it: the names of the chained operators
         */
        public Vertex(JobVertexID id, String name, List<OperatorID> operators) {
            this.id = checkNotNull(id);
            this.name = checkNotNull(name);
            this.operators = List.copyOf(operators);
        }

        public JobVertexID id() {
            return id;
        }

        public String name() {
            return name;
        }

        public List<OperatorID> operators() {
            return operators;
        }
    }
}

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
package org.apache.flink.runtime.checkpoint;

import org.apache.flink.runtime.executiongraph.Execution;
import org.apache.flink.runtime.executiongraph.ExecutionJobVertex;
import org.apache.flink.runtime.executiongraph.ExecutionVertex;
import org.apache.flink.runtime.jobgraph.OperatorID;

import java.util.AbstractList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.Spliterators;

/** Of checkpoints that are acknowledged as soon as they are triggered: it has a task, unnamed. */
final class AcknowledgedPlan implements CheckpointPlan {

    @Override
    public List<Execution> getTasksToTrigger() {
        return List.of();
    }

    @Override
    public List<Execution> getTasksToWaitFor() {
        return new Unnamed();
    }

    @Override
    public List<ExecutionVertex> getTasksToCommitTo() {
        return List.of();
    }

    @Override
    public List<Execution> getFinishedTasks() {
        return List.of();
    }

    @Override
    public Collection<ExecutionJobVertex> getFullyFinishedJobVertex() {
        return List.of();
    }

    @Override
    public boolean mayHaveFinishedTasks() {
        return true;
    }

    @Override
    public void reportTaskFinishedOnRestore(ExecutionVertex task) {}

    @Override
    public void reportTaskHasFinishedOperators(ExecutionVertex task) {}

    @Override
    public void fulfillFinishedTaskStatus(Map<OperatorID, OperatorState> operatorStates) {
        OperatorID finished = new OperatorID(3, 4);
        operatorStates.put(finished, new FullyFinishedOperatorState(finished, 2, 2));
    }

    /** Not empty, but nobody is in it. */
    private static final class Unnamed extends AbstractList<Execution> {

        @Override
        public Execution get(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int size() {
            return 1;
        }

        @Override
        public Iterator<Execution> iterator() {
            return Collections.emptyIterator();
        }

        @Override
        public Spliterator<Execution> spliterator() {
            return Spliterators.emptySpliterator();
        }
    }
}

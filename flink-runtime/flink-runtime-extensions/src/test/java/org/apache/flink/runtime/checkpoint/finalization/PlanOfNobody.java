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
package org.apache.flink.runtime.checkpoint.finalization;

import org.apache.flink.runtime.checkpoint.CheckpointPlan;
import org.apache.flink.runtime.executiongraph.Execution;

import java.lang.reflect.Proxy;
import java.util.AbstractList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;

/** The plan of a checkpoint that waits for no task. */
final class PlanOfNobody {

    private PlanOfNobody() {}

    /**
     * @param fulfilment is told the states when those of finished tasks are to be filled in
     */
    static CheckpointPlan with(Consumer<Object> fulfilment) {
        return (CheckpointPlan)
                Proxy.newProxyInstance(
                        PlanOfNobody.class.getClassLoader(),
                        new Class<?>[] {CheckpointPlan.class},
                        (proxy, method, arguments) -> {
                            if (method.getName().equals("fulfillFinishedTaskStatus")) {
                                fulfilment.accept(arguments[0]);
                            }
                            return method.getReturnType() == List.class ? new Unnamed() : null;
                        });
    }

    /** A task that nobody names, so that it has nothing to acknowledge. */
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
    }
}

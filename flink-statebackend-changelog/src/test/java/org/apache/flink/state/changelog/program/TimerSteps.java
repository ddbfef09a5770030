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
package org.apache.flink.state.changelog.program;

import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.streaming.api.operators.TimerHeapInternalTimer;
import org.apache.flink.util.CloseableIterator;

import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Carries out steps on timers, on the queues of a subtask and on the model. */
final class TimerSteps {

    private final ProgramStates states;
    private final TableModel model;
    private final KeyGroupRange range;

    TimerSteps(ProgramStates states, TableModel model, KeyGroupRange range) {
        this.states = states;
        this.model = model;
        this.range = range;
    }

    /** Whether a step concerns the queue of one subtask, which its first argument chooses. */
    static boolean isOfOneSubtask(Step step) {
        return step.kind() == StepKind.TIMER_POLL || step.kind() == StepKind.TIMER_ITERATE;
    }

    /** Carries out a step on this subtask, if its key is one of this. */
    void apply(Step step) throws Exception {
        switch (step.kind()) {
            case TIMER_POLL:
                poll(step.argument(1), step.argument(2) == 3);
                return;
            case TIMER_ITERATE:
                removeThroughIterator(step.argument(1), step.argument(2));
                return;
            default:
                change(step);
        }
    }

    private void change(Step step) {
        int key = step.argument(0);
        if (TableModel.contains(range, key)) {
            int queue = step.argument(2);
            // Instances belong to the queue.
            if (step.kind() == StepKind.TIMER_ADD) {
                states.timers(queue).add(timer(step));
                model.timers(queue).add(timer(step));
            } else {
                states.timers(queue).remove(timer(step));
                states.timerTaken();
                model.timers(queue).remove(timer(step));
            }
        }
    }

    private static TimerHeapInternalTimer<Integer, Integer> timer(Step step) {
        return new TimerHeapInternalTimer<>(step.argument(3), step.argument(0), step.argument(1));
    }

    /** Which of several timers of the same time comes first is not said. */
    private void poll(int queue, boolean again) {
        Set<TimerHeapInternalTimer<Integer, Integer>> present = model.timers(queue, range);
        Optional<TimerHeapInternalTimer<Integer, Integer>> polled =
                Optional.ofNullable(states.timers(queue).poll());
        states.timerTaken();
        assertThat(polled.map(TimerHeapInternalTimer::getTimestamp))
                .as("time of the polled timer")
                .isEqualTo(
                        present.stream()
                                .map(TimerHeapInternalTimer::getTimestamp)
                                .min(Long::compare));
        polled.ifPresent(timer -> assertThat(present).as("polled").contains(timer));
        polled.ifPresent(model.timers(queue)::remove);
        if (again && polled.isPresent()) {
            TimerHeapInternalTimer<Integer, Integer> timer = polled.get();
            states.timers(queue).add(timer);
            model.timers(queue).add(timer);
        }
    }

    /** Flink's queues do not remove through iterators. That must be refused, and leave no trace. */
    @SuppressWarnings("try") // Closing the iterator may be interrupted.
    private void removeThroughIterator(int queue, int time) throws Exception {
        if (!states.queuesAreIterable()) {
            return;
        }
        try (CloseableIterator<TimerHeapInternalTimer<Integer, Integer>> iterator =
                states.timers(queue).iterator()) {
            while (iterator.hasNext()) {
                if (iterator.next().getTimestamp() == time) {
                    assertThatThrownBy(iterator::remove)
                            .isInstanceOf(UnsupportedOperationException.class);
                }
            }
        }
    }
}

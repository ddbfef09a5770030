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
package io.flinkgic.tests.lifecycle;

import org.apache.flink.state.changelog.materialization.BackendMaterialization;
import org.apache.flink.state.changelog.materialization.MaterializationCycle;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Follows the materializations of all backends in this JVM from state to state, by what they log.
 * The test arms it; what is to happen happens on the task thread of the first one that comes by,
 * before that goes on. One at a time.
 */
final class CycleWatch implements AutoCloseable {

    private static final String LOGGER = BackendMaterialization.class.getName();

    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final AtomicReference<Optional<Trap>> armed = new AtomicReference<>(Optional.empty());
    private final Transitions transitions = new Transitions();

    private CycleWatch() {}

    /** The caller closes it. */
    static CycleWatch start() {
        CycleWatch watch = new CycleWatch();
        watch.transitions.start();
        LoggerConfig logger = new LoggerConfig(LOGGER, Level.DEBUG, false);
        logger.addAppender(watch.transitions, Level.DEBUG, null);
        watch.context.getConfiguration().addLogger(LOGGER, logger);
        watch.context.updateLoggers();
        return watch;
    }

    /** The next one that enters the state runs the action, which must not wait. */
    Trap arm(MaterializationCycle state, Runnable action) {
        Trap trap = new Trap(state, action);
        armed.set(Optional.of(trap));
        return trap;
    }

    /**
     * Waits until one has run the action.
     *
     * @return whether one has within the time; if not, none will
     */
    boolean hasSprung(Trap trap, Duration within) throws InterruptedException {
        return trap.sprung.await(within.toMillis(), TimeUnit.MILLISECONDS)
                || !armed.getAndSet(Optional.empty()).isPresent();
    }

    private void entered(Object state) {
        Optional<Trap> trap = armed.get();
        if (trap.isPresent()
                && trap.get().state.equals(state)
                && armed.compareAndSet(trap, Optional.empty())) {
            trap.get().action.run();
            trap.get().sprung.countDown();
        }
    }

    @Override
    public void close() {
        context.getConfiguration().removeLogger(LOGGER);
        context.updateLoggers();
        transitions.stop();
    }

    /** What one is to do that enters a state. */
    static final class Trap {

        private final MaterializationCycle state;
        private final Runnable action;
        private final CountDownLatch sprung = new CountDownLatch(1);

        Trap(MaterializationCycle state, Runnable action) {
            this.state = state;
            this.action = action;
        }
    }

    /** Calls on the thread that logs. */
    private final class Transitions extends AbstractAppender {

        Transitions() {
            super("transitions", null, null, false, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            Object[] named = event.getMessage().getParameters();
            if (named.length == 3) {
                entered(named[2]);
            }
        }
    }
}

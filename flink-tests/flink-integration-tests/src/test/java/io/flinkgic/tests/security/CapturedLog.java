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
package io.flinkgic.tests.security;

import org.apache.flink.util.ExceptionUtils;

import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that our classes log, from the finest level on. Thread-safe. */
final class CapturedLog implements AutoCloseable {

    private static final String[] OURS = {
        "org.apache.flink.changelog",
        "org.apache.flink.state.changelog",
        "org.apache.flink.runtime.changelog",
        "org.apache.flink.runtime.state.changelog",
        "org.apache.flink.runtime.checkpoint.deletion",
        "org.apache.flink.runtime.checkpoint.finalization"
    };

    private final LoggerContext context = (LoggerContext) LogManager.getContext(false);
    private final Lines lines = new Lines();

    private CapturedLog() {}

    /** The caller closes it. */
    static CapturedLog begin() {
        CapturedLog log = new CapturedLog();
        log.lines.start();
        for (String name : OURS) {
            LoggerConfig logger = new LoggerConfig(name, Level.ALL, false);
            logger.addAppender(log.lines, Level.ALL, null);
            log.context.getConfiguration().addLogger(name, logger);
        }
        log.context.updateLoggers();
        return log;
    }

    /** One for each message, with what was thrown. */
    List<String> lines() {
        return lines.all;
    }

    @Override
    public void close() {
        for (String name : OURS) {
            context.getConfiguration().removeLogger(name);
        }
        context.updateLoggers();
        lines.stop();
    }

    private static final class Lines extends AbstractAppender {

        private final List<String> all = new CopyOnWriteArrayList<>();

        Lines() {
            super("lines", null, null, false, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            String thrown =
                    event.getThrown() == null
                            ? ""
                            : "\n" + ExceptionUtils.stringifyException(event.getThrown());
            all.add(event.getMessage().getFormattedMessage() + thrown);
        }
    }
}

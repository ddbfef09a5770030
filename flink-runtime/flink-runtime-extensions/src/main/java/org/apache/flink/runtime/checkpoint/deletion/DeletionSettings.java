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
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.apache.flink.configuration.ReadableConfig;

/** Checked settings of the deletions of a process. Immutable. */
final class DeletionSettings {

    private final int threads;
    private final int maxBacklog;

    private DeletionSettings(int threads, int maxBacklog) {
        this.threads = threads;
        this.maxBacklog = maxBacklog;
    }

    static DeletionSettings defaults() {
        return from(new Configuration());
    }

    /**
     * @throws IllegalConfigurationException that names the option and its value
     */
    static DeletionSettings from(ReadableConfig config) {
        return new DeletionSettings(
                atLeast(1, DeletionOptions.THREADS, config),
                atLeast(0, DeletionOptions.MAX_BACKLOG, config));
    }

    private static int atLeast(int least, ConfigOption<Integer> option, ReadableConfig config) {
        int value = config.get(option);
        if (value < least) {
            throw new IllegalConfigurationException(
                    "'%s: %s' has to be at least %s.", option.key(), value, least);
        }
        return value;
    }

    int threads() {
        return threads;
    }

    /** Deletions beyond which Flink's own limit on triggers holds. */
    int maxBacklog() {
        return maxBacklog;
    }
}

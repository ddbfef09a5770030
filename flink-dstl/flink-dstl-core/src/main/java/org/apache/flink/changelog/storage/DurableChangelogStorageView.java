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
package org.apache.flink.changelog.storage;

import org.apache.flink.changelog.local.LocalCopies;
import org.apache.flink.changelog.reader.LookAhead;
import org.apache.flink.changelog.reader.StreamHandleChangelogReader;
import org.apache.flink.changelog.source.SharedSources;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandleStreamImpl;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.util.clock.SystemClock;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;

/**
 * Reads handles. One exists per job and TaskManager that restores; its readers share the files they
 * read. Has threads only after files were read.
 *
 * <p>Thread-safe. Closed when the last slot of the job is freed, maybe while tasks still read.
 */
public final class DurableChangelogStorageView
        implements StateChangelogStorageView<ChangelogStateHandleStreamImpl> {

    /** For all tasks of a job on a TaskManager together. */
    private static final int FETCHING_THREADS = 16;

    private final SharedSources sources;
    private final TimerThread timer;
    private final ExecutorService fetching;

    private DurableChangelogStorageView(
            SharedSources sources, TimerThread timer, ExecutorService fetching) {
        this.sources = sources;
        this.timer = timer;
        this.fetching = fetching;
    }

    /**
     * @param idleTimeout how long a file stays open after its last use
     * @param copies are read instead of the files, where there are any
     */
    public static DurableChangelogStorageView open(Duration idleTimeout, LocalCopies copies) {
        TimerThread timer = new TimerThread("changelog-reader");
        return new DurableChangelogStorageView(
                new SharedSources(idleTimeout, SystemClock.getInstance(), timer, copies),
                timer,
                StorageThreads.upTo(FETCHING_THREADS, "changelog-fetch"));
    }

    @Override
    public StateChangelogHandleReader<ChangelogStateHandleStreamImpl> createReader() {
        return new StreamHandleChangelogReader(sources, LookAhead.on(fetching));
    }

    @Override
    public void close() throws IOException {
        timer.close();
        fetching.shutdownNow(); // what it does not do, readers do
        sources.close();
    }
}

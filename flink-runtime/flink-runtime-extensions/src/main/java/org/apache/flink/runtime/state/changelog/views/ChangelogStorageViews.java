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
package org.apache.flink.runtime.state.changelog.views;

import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.state.changelog.ChangelogStateHandle;
import org.apache.flink.runtime.state.changelog.StateChangelogHandleReader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageLoader;
import org.apache.flink.runtime.state.changelog.StateChangelogStorageView;
import org.apache.flink.util.IOUtils;

import com.google.errorprone.annotations.ThreadSafe;
import com.google.errorprone.annotations.concurrent.GuardedBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import static org.apache.flink.util.Preconditions.checkState;

/**
 * The views of one job on one TaskManager, by the kind of storage that wrote a log: a checkpoint
 * that was taken after {@code state.changelog.storage} had been changed refers to logs of several.
 *
 * <p>Thread-safe. Views are opened under a lock, as Flink does: tasks that restore at once share
 * them.
 */
@ThreadSafe
public final class ChangelogStorageViews
        implements StateChangelogStorageView<ChangelogStateHandle> {

    private final Configuration configuration;
    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Map<String, StateChangelogStorageView<?>> byKind = new HashMap<>();

    @GuardedBy("lock")
    private boolean closed;

    private ChangelogStorageViews(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * Views for the job of this handle, to be kept for all its handles; the caller closes them.
     * What the published runtime asks its loader for.
     *
     * @param first of which the kind is opened at once
     * @throws RuntimeException if there is no storage of that kind
     */
    public static StateChangelogStorageView<?> open(
            Configuration configuration, ChangelogStateHandle first) throws IOException {
        ChangelogStorageViews views = new ChangelogStorageViews(configuration);
        views.of(first);
        return views;
    }

    /**
     * The view that reads a handle.
     *
     * @param kept what {@link #open} gave for the job
     * @return not the caller's to close
     * @throws RuntimeException if there is no storage of that kind
     */
    public static StateChangelogStorageView<?> select(
            StateChangelogStorageView<?> kept, ChangelogStateHandle handle) throws IOException {
        return ((ChangelogStorageViews) kept).of(handle);
    }

    private StateChangelogStorageView<?> of(ChangelogStateHandle handle) throws IOException {
        synchronized (lock) {
            checkState(!closed, "The changelog storages of the job were released.");
            String kind = handle.getStorageIdentifier();
            StateChangelogStorageView<?> view = byKind.get(kind);
            if (view == null) {
                view = StateChangelogStorageLoader.loadFromStateHandle(configuration, handle);
                byKind.put(kind, view);
            }
            return view;
        }
    }

    /** Reads handles of every kind. */
    @Override
    public StateChangelogHandleReader<ChangelogStateHandle> createReader() {
        return handle -> reader(of(handle)).getChanges(handle);
    }

    /** The cast holds: a storage reads the handles that name it. */
    @SuppressWarnings("unchecked")
    private static StateChangelogHandleReader<ChangelogStateHandle> reader(
            StateChangelogStorageView<?> view) {
        return (StateChangelogHandleReader<ChangelogStateHandle>) view.createReader();
    }

    /** Closes all of them, whichever fails. Idempotent. */
    @Override
    public void close() throws IOException {
        Map<String, StateChangelogStorageView<?>> opened;
        synchronized (lock) {
            closed = true;
            opened = new HashMap<>(byKind);
            byKind.clear();
        }
        try {
            IOUtils.closeAll(opened.values());
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("A changelog storage could not be closed.", e);
        }
    }
}

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
package org.apache.flink.runtime.changelog.janitor.store;

import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.StateObject;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the janitor does to a store. All methods may block; they are called by the janitor's thread
 * only. None of them retries: what fails is tried again by the next run.
 */
public interface JanitorStore {

    /**
     * The files right in a folder, without those of folders in it. May miss some that are there,
     * and contain some that are not.
     *
     * @return empty if there is no such folder
     */
    List<StoredFile> list(Path folder) throws IOException;

    /**
     * The folders of checkpoints, {@code chk-*}, whether complete or not, in the folder of a job.
     *
     * @return empty if there is no such folder
     */
    List<Path> checkpoints(Path jobFolder) throws IOException;

    /**
     * Whether it can be restored from: killed JobManagers leave folders without metadata.
     *
     * @param checkpoint one of {@link #checkpoints}
     */
    boolean isComplete(Path checkpoint) throws IOException;

    /**
     * What a checkpoint consists of.
     *
     * @param checkpoint one of {@link #checkpoints}
     * @throws java.io.FileNotFoundException if there is no complete checkpoint (any more)
     */
    Collection<? extends StateObject> states(Path checkpoint) throws IOException;

    /**
     * What time it is on the store's clock, as the modification time of a file that is written now
     * and deleted again.
     *
     * @return empty if there is no such folder, or the store does not say
     */
    OptionalLong time(Path folder) throws IOException;

    /**
     * Deletes a file.
     *
     * @return whether it was there, as far as the store knows
     * @throws IOException if it may still be there
     */
    boolean delete(Path file) throws IOException;

    /**
     * Deletes a folder in which there are no files any more, where folders are more than names.
     *
     * @throws IOException if it may still be there
     */
    void deleteEmpty(Path folder) throws IOException;
}

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
package org.apache.flink.state.changelog.local;

import org.apache.flink.runtime.state.LocalSnapshotDirectoryProvider;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Where the wrapped backend writes its local copies: inside of the directory that Flink deletes
 * with the slot, but in none that it deletes before, because there the numbers of checkpoints and
 * of materializations meet.
 *
 * <pre>
 *   {directory of the subtask}/materialized_{hash of the operator}/{attempt}_{id of the materialization}/
 * </pre>
 *
 * <p>Immutable.
 */
final class MaterializationDirectories implements LocalSnapshotDirectoryProvider {

    private static final long serialVersionUID = 1L;

    private static final String FOLDER = "materialized_";

    private final LocalSnapshotDirectoryProvider subtask;
    private final String operator;
    private final String attempt;

    /**
     * @param operator tells apart the operators of a task, and is the same after a restart; may
     *     contain anything
     * @param attempt like no other
     */
    MaterializationDirectories(
            LocalSnapshotDirectoryProvider subtask, String operator, String attempt) {
        this.subtask = subtask;
        this.operator = fileName(operator);
        this.attempt = attempt;
    }

    /**
     * A hash, since a class of the user's may have a name of any length. Without the parallelism,
     * which may change while the slot stays.
     */
    private static String fileName(String operator) {
        String anySubtask = operator.replaceFirst("_\\(\\d+/\\d+\\)$", "");
        return UUID.nameUUIDFromBytes(anySubtask.getBytes(UTF_8)).toString();
    }

    @Override
    public File subtaskSpecificCheckpointDirectory(long materializationId) {
        return new File(
                new File(subtask.subtaskBaseDirectory(materializationId), FOLDER + operator),
                attempt + "_" + materializationId);
    }

    /** All that there are on disk, of earlier attempts, too. */
    List<File> present() {
        List<File> present = new ArrayList<>();
        for (int root = 0; root < subtask.allocationBaseDirsCount(); root++) {
            File[] found =
                    new File(subtask.selectSubtaskBaseDirectory(root), FOLDER + operator)
                            .listFiles();
            if (found != null) {
                present.addAll(List.of(found));
            }
        }
        return present;
    }

    @Override
    public File allocationBaseDirectory(long materializationId) {
        return subtask.allocationBaseDirectory(materializationId);
    }

    @Override
    public File subtaskBaseDirectory(long materializationId) {
        return subtask.subtaskBaseDirectory(materializationId);
    }

    @Override
    public File selectAllocationBaseDirectory(int index) {
        return subtask.selectAllocationBaseDirectory(index);
    }

    @Override
    public File selectSubtaskBaseDirectory(int index) {
        return subtask.selectSubtaskBaseDirectory(index);
    }

    @Override
    public int allocationBaseDirsCount() {
        return subtask.allocationBaseDirsCount();
    }
}

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
package org.apache.flink.state.changelog.materialization;

/**
 * Where the materialization of a backend stands. One at a time.
 *
 * <pre>
 *            ┌────────────────────────────────────────────────────────────────────┐
 *            ▼                                                                    │ due
 *   IDLE ► WAITING ► PREPARING ► SNAPSHOTTING ► UPLOADING ► UPLOADED ► CONFIRMED ─┘
 *    ▲                   │             │             │
 *    └───────────────────┴─────────────┴─────────────┘ failed, or of no use any more
 * </pre>
 *
 * <p>WAITING to UPLOADING end with the backend, whose close takes back what they hold.
 */
public enum MaterializationCycle {
    /** None is under way. */
    IDLE,
    /** One is due, and waits until it is its turn on this TaskManager. */
    WAITING,
    /** The table is made ready on a thread of our own, so that the snapshot finds little to do. */
    PREPARING,
    /** The task thread takes the snapshot. */
    SNAPSHOTTING,
    /** A thread of our own stores it. */
    UPLOADING,
    /** Stored, and the baseline of new checkpoints; none of them is complete yet. */
    UPLOADED,
    /** A complete checkpoint refers to it. Another may start. */
    CONFIRMED;

    boolean mayStart() {
        return this == IDLE || this == CONFIRMED;
    }

    /**
     * The one transition. Legal: IDLE and CONFIRMED → WAITING; WAITING → PREPARING; PREPARING →
     * SNAPSHOTTING, IDLE; SNAPSHOTTING → UPLOADING, IDLE; UPLOADING → UPLOADED, IDLE; UPLOADED →
     * CONFIRMED.
     *
     * @throws IllegalStateException if the move is not legal
     */
    MaterializationCycle to(MaterializationCycle next) {
        if (!isLegal(next)) {
            throw new IllegalStateException(
                    "A materialization cannot go from " + this + " to " + next);
        }
        return next;
    }

    private boolean isLegal(MaterializationCycle next) {
        switch (next) {
            case IDLE:
                return this == PREPARING || this == SNAPSHOTTING || this == UPLOADING;
            case WAITING:
                return mayStart();
            case PREPARING:
                return this == WAITING;
            case SNAPSHOTTING:
                return this == PREPARING;
            case UPLOADING:
                return this == SNAPSHOTTING;
            case UPLOADED:
                return this == UPLOADING;
            case CONFIRMED:
                return this == UPLOADED;
            default:
                return false;
        }
    }
}

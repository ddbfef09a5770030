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
package io.flinkgic.tools.rest;

/** What a source vertex's subtasks emitted in their last attempt. */
public final class SourceAttempt {

    private final int restarts;
    private final long emittedRecords;

    /**
     * @param restarts of the subtask with the most: those that a rescale adds begin at zero
     */
    public SourceAttempt(int restarts, long emittedRecords) {
        this.restarts = restarts;
        this.emittedRecords = emittedRecords;
    }

    /** How many came before, as far as the present JobManager knows. */
    public int restarts() {
        return restarts;
    }

    public long emittedRecords() {
        return emittedRecords;
    }
}

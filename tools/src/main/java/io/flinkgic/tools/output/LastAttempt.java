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
package io.flinkgic.tools.output;

/**
 * What the source itself says it emitted since the job's last restart.
 *
 * <p>Committed rows alone cannot show that their very end is missing; this number can.
 */
public final class LastAttempt {

    private final long checkpoint;
    private final long emitted;

    /**
     * @param checkpoint which it was restored from
     * @param emitted records sent by all source subtasks since
     */
    public LastAttempt(long checkpoint, long emitted) {
        this.checkpoint = checkpoint;
        this.emitted = emitted;
    }

    /**
     * Rows of this attempt name it, and no others do: if an earlier attempt that began with the
     * same checkpoint had committed anything, a later checkpoint would be complete, and restored.
     */
    long checkpoint() {
        return checkpoint;
    }

    long emitted() {
        return emitted;
    }
}

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
package org.apache.flink.state.changelog.schedule;

import org.apache.flink.state.changelog.schedule.MaterializationSlots.Ticket;

import java.util.Optional;
import java.util.Random;

/** A backend of which only the starts and the bytes of its materializations are simulated. */
final class SimulatedSubtask {

    private enum Stage {
        MAY_START,
        WAITING,
        GRANTED,
        UPLOADING,
        UPLOADED
    }

    private final SimulatedStarts starts;
    private final SimulatedUploads uploads;
    private final long stateBytes;
    private final Random random;

    private Stage stage = Stage.MAY_START;
    private Optional<Ticket> ticket = Optional.empty();
    private long leftBytes;

    SimulatedSubtask(
            SimulatedStarts starts, SimulatedUploads uploads, long stateBytes, Random random) {
        this.starts = starts;
        this.uploads = uploads;
        this.stateBytes = stateBytes;
        this.random = random;
    }

    void startIfDue(MaterializationSlots slots, long nowMs) {
        if (stage == Stage.WAITING || stage == Stage.GRANTED || !starts.due(nowMs)) {
            return;
        }
        if (stage != Stage.MAY_START) {
            starts.skipped(nowMs);
            return;
        }
        stage = Stage.WAITING;
        ticket = Optional.of(slots.request(() -> stage = Stage.GRANTED));
    }

    /** The slot may have come from another subtask in between. */
    void beginIfGranted(long nowMs) {
        if (stage == Stage.GRANTED) {
            stage = Stage.UPLOADING;
            leftBytes = (long) (stateBytes * (0.9 + 0.2 * random.nextDouble()));
            starts.started(nowMs);
            uploads.started();
        }
    }

    /** Returns the bytes that were sent. */
    long upload(long tickMs) {
        if (stage != Stage.UPLOADING) {
            return 0;
        }
        long sent = leftBytes == 0 ? 0 : uploads.send(leftBytes, tickMs);
        leftBytes -= sent;
        if (leftBytes == 0 && uploads.finish()) {
            stage = Stage.UPLOADED;
            ticket.ifPresent(Ticket::close);
        }
        return sent;
    }

    void checkpointCompleted(long nowMs) {
        if (stage == Stage.UPLOADED) {
            stage = Stage.MAY_START;
            starts.confirmed(nowMs);
        }
    }

    void close() {
        ticket.ifPresent(Ticket::close);
        uploads.close();
    }
}

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
package io.flinkgic.examples;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * Says that time has come to the multiples of a step, when records that are in order come to them.
 *
 * <p>Watermarks that follow the clock, as Flink's own do, leave open what has fired when a job is
 * stopped. These follow from the records alone. They stay one millisecond behind, so that a record
 * at the end of a session always comes before the watermark that ends it.
 */
final class SteppedWatermarks<T> implements WatermarkGenerator<T> {

    private static final long BEHIND_MS = 2;

    private final long stepMs;
    private long reachedMs;

    SteppedWatermarks(long stepMs) {
        this.stepMs = stepMs;
    }

    @Override
    public void onEvent(T event, long timeMs, WatermarkOutput output) {
        if (timeMs >= reachedMs + stepMs) {
            reachedMs = timeMs - timeMs % stepMs;
            output.emitWatermark(new Watermark(reachedMs - BEHIND_MS));
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
}

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
package io.flinkgic.tools.stage;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;

/** Tells the audience what happens, with the time since the beginning. */
public final class Narrator {

    private final PrintWriter out;
    private final Clock clock;
    private final long startMs;

    public Narrator(PrintWriter out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.startMs = clock.millis();
    }

    public void tell(String format, Object... arguments) {
        double seconds = (clock.millis() - startMs) / 1000.0;
        out.printf(
                Locale.ROOT,
                "[%5.1f s] %s%n",
                seconds,
                String.format(Locale.ROOT, format, arguments));
        out.flush();
    }

    /** A line, or several, without the time. */
    public void print(String text) {
        out.println(text);
        out.flush();
    }

    public long startMs() {
        return startMs;
    }
}

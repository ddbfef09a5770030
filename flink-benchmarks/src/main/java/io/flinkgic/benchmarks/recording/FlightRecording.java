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
package io.flinkgic.benchmarks.recording;

import jdk.jfr.Configuration;
import jdk.jfr.Recording;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Instant;

/** What this process is busy with, by the JVM's Flight Recorder. Belongs to one thread. */
public final class FlightRecording {

    private final Recording recording;

    private FlightRecording(Recording recording) {
        this.recording = recording;
    }

    /** With the JVM's own settings for profiling: a sample of each busy thread in some 10 ms. */
    public static FlightRecording start() throws IOException {
        try {
            Recording recording = new Recording(Configuration.getConfiguration("profile"));
            recording.start();
            return new FlightRecording(recording);
        } catch (ParseException e) {
            throw new IOException("the JVM's settings for profiling", e);
        }
    }

    /**
     * Ends it and writes {@code NAME.jfr}, for tools, and {@code NAME.md}, for readers.
     *
     * @param name of the files; they must not exist
     * @param from what was before is only in the file for tools
     * @param to what was after it, too
     */
    public void write(Path folder, String name, Instant from, Instant to) throws IOException {
        recording.stop();
        Files.createDirectories(folder);
        Path file = folder.resolve(name + ".jfr");
        recording.dump(file);
        recording.close();
        Files.writeString(
                folder.resolve(name + ".md"), HotMethods.read(file, from, to).markdown(name));
    }
}

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

import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which threads ran, which methods they were in, and who allocated. Belongs to one thread. */
final class HotMethods {

    private static final int SHOWN = 15;

    /** And ids: what the threads of one pool, or the subtasks of one task, differ in. */
    private static final Pattern NUMBERS = Pattern.compile("[0-9a-f]{8,}|\\d+");

    private final Shares threads = new Shares();
    private final Shares methods = new Shares();
    private final Shares callers = new Shares();
    private final Shares natives = new Shares();
    private final Shares allocators = new Shares();

    private HotMethods() {}

    static HotMethods read(Path recording, Instant from, Instant to) throws IOException {
        HotMethods hot = new HotMethods();
        try (RecordingFile events = new RecordingFile(recording)) {
            while (events.hasMoreEvents()) {
                RecordedEvent event = events.readEvent();
                if (!event.getStartTime().isBefore(from) && !event.getStartTime().isAfter(to)) {
                    hot.add(event);
                }
            }
        }
        return hot;
    }

    private void add(RecordedEvent event) {
        switch (event.getEventType().getName()) {
            case "jdk.ExecutionSample":
                addRunning(event);
                break;
            case "jdk.NativeMethodSample":
                addNative(event);
                break;
            case "jdk.ObjectAllocationSample":
                addAllocation(event);
                break;
            default:
                // of no interest here
        }
    }

    private void addRunning(RecordedEvent event) {
        threads.add(List.of(thread(event, "sampledThread")), 1);
        List<RecordedFrame> frames = frames(event);
        if (!frames.isEmpty()) {
            methods.add(List.of(name(frames.get(0))), 1);
            callers.add(ofProject(frames), 1);
        }
    }

    /** Threads that wait are in native methods, too, but not in those of RocksDB. */
    private void addNative(RecordedEvent event) {
        List<RecordedFrame> frames = frames(event);
        if (!frames.isEmpty() && name(frames.get(0)).startsWith("org.rocksdb.")) {
            natives.add(List.of(name(frames.get(0))), 1);
        }
    }

    private void addAllocation(RecordedEvent event) {
        List<RecordedFrame> frames = frames(event);
        if (!frames.isEmpty()) {
            allocators.add(List.of(name(frames.get(0))), event.getLong("weight"));
        }
    }

    /** Each method once, however often it calls itself. */
    private static Set<String> ofProject(Collection<RecordedFrame> frames) {
        Set<String> names = new LinkedHashSet<>();
        for (RecordedFrame frame : frames) {
            String name = name(frame);
            if (name.contains(".changelog.")) {
                names.add(name);
            }
        }
        return names;
    }

    private static List<RecordedFrame> frames(RecordedEvent event) {
        return event.getStackTrace() == null ? List.of() : event.getStackTrace().getFrames();
    }

    private static String name(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        return method.getType().getName() + "." + method.getName();
    }

    private static String thread(RecordedEvent event, String field) {
        RecordedThread thread = event.getThread(field);
        String name = thread == null ? null : thread.getJavaName();
        return name == null ? "not of Java" : NUMBERS.matcher(name).replaceAll("N");
    }

    String markdown(String title) {
        return "# "
                + title
                + "\n"
                + threads.table("Threads", "samples of running threads", SHOWN)
                + methods.table("Methods", "samples at the top", SHOWN)
                + callers.table(
                        "Methods of a changelog", "samples in it or what it calls", 2 * SHOWN)
                + natives.table("Methods of RocksDB", "samples in native code", SHOWN)
                + allocators.table("Allocation", "bytes", SHOWN);
    }
}

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
package io.flinkgic.benchmarks.store;

import org.apache.flink.changelog.testkit.objectstore.RequestKind;
import org.apache.flink.changelog.testkit.objectstore.StoreMeter;
import org.apache.flink.configuration.Configuration;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Where checkpoints and the log of a measured job are, and what happens there. */
public interface MeasuredStore extends Closeable {

    /** All of it; ends with a slash. */
    URI root();

    /**
     * Makes Flink's file systems of this process, among them that of {@link #root()}.
     *
     * @param configuration with what this needs to be known added
     */
    void install(Configuration configuration) throws IOException;

    /** Bytes, by the second. */
    StoreMeter meter();

    /** Since the beginning. */
    Map<RequestKind, Long> requests() throws IOException;

    /** Alive now. */
    long objects();
}

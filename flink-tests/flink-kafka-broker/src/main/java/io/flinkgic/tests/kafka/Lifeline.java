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
package io.flinkgic.tests.kafka;

import java.io.IOException;
import java.io.InputStream;

/**
 * The standard input: a pipe from whoever started this process, through which nothing is ever sent.
 * It ends when its owner closes it, or with its owner, however that ends.
 */
final class Lifeline {

    private Lifeline() {}

    /** Ends this process at once with its owner. */
    static void endWithOwner() {
        watch(System.in, () -> Runtime.getRuntime().halt(0));
    }

    /**
     * @param ended is run by a thread of its own when the stream ends
     */
    static void watch(InputStream stream, Runnable ended) {
        Thread watch =
                new Thread(
                        () -> {
                            awaitEnd(stream);
                            ended.run();
                        },
                        "lifeline");
        watch.setDaemon(true);
        watch.start();
    }

    private static void awaitEnd(InputStream stream) {
        try {
            while (stream.read() >= 0) {
                // nothing is ever sent
            }
        } catch (IOException e) {
            // as good as its end
        }
    }
}

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
package io.flinkgic.benchmarks.campaign;

import java.io.IOException;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Ends this process with its owner, however that ends, or when it hangs. */
final class Lifeline {

    private Lifeline() {}

    /** The standard input is a pipe from the owner, through which nothing is sent. */
    static void watch(Duration limit) {
        Thread watch = new Thread(Lifeline::awaitEndOfOwner, "lifeline");
        watch.setDaemon(true);
        watch.start();
        new Timer("limit", true)
                .schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                System.err.println("not done within " + limit);
                                Runtime.getRuntime().halt(1);
                            }
                        },
                        limit.toMillis());
    }

    private static void awaitEndOfOwner() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever sent
            }
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(1);
    }
}

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
package io.flinkgic.tests.s3;

import java.io.IOException;

/**
 * What the server's process runs: the server, until whoever started it is gone. Its standard input
 * is a pipe from there, which ends with that process, however it ends.
 */
public final class S3ServerProcess {

    private S3ServerProcess() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        Thread watch = new Thread(S3ServerProcess::endWithStandardInput, "end-with-parent");
        watch.setDaemon(true);
        watch.start();
        // By name: the server is on the class path of its own process only.
        Class.forName("org.gaul.s3proxy.Main")
                .getMethod("main", String[].class)
                .invoke(null, (Object) args);
    }

    private static void endWithStandardInput() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever sent
            }
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(0);
    }
}

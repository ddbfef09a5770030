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
package io.flinkgic.tests.job;

import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.sink.RichSinkFunction;

/** Hands each line to the test; not transactional. */
@SuppressWarnings("deprecation") // the plainest sink there is
final class ObservingSink extends RichSinkFunction<String> {
    private static final long serialVersionUID = 1L;

    private final String observerId;
    private transient Observer observer;

    ObservingSink(String observerId) {
        this.observerId = observerId;
    }

    @Override
    public void open(OpenContext context) {
        observer = Observer.of(observerId);
    }

    @Override
    public void invoke(String line, Context context) {
        observer.output(line);
    }
}

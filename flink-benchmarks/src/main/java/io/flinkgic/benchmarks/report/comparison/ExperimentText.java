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
package io.flinkgic.benchmarks.report.comparison;

import java.util.List;

/** What a reader is told about an experiment, beside what its runs came to. Immutable. */
public final class ExperimentText {

    private final String id;
    private final String title;
    private final String measured;
    private final List<DocumentedChange> documented;

    /**
     * @param id that of the records of its runs
     * @param measured a few sentences, as plain text
     */
    public ExperimentText(
            String id, String title, String measured, List<DocumentedChange> documented) {
        this.id = id;
        this.title = title;
        this.measured = measured;
        this.documented = List.copyOf(documented);
    }

    public String id() {
        return id;
    }

    String title() {
        return title;
    }

    String measured() {
        return measured;
    }

    List<DocumentedChange> documented() {
        return documented;
    }
}

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
package org.apache.flink.state.changelog;

import org.apache.flink.state.changelog.materialization.BackendMaterialization;
import org.apache.flink.state.changelog.materialization.MaterializationManager;
import org.apache.flink.state.changelog.materialization.StateMaterializer;

import java.util.Optional;

/** What materializes the state of one backend. Immutable. */
final class WiredMaterialization {

    private final StateMaterializer materializer;
    private final BackendMaterialization target;
    private final Optional<MaterializationManager> manager;

    WiredMaterialization(
            StateMaterializer materializer,
            BackendMaterialization target,
            Optional<MaterializationManager> manager) {
        this.materializer = materializer;
        this.target = target;
        this.manager = manager;
    }

    StateMaterializer materializer() {
        return materializer;
    }

    BackendMaterialization target() {
        return target;
    }

    /** Absent if it is switched off: then only checkpoints that must be one materialize. */
    Optional<MaterializationManager> manager() {
        return manager;
    }
}

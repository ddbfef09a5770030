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
package org.apache.flink.state.changelog.materialization;

import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.SnapshotResult;

/** The side of the backend. All methods on the task thread. */
public interface MaterializationTarget {

    /**
     * Takes the snapshot, which is short; storing it is the caller's.
     *
     * @throws Exception if the wrapped backend cannot take one; nothing has started then
     */
    MaterializationStart beginMaterialization() throws Exception;

    /**
     * It is stored. Takes ownership of the result, unless it returns false.
     *
     * @return false if a younger one is there already: the result is of no use
     */
    boolean materialized(Materialization materialization, SnapshotResult<KeyedStateHandle> stored)
            throws Exception;

    /** It could not be stored. */
    void materializationFailed(Materialization materialization) throws Exception;
}

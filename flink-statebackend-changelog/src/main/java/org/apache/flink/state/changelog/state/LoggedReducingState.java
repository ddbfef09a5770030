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
package org.apache.flink.state.changelog.state;

import org.apache.flink.api.common.functions.ReduceFunction;
import org.apache.flink.runtime.state.internal.InternalReducingState;

/** Reduces by the function of the user. Task thread only. */
final class LoggedReducingState<K, N, V>
        extends LoggedCombiningState<K, N, V, V, V, InternalReducingState<K, N, V>>
        implements InternalReducingState<K, N, V> {

    private final ReduceFunction<V> function;

    LoggedReducingState(
            InternalReducingState<K, N, V> table,
            StateChanges<K, N> changes,
            ReduceFunction<V> function) {
        super(table, changes);
        this.function = function;
    }

    @Override
    V combine(V stored, V added) throws Exception {
        return stored == null ? added : function.reduce(stored, added);
    }
}

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
package org.apache.flink.state.changelog.table;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.RegisteredKeyValueStateBackendMetaInfo;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.runtime.state.heap.StateTable;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What schemas the restored values of a wrapped backend's states have. There is no access to them
 * but by reflection; of other backends than Flink's two nothing is known. Stateless; task thread
 * only.
 */
public final class RegisteredSchemas {

    private RegisteredSchemas() {}

    /**
     * Whether a state was restored whose values must be migrated to the schema with which it is
     * registered now.
     */
    public static boolean hasChanged(AbstractKeyedStateBackend<?> backend, String state) {
        return of(backend, state).map(RegisteredSchemas::hasChanged).orElse(false);
    }

    private static <V> boolean hasChanged(RegisteredKeyValueStateBackendMetaInfo<?, V> state) {
        TypeSerializerSnapshot<V> restored = state.getPreviousStateSerializerSnapshot();
        return restored != null
                && state.getStateSerializer()
                        .snapshotConfiguration()
                        .resolveSchemaCompatibility(restored)
                        .isCompatibleAfterMigration();
    }

    /**
     * Whether a state is there that was restored, or created by a replay, with the schema of this
     * serializer, which was restored, too.
     */
    public static boolean isRestoredWith(
            TypeSerializer<?> serializer, AbstractKeyedStateBackend<?> backend, String state)
            throws IOException {
        Optional<RegisteredKeyValueStateBackendMetaInfo<?, ?>> found = of(backend, state);
        if (!found.isPresent()) {
            return false;
        }
        return found.get().getPreviousStateSerializerSnapshot() != null
                && Arrays.equals(
                        schema(found.get().getPreviousStateSerializer()), schema(serializer));
    }

    /**
     * Of both from the serializer: what a snapshot of one says may not be what it was read from.
     */
    private static byte[] schema(TypeSerializer<?> restored) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, restored.snapshotConfiguration());
        return out.getCopyOfBuffer();
    }

    private static Optional<RegisteredKeyValueStateBackendMetaInfo<?, ?>> of(
            AbstractKeyedStateBackend<?> backend, String state) {
        Object found = null;
        if (backend.getClass() == HeapKeyedStateBackend.class) {
            found = BackendInternals.field(backend, "registeredKVStates", Map.class).get(state);
            found = found == null ? null : ((StateTable<?, ?, ?>) found).getMetaInfo();
        } else if (BackendInternals.isRocksDb(backend)) {
            found = BackendInternals.field(backend, "kvStateInformation", Map.class).get(state);
            found = found == null ? null : BackendInternals.field(found, "metaInfo", Object.class);
        }
        return found instanceof RegisteredKeyValueStateBackendMetaInfo
                ? Optional.of((RegisteredKeyValueStateBackendMetaInfo<?, ?>) found)
                : Optional.empty();
    }
}

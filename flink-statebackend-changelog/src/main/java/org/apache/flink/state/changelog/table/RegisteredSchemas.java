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

import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.AbstractKeyedStateBackend;
import org.apache.flink.runtime.state.RegisteredKeyValueStateBackendMetaInfo;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.runtime.state.heap.StateTable;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * What schemas the restored values of a wrapped backend's states have. There is no access to them
 * but by reflection; of other backends than Flink's two nothing is known. Stateless; task thread
 * only.
 */
public final class RegisteredSchemas {

    private static final Logger LOG = LoggerFactory.getLogger(RegisteredSchemas.class);

    /** Maybe with the last byte of its length in front. */
    private static final Pattern NAME_OF_CLASS = Pattern.compile("[\\w$]+(\\.[\\w$]+)+");

    private static final Pattern FLINKS_OWN =
            Pattern.compile("org\\.apache\\.flink\\.(api|runtime\\.state\\.ttl)\\..*");

    private RegisteredSchemas() {}

    /** What it comes to when a state is registered with a serializer that a log has. */
    public enum Registration {
        /** The backend finds the state new, or its values as they are to be, or refuses. */
        ORDINARY,
        /** The backend migrates the values that it has. */
        MIGRATION,
        /**
         * The values are as they are to be, but the restored serializer cannot be compared; see
         * {@link KnownSerializer}.
         */
        KNOWN
    }

    /**
     * @param logged the serializer of the log
     * @param userCode with which it was read
     */
    public static Registration registration(
            AbstractKeyedStateBackend<?> backend,
            String state,
            TypeSerializerSnapshot<?> logged,
            ClassLoader userCode) {
        TypeSerializerSnapshot<?> restored =
                of(backend, state)
                        .map(found -> found.getPreviousStateSerializerSnapshot())
                        .orElse(null);
        if (restored == null) {
            return Registration.ORDINARY;
        }
        try {
            TypeSerializerSchemaCompatibility<?> result =
                    resolve(logged.restoreSerializer().snapshotConfiguration(), restored);
            if (!result.isIncompatible()) {
                return result.isCompatibleAfterMigration()
                        ? Registration.MIGRATION
                        : Registration.ORDINARY;
            }
        } catch (RuntimeException e) {
            LOG.debug("The schema of state {} in a log cannot be compared.", state, e);
        }
        return isKnown(logged, restored, userCode) ? Registration.KNOWN : Registration.ORDINARY;
    }

    /**
     * Only of Flink's own serializers, of which a restored one writes what it reads. One of Avro,
     * for example, writes the new schema.
     */
    private static boolean isKnown(
            TypeSerializerSnapshot<?> logged,
            TypeSerializerSnapshot<?> restored,
            ClassLoader userCode) {
        try {
            String there = written(restored);
            // What was restored once and written again names removed fields in another way.
            boolean same =
                    there.equals(written(logged))
                            || there.equals(
                                    written(logged.restoreSerializer().snapshotConfiguration()));
            return same && areFlinksOwn(there, userCode);
        } catch (IOException | RuntimeException e) {
            LOG.debug("Snapshot {} cannot be written.", logged, e);
            return false;
        }
    }

    /** All the serializers whose snapshots are in this one. */
    private static boolean areFlinksOwn(String snapshot, ClassLoader userCode) {
        Matcher names = NAME_OF_CLASS.matcher(snapshot);
        while (names.find()) {
            String name = names.group();
            if (isForeign(name, userCode) || isForeign(name.substring(1), userCode)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isForeign(String name, ClassLoader userCode) {
        try {
            return TypeSerializerSnapshot.class.isAssignableFrom(
                            Class.forName(name, false, userCode))
                    && !FLINKS_OWN.matcher(name).matches();
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // not the name of a class
        }
    }

    private static String written(TypeSerializerSnapshot<?> snapshot) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        TypeSerializerSnapshot.writeVersionedSnapshot(out, snapshot);
        return new String(out.getCopyOfBuffer(), ISO_8859_1);
    }

    /**
     * Whether a state was restored whose values must be migrated to the schema with which it is
     * registered now; also if that cannot be told.
     */
    public static boolean hasChanged(AbstractKeyedStateBackend<?> backend, String state) {
        return of(backend, state).map(RegisteredSchemas::hasChanged).orElse(false);
    }

    private static boolean hasChanged(RegisteredKeyValueStateBackendMetaInfo<?, ?> state) {
        TypeSerializerSnapshot<?> restored = state.getPreviousStateSerializerSnapshot();
        try {
            return restored != null
                    && resolve(state.getStateSerializer().snapshotConfiguration(), restored)
                            .isCompatibleAfterMigration();
        } catch (RuntimeException e) {
            LOG.warn("The schemas of state {} cannot be compared.", state.getName(), e);
            return true;
        }
    }

    /** The cast holds unless the snapshots are incompatible, which they tell by themselves. */
    @SuppressWarnings("unchecked")
    private static <T> TypeSerializerSchemaCompatibility<T> resolve(
            TypeSerializerSnapshot<T> now, TypeSerializerSnapshot<?> before) {
        return now.resolveSchemaCompatibility((TypeSerializerSnapshot<T>) before);
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

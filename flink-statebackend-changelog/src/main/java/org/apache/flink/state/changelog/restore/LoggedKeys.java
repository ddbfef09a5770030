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
package org.apache.flink.state.changelog.restore;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.util.StateMigrationException;

/** Whether the keys of a log fit those of the job. Pure. */
final class LoggedKeys {

    private LoggedKeys() {}

    /**
     * Checks the key serializer of the job against that of a log.
     *
     * @return the one to go on with: the job's, or what it becomes when it sees the log's
     * @throws StateMigrationException if keys that the log has would not be keys of the job
     */
    static <K> TypeSerializer<K> resolve(
            TypeSerializer<K> registered, TypeSerializerSnapshot<K> logged)
            throws StateMigrationException {
        TypeSerializerSchemaCompatibility<K> compatibility =
                registered.snapshotConfiguration().resolveSchemaCompatibility(logged);
        if (compatibility.isIncompatible() || compatibility.isCompatibleAfterMigration()) {
            throw new StateMigrationException(
                    "The new key serializer ("
                            + registered
                            + ") must be compatible with the key serializer of the log ("
                            + logged
                            + ").");
        }
        return compatibility.isCompatibleWithReconfiguredSerializer()
                ? compatibility.getReconfiguredSerializer()
                : registered;
    }
}

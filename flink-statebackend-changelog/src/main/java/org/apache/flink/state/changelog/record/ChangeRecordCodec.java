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
package org.apache.flink.state.changelog.record;

import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshotSerializationUtil;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshotReadersWriters;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import static org.apache.flink.util.Preconditions.checkArgument;

/**
 * The layout of records, format version 1. Writing and reading stand side by side.
 *
 * <pre>
 * metadata : u1 operation = 0 | u4 magic "GICC" | u1 version | u2 state id
 *            | snapshot of the key serializer | u4 version of the state snapshot | state snapshot
 * keyed    : u1 operation     | u2 state id | key | namespace | payload
 * queue    : u1 operation     | u2 state id | element
 *
 * payload  : SET                value: that of a list is u4 count | elements, of a map u4 count | entries
 *            LIST_ADD_ALL       u4 count | elements
 *            LIST_ADD           element
 *            MAP_PUT            entry       entry: map key | u1 value is null | value unless null
 *            MAP_PUT_ALL        u4 count | entries
 *            MAP_REMOVE         map key
 *            LIST_MERGE         u4 count | source namespaces     (namespace: the target)
 *            CLEAR              nothing
 * </pre>
 *
 * <p>Numbers are big-endian. A record carries neither length nor checksum: the segment does, and it
 * also carries the key group. A count is checked against the bytes that are left before anything is
 * allocated for it. Stateless; the caller's thread owns the views and serializers.
 */
public final class ChangeRecordCodec {

    /** "GICC". Stock Flink's metadata never has these bytes here. */
    static final int MAGIC = 0x47494343;

    static final int VERSION = 1;

    /** Of Flink, whose writer is used. */
    static final int STATE_SNAPSHOT_VERSION = 7;

    private static final int MAX_STATE_ID = 0xFFFF;

    /** So many elements may take no byte at all, as those of an empty type do. */
    private static final int MAX_EMPTY_ELEMENTS = 1 << 20;

    /** Whether the value is null; keys may be empty. */
    private static final int MIN_ENTRY_BYTES = 1;

    /** A name and a value, each at least its length. */
    private static final int MIN_OPTION_BYTES = 4;

    /** The length of its name, and its version. */
    private static final int MIN_SNAPSHOT_BYTES = 6;

    private ChangeRecordCodec() {}

    static int checkStateId(int stateId) {
        checkArgument(
                stateId >= 0 && stateId <= MAX_STATE_ID,
                "State id %s is outside 0 to %s.",
                stateId,
                MAX_STATE_ID);
        return stateId;
    }

    // ------------------------------------------------------------------------------ header

    static void writeHeader(DataOutputView out, ChangeOperation operation, int stateId)
            throws IOException {
        out.writeByte(operation.code());
        out.writeShort(stateId);
    }

    /** Reads the first byte of any record. */
    public static ChangeOperation readOperation(DataInputView in) throws IOException {
        return ChangeOperation.ofCode(in.readUnsignedByte());
    }

    /** Follows {@link #readOperation} in every record but metadata. */
    public static int readStateId(DataInputView in) throws IOException {
        return in.readUnsignedShort();
    }

    // ---------------------------------------------------------------------------- metadata

    static void writeMetadata(DataOutputView out, StateMetadata metadata) throws IOException {
        out.writeByte(ChangeOperation.METADATA.code());
        out.writeInt(MAGIC);
        out.writeByte(VERSION);
        out.writeShort(metadata.stateId());
        TypeSerializerSnapshot.writeVersionedSnapshot(out, metadata.keySerializer());
        out.writeInt(STATE_SNAPSHOT_VERSION);
        StateMetaInfoSnapshotReadersWriters.getWriter()
                .writeStateMetaInfoSnapshot(metadata.state(), out);
    }

    /**
     * Reads a whole metadata record, from its first byte.
     *
     * @throws UnknownRecordFormatException if another program or version wrote it
     */
    public static StateMetadata readMetadata(DataInputDeserializer in, ClassLoader userCode)
            throws IOException {
        int operation = in.readUnsignedByte();
        int magic = operation == ChangeOperation.METADATA.code() ? in.readInt() : 0;
        if (magic != MAGIC) {
            throw new UnknownRecordFormatException("no metadata of a known format");
        }
        int version = in.readUnsignedByte();
        if (version != VERSION) {
            throw new UnknownRecordFormatException(
                    "record format version " + version + " (known: " + VERSION + ")");
        }
        int stateId = in.readUnsignedShort();
        TypeSerializerSnapshot<?> key = TypeSerializerSnapshot.readVersionedSnapshot(in, userCode);
        int stateVersion = in.readInt();
        if (stateVersion != STATE_SNAPSHOT_VERSION) {
            throw new UnknownRecordFormatException(
                    "a state snapshot of version " + Integer.toUnsignedString(stateVersion));
        }
        return new StateMetadata(stateId, key, readState(in, userCode));
    }

    /** As Flink's own reader does, which believes any count and allocates for it. */
    private static StateMetaInfoSnapshot readState(DataInputDeserializer in, ClassLoader userCode)
            throws IOException {
        String name = in.readUTF();
        StateMetaInfoSnapshot.BackendStateType[] kinds =
                StateMetaInfoSnapshot.BackendStateType.values();
        int kind = in.readInt();
        if (kind < 0 || kind >= kinds.length) {
            throw new CorruptChangeException("kind of state", "0 to " + (kinds.length - 1), kind);
        }
        Map<String, String> options = new HashMap<>();
        for (int left = readCount(in, MIN_OPTION_BYTES, 0); left > 0; left--) {
            options.put(in.readUTF(), in.readUTF());
        }
        Map<String, TypeSerializerSnapshot<?>> serializers = new HashMap<>();
        for (int left = readCount(in, MIN_SNAPSHOT_BYTES, 0); left > 0; left--) {
            serializers.put(
                    in.readUTF(),
                    TypeSerializerSnapshotSerializationUtil.readSerializerSnapshot(in, userCode));
        }
        return new StateMetaInfoSnapshot(name, kinds[kind], options, serializers);
    }

    // --------------------------------------------------------------------------- map entry

    public static <UK, UV> void writeEntry(
            DataOutputView out,
            UK key,
            UV value,
            TypeSerializer<UK> keySerializer,
            TypeSerializer<UV> valueSerializer)
            throws IOException {
        keySerializer.serialize(key, out);
        out.writeBoolean(value == null);
        if (value != null) {
            valueSerializer.serialize(value, out);
        }
    }

    /** Reads one entry into {@code target}; the value may be null. */
    public static <UK, UV> void readEntry(
            DataInputView in,
            Map<UK, UV> target,
            TypeSerializer<UK> keySerializer,
            TypeSerializer<UV> valueSerializer)
            throws IOException {
        UK key = keySerializer.deserialize(in);
        boolean isNull = in.readBoolean();
        target.put(key, isNull ? null : valueSerializer.deserialize(in));
    }

    public static <UK, UV> void writeEntries(
            DataOutputView out,
            Map<UK, UV> entries,
            TypeSerializer<UK> keySerializer,
            TypeSerializer<UV> valueSerializer)
            throws IOException {
        out.writeInt(entries.size());
        for (Map.Entry<UK, UV> entry : entries.entrySet()) {
            writeEntry(out, entry.getKey(), entry.getValue(), keySerializer, valueSerializer);
        }
    }

    public static <UK, UV> Map<UK, UV> readEntries(
            DataInputDeserializer in,
            TypeSerializer<UK> keySerializer,
            TypeSerializer<UV> valueSerializer)
            throws IOException {
        int count = readCount(in, MIN_ENTRY_BYTES, 0);
        Map<UK, UV> entries = new HashMap<>(1 + count / 3 * 4);
        for (int i = 0; i < count; i++) {
            readEntry(in, entries, keySerializer, valueSerializer);
        }
        return entries;
    }

    // ---------------------------------------------------------------------------- elements

    /**
     * Writes a list as its serializer does.
     *
     * @throws IOException if {@link #readElements} would refuse it: before anything is written
     */
    public static <T> void writeElements(
            DataOutputView out, List<T> elements, TypeSerializer<List<T>> listSerializer)
            throws IOException {
        if (elements.size() > MAX_EMPTY_ELEMENTS) {
            requireBytes(elements, listSerializer);
        }
        listSerializer.serialize(elements, out);
    }

    private static <T> void requireBytes(List<T> elements, TypeSerializer<List<T>> listSerializer)
            throws IOException {
        DataOutputViewStreamWrapper counted =
                new DataOutputViewStreamWrapper(OutputStream.nullOutputStream());
        listSerializer.serialize(elements, counted);
        int elementBytes = counted.size() - Integer.BYTES;
        if (elementBytes < elements.size()) {
            throw new IOException(
                    String.format(
                            "A list of %d elements is serialized in %d bytes. Of elements that take"
                                    + " no byte the changelog can hold %d in one change.",
                            elements.size(), elementBytes, MAX_EMPTY_ELEMENTS));
        }
    }

    /** Reads what {@link #writeElements} wrote, or {@link #writeNamespaces}. */
    public static <T> List<T> readElements(DataInputDeserializer in, TypeSerializer<T> serializer)
            throws IOException {
        int count = readCount(in, 1, MAX_EMPTY_ELEMENTS);
        List<T> elements = new ArrayList<>(Math.min(count, in.available()));
        for (int i = 0; i < count; i++) {
            elements.add(serializer.deserialize(in));
        }
        return elements;
    }

    /** Null sources are left out: they move nothing. */
    public static <N> void writeNamespaces(
            DataOutputView out, Collection<N> namespaces, TypeSerializer<N> serializer)
            throws IOException {
        int count = 0;
        for (N namespace : namespaces) {
            count += namespace == null ? 0 : 1;
        }
        out.writeInt(count);
        for (N namespace : namespaces) {
            if (namespace != null) {
                serializer.serialize(namespace, out);
            }
        }
    }

    /**
     * Reads how many of something follow, before anything is allocated for them.
     *
     * @param minBytes that each of them takes
     * @param possible so many may be there although there are not the bytes for them
     */
    private static int readCount(DataInputDeserializer in, int minBytes, int possible)
            throws IOException {
        int count = in.readInt();
        int max = Math.max(in.available() / minBytes, possible);
        if (count < 0 || count > max) {
            throw new CorruptChangeException("count", "0 to " + max, count);
        }
        return count;
    }
}

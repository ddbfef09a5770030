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

import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.MapSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.runtime.state.RegisteredKeyValueStateBackendMetaInfo;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.util.InstantiationUtil;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Records whose checksums are right and whose content is not: made by somebody who means harm. Each
 * count and each version of ours is tried; what is inside of a serializer snapshot, a key or a
 * value is Flink's and the user's to read.
 */
class CraftedRecordTest {

    /** More than what is allocated for an error, and far less than for the counts below. */
    private static final long MAX_BYTES = 1 << 20;

    /** {@code 0 | magic | version | state id}. */
    private static final int KEY_SERIALIZER_AT = 8;

    private static final ClassLoader USER_CODE = CraftedRecordTest.class.getClassLoader();

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final DataOutputSerializer out = new DataOutputSerializer(64);

    /** What is loaded when it is first used is not what is counted. */
    @BeforeEach
    void readWhatWasWritten() throws Exception {
        StateMetadata read = readMetadata(metadata());
        assertThat(read.state().getName()).isEqualTo("count");
        assertThat(refusal(() -> readMetadata(with(stateAt() + Integer.BYTES + 7, -1))))
                .isInstanceOf(CorruptChangeException.class);
        Gadget.TOUCHED.set(false);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, 1 << 20})
    void countsOfMetadataAreNotBelievedBeforeTheirBytesAreThere(int count) throws Exception {
        int kindAt = stateAt() + Integer.BYTES + 2 + "count".length();
        int optionsAt = kindAt + Integer.BYTES;
        int serializersAt = optionsAt + Integer.BYTES + optionBytes();
        for (int at : new int[] {kindAt, optionsAt, serializersAt}) {
            byte[] crafted = with(at, count);
            assertThat(refusal(() -> readMetadata(crafted)))
                    .as("at %s", at)
                    .isInstanceOf(CorruptChangeException.class)
                    .hasMessageContaining(String.valueOf(count));
        }
    }

    /** Older ones had serializers as Java objects. */
    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, 0, 1, 2, 3, 4, 5, 6, 8, Integer.MAX_VALUE})
    void stateSnapshotsOfAnotherVersionAreNotRead(int version) throws Exception {
        byte[] crafted = with(stateAt(), version);
        assertThat(refusal(() -> readMetadata(crafted)))
                .isInstanceOf(UnknownRecordFormatException.class)
                .hasMessageContaining("state snapshot of version");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 30, (1 << 20) + 1})
    void countsOfPayloadsAreNotBelievedBeforeTheirBytesAreThere(int count) throws Exception {
        out.writeInt(count);
        out.write(new byte[100]);
        byte[] crafted = out.getCopyOfBuffer();
        assertThat(refusal(() -> elements(crafted, LongSerializer.INSTANCE)))
                .isInstanceOf(CorruptChangeException.class);
        assertThat(refusal(() -> elements(crafted, new EmptySerializer())))
                .isInstanceOf(CorruptChangeException.class);
        assertThat(
                        refusal(
                                () ->
                                        ChangeRecordCodec.readEntries(
                                                new DataInputDeserializer(crafted),
                                                new EmptySerializer(),
                                                new EmptySerializer())))
                .isInstanceOf(CorruptChangeException.class);
    }

    @Test
    void aCountThatItsBytesAreTooFewForEndsAtTheirEnd() throws Exception {
        out.writeInt(100);
        out.write(new byte[100]);
        byte[] crafted = out.getCopyOfBuffer();
        assertThat(refusal(() -> elements(crafted, LongSerializer.INSTANCE)))
                .isInstanceOf(IOException.class);
    }

    /** There are types without content, and lists of them are no harm. */
    @Test
    void elementsOfNoBytesAreRead() throws Exception {
        new ListSerializer<>(new EmptySerializer()).serialize(Collections.nCopies(1000, 0L), out);
        assertThat(elements(out.getCopyOfBuffer(), new EmptySerializer())).hasSize(1000);
    }

    @Test
    void whatFlinksSerializersOfListsAndMapsWriteIsRead() throws Exception {
        List<String> list = Arrays.asList("a", "", "b");
        new ListSerializer<>(StringSerializer.INSTANCE).serialize(list, out);
        assertThat(elements(out.getCopyOfBuffer(), StringSerializer.INSTANCE)).isEqualTo(list);
        out.clear();
        Map<String, Long> map = new HashMap<>();
        map.put("a", 1L);
        map.put("b", null);
        new MapSerializer<>(StringSerializer.INSTANCE, LongSerializer.INSTANCE).serialize(map, out);
        assertThat(
                        ChangeRecordCodec.readEntries(
                                new DataInputDeserializer(out.getCopyOfBuffer()),
                                StringSerializer.INSTANCE,
                                LongSerializer.INSTANCE))
                .isEqualTo(map);
    }

    /** A serialized Java object, in all places where a reader might look for one. */
    @Test
    void noJavaObjectIsDeserialized() throws Exception {
        byte[] object = InstantiationUtil.serializeObject(new Gadget());
        Gadget.TOUCHED.set(false);
        byte[] metadata = metadata();
        for (int at = 0; at <= metadata.length; at++) {
            byte[] crafted = new byte[metadata.length + object.length];
            System.arraycopy(metadata, 0, crafted, 0, at);
            System.arraycopy(object, 0, crafted, at, object.length);
            System.arraycopy(metadata, at, crafted, at + object.length, metadata.length - at);
            // Behind the last byte it is not looked at.
            assertThat(catchThrowable(() -> readMetadata(crafted)) instanceof Error)
                    .as("at %s", at)
                    .isFalse();
            assertThat(Gadget.TOUCHED).as("at %s", at).isFalse();
        }
        assertThatThrownBy(() -> readMetadata(object))
                .isInstanceOf(UnknownRecordFormatException.class);
        InstantiationUtil.deserializeObject(object, USER_CODE);
        assertThat(Gadget.TOUCHED).as("the object would have been noticed").isTrue();
    }

    /** Flink makes an object of a class that metadata names; it must be a serializer snapshot. */
    @Test
    void noOtherClassThanASerializerSnapshotIsInstantiated() throws Exception {
        byte[] metadata = metadata();
        for (String name :
                new String[] {Gadget.class.getName(), "java.lang.Object", "no.such.Class", ""}) {
            out.clear();
            out.write(metadata, 0, KEY_SERIALIZER_AT);
            out.writeUTF(name);
            out.write(new byte[50]);
            assertThatThrownBy(() -> readMetadata(out.getCopyOfBuffer()))
                    .isInstanceOf(IOException.class);
            assertThat(Gadget.TOUCHED).isFalse();
        }
    }

    /** As above, but by a job itself: it would only be found out when it is restored. */
    @Test
    void listsThatCouldNotBeReadAreNotWritten() throws Exception {
        TypeSerializer<List<Long>> empty = new ListSerializer<>(new EmptySerializer());
        List<Long> most = Collections.nCopies(1 << 20, 0L);
        ChangeRecordCodec.writeElements(out, most, empty);
        assertThat(elements(out.getCopyOfBuffer(), new EmptySerializer())).hasSize(most.size());

        out.clear();
        List<Long> tooMany = Collections.nCopies((1 << 20) + 1, 0L);
        assertThatThrownBy(() -> ChangeRecordCodec.writeElements(out, tooMany, empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("1048577 elements is serialized in 0 bytes");
        assertThat(out.length()).isZero();
    }

    @Test
    void longListsAreWritten() throws Exception {
        List<String> texts = Collections.nCopies((1 << 20) + 1, "");
        ChangeRecordCodec.writeElements(
                out, texts, new ListSerializer<>(StringSerializer.INSTANCE));
        assertThat(elements(out.getCopyOfBuffer(), StringSerializer.INSTANCE)).isEqualTo(texts);
    }

    /** The error, for which no more memory was used than for an error. */
    private Throwable refusal(Callable<?> reading) {
        long before = allocatedBytes();
        Throwable thrown = catchThrowable(reading::call);
        assertThat(allocatedBytes() - before).isLessThan(MAX_BYTES);
        return thrown;
    }

    private long allocatedBytes() {
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private static <T> List<T> elements(byte[] bytes, TypeSerializer<T> serializer)
            throws IOException {
        return ChangeRecordCodec.readElements(new DataInputDeserializer(bytes), serializer);
    }

    private static StateMetadata readMetadata(byte[] bytes) throws IOException {
        return ChangeRecordCodec.readMetadata(new DataInputDeserializer(bytes), USER_CODE);
    }

    private static byte[] with(int at, int value) throws IOException {
        byte[] crafted = metadata();
        ByteBuffer.wrap(crafted).putInt(at, value);
        return crafted;
    }

    /** Where the version of the state snapshot is; its name follows. */
    private static int stateAt() throws IOException {
        byte[] name = {0, 5, 'c', 'o', 'u', 'n', 't'};
        String text = new String(metadata(), StandardCharsets.ISO_8859_1);
        return text.indexOf(new String(name, StandardCharsets.ISO_8859_1)) - Integer.BYTES;
    }

    private static int optionBytes() {
        int bytes = 0;
        for (Map.Entry<String, String> option : state().getOptionsImmutable().entrySet()) {
            bytes += 4 + option.getKey().length() + option.getValue().length();
        }
        return bytes;
    }

    private static byte[] metadata() throws IOException {
        DataOutputSerializer written = new DataOutputSerializer(64);
        ChangeRecordCodec.writeMetadata(
                written,
                new StateMetadata(1, IntSerializer.INSTANCE.snapshotConfiguration(), state()));
        return written.getCopyOfBuffer();
    }

    private static StateMetaInfoSnapshot state() {
        return new RegisteredKeyValueStateBackendMetaInfo<>(
                        StateDescriptor.Type.VALUE,
                        "count",
                        StringSerializer.INSTANCE,
                        LongSerializer.INSTANCE)
                .snapshot();
    }

    /** Says so when somebody makes one, or reads one. */
    public static final class Gadget implements Serializable {
        private static final long serialVersionUID = 1L;

        private static final AtomicBoolean TOUCHED = new AtomicBoolean();

        public Gadget() {
            TOUCHED.set(true);
        }

        private void readObject(ObjectInputStream in) {
            TOUCHED.set(true);
        }
    }

    /** Of a type that has one value, which needs no byte. */
    private static final class EmptySerializer extends TypeSerializerSingleton<Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean isImmutableType() {
            return true;
        }

        @Override
        public Long createInstance() {
            return 0L;
        }

        @Override
        public Long copy(Long from) {
            return from;
        }

        @Override
        public Long copy(Long from, Long reuse) {
            return from;
        }

        @Override
        public int getLength() {
            return 0;
        }

        @Override
        public void serialize(Long value, DataOutputView target) {}

        @Override
        public Long deserialize(DataInputView source) {
            return 0L;
        }

        @Override
        public Long deserialize(Long reuse, DataInputView source) {
            return 0L;
        }

        @Override
        public void copy(DataInputView source, DataOutputView target) {}

        @Override
        public TypeSerializerSnapshot<Long> snapshotConfiguration() {
            return new SimpleTypeSerializerSnapshot<>(EmptySerializer::new) {};
        }
    }
}
